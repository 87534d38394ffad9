import type { Case } from './case';
import { namespaces } from './namespaces';
import { workloads } from './workloads';

export { appOf, type Case } from './case';

/** Every construct, and each of its options. */
export const cases: readonly Case[] = [...namespaces, ...workloads];
