import { podKinds } from './pods';

/**
 * CEL for something about the pod in `object`, whatever kind holds it: the same places that {@link podKinds} names.
 *
 * @param what Says it for a pod, or a pod template, at a path such as `object.spec.template`.
 */
export function podPathCel(what: (path: string) => string): string {
  const byTemplate = new Map<string, string[]>();
  for (const { kind, template } of podKinds) {
    const path = ['object', ...template].join('.');
    byTemplate.set(path, [...(byTemplate.get(path) ?? []), kind]);
  }
  const kindsAt = (path: string) => byTemplate.get(path)?.length ?? 0;
  // The path that most kinds have comes last, and needs no condition.
  const [fallback, ...others] = [...byTemplate.keys()].sort((a, b) => kindsAt(b) - kindsAt(a));
  return others
    .map((path) => `object.kind in ${JSON.stringify(byTemplate.get(path))} ? ${what(path)} : `)
    .concat(what(fallback ?? 'object'))
    .join('');
}
