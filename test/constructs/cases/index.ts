import type { Case } from './case';
import { clusterWide } from './cluster-wide';
import { connections } from './connections';
import { exposures } from './exposures';
import { identities } from './identities';
import { imageAdmission } from './image-admission';
import { namespaces } from './namespaces';
import { secrets } from './secrets';
import { workloads } from './workloads';

export { appOf, type Case } from './case';

/** Every construct, and each of its options. */
export const cases: readonly Case[] = [
  ...namespaces,
  ...workloads,
  ...identities,
  ...connections,
  ...secrets,
  ...exposures,
  ...clusterWide,
  ...imageAdmission,
];
