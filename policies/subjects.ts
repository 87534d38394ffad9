import { concerns, type JsonObject, type Rule } from '@palisade/rules';
import type { Policy } from '@pulumi/policy';
import { kindOf } from './kubernetes';

/** The rule of each policy of the pack. */
const rules = new WeakMap<object, Rule>();

/** Notes which rule a policy is made of. */
export function madeOf<P extends object>(policy: P, rule: Rule): P {
  rules.set(policy, rule);
  return policy;
}

/**
 * Tells which of some policies a resource concerns: by its type, and a Kubernetes object by what it calls itself, which
 * counts where it says other than its type. The same list for the same subject, every time.
 */
export function policiesAbout(
  policies: readonly Policy[],
): (type: string, properties: () => JsonObject) => readonly Policy[] {
  const found = new Map<string, readonly Policy[]>();
  return (type, properties) => {
    const object = type.startsWith('kubernetes:') ? kindOf(type, properties()) : undefined;
    const subject = object === undefined ? type : `${object.group}/${object.kind}`;
    let about = found.get(subject);
    if (about === undefined) {
      about = policies.filter((policy) => {
        const rule = rules.get(policy);
        if (rule === undefined) return true;
        if (object !== undefined) return concerns(rule, object.group, object.kind);
        if (rule.on === 'aws') return rule.types.includes(type);
        return rule.on !== 'stack' && type.startsWith('kubernetes:');
      });
      found.set(subject, about);
    }
    return about;
  };
}
