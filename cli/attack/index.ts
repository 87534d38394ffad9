/** Attacks on a cluster, as data: each tried by `palisade attack` and, on real clusters, by the tests. */
import type { Attack } from './attack';
import { audit } from './subjects/audit';
import { credentials } from './subjects/credentials';
import { defences } from './subjects/defences';
import { etcd } from './subjects/etcd';
import { floodsAndMalformed } from './subjects/floods-and-malformed';
import { impostor } from './subjects/impostor';
import { kubelet } from './subjects/kubelet';
import { node } from './subjects/node';
import { pods } from './subjects/pods';
import { rbac } from './subjects/rbac';
import { secrets } from './subjects/secrets';
import { serviceAccounts } from './subjects/service-accounts';
import { services } from './subjects/services';
import { transport } from './subjects/transport';
import { workloads } from './subjects/workloads';

export { type Answer, Client, type Credential } from '../api-server/client';
export type { Attack, Outcome, Subject } from './attack';
export { type Limit, limits } from './subjects/limits';
export type {
  Actor,
  AuditLine,
  EtcdAccess,
  Forgery,
  Impostor,
  ImpostorCertificate,
  KubeletAccess,
  Nodes,
  Target,
} from './target';

/** All of them, in the order to try them: what disturbs others comes late. */
export const attacks: readonly Attack[] = [
  ...credentials,
  ...transport,
  ...pods,
  ...workloads,
  ...node,
  ...kubelet,
  ...impostor,
  ...serviceAccounts,
  ...rbac,
  ...defences,
  ...secrets,
  ...services,
  ...etcd,
  ...audit,
  ...floodsAndMalformed,
];
