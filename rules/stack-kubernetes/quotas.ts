import { property } from '../pods';
import type { StackResource } from '../rule';
import { byNamespace, listIn, ofKind } from './objects';

/**
 * What the quotas of each namespace bound: lists by name (`requests.cpu`, `pods`), of which each holds. Quotas that hold for
 * some pods only, by a scope, bound nothing: other pods are free.
 */
export function hardLimits(resources: readonly StackResource[]): ReadonlyMap<unknown, readonly object[]> {
  const quotas = ofKind(resources, '', 'ResourceQuota').filter(isForAll);
  return new Map([...byNamespace(quotas)].map(([own, each]) => [own, each.flatMap(hardOf)]));
}

/** Whether one of the lists bounds one of the names. Which amount it sets, a preview may not know yet. */
export function isBounded(limits: readonly object[], ...names: readonly string[]): boolean {
  return limits.some((hard) => names.some((name) => Object.hasOwn(hard, name)));
}

/** Whether one of the lists leaves no room for a single pod. */
export function holdsNoPods(limits: readonly object[]): boolean {
  return limits.some((hard) => [0, '0'].includes(property(hard, 'pods') as number | string));
}

function isForAll({ props }: StackResource): boolean {
  const spec = property(props, 'spec');
  return listIn(spec, 'scopes').length === 0 && property(spec, 'scopeSelector') === undefined;
}

function hardOf({ props }: StackResource): object[] {
  const hard = property(property(props, 'spec'), 'hard');
  return typeof hard === 'object' && hard !== null ? [hard] : [];
}
