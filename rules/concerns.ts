import { podKinds } from './pods';
import type { Rule } from './rule';

/**
 * Whether a rule can find anything on objects of a kind: what no rule is about need not even be read. Of a list it cannot
 * be told, for it holds any kind.
 *
 * @param group `''` is the core group.
 */
export function concerns(rule: Rule, group: string, kind: string): boolean {
  if (rule.on === 'aws' || rule.on === 'stack') return false;
  if (kind.endsWith('List')) return true;
  if (rule.on === 'object') {
    return rule.resources.some((resource) => resource.group === group && Object.hasOwn(resource.kinds, kind));
  }
  return podKinds.some((each) => each.kind === kind && each.group === group);
}
