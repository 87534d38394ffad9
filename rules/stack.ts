import type { StackRule } from './rule';

/** Every rule about several resources of a stack at once, sorted by id. */
export const stackRules: readonly StackRule[] = [];
