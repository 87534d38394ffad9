import type { Case } from './case';
import { namespaces } from './namespaces';

export { appOf, type Case } from './case';

/** Every construct, and each of its options. */
export const cases: readonly Case[] = [...namespaces];
