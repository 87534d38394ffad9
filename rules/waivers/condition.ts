import { podPathCel } from '../pod-cel';
import { podKinds } from '../pods';
import type { Waiver } from './waiver';

/**
 * CEL over `object` that is true for what a waiver covers, for gates that hold exceptions in CEL: match conditions of
 * admission policies, Kyverno's PolicyException. It agrees with `Waivers.covers` on every object.
 *
 * @returns undefined where the waiver is about a Pulumi resource, which no gate but a preview sees.
 */
export function waiverCondition({ select }: Waiver): string | undefined {
  const { kind, namespace, name, image, urn } = select;
  if (urn !== undefined) return undefined;
  const conditions = [
    ...compared('object.kind', kind),
    ...compared('object.metadata.?namespace.orValue("")', namespace),
    ...compared('object.metadata.?name.orValue("")', name),
    ...(image === undefined ? [] : [imagesAre(image)]),
  ];
  return conditions.join(' && ');
}

/** CEL that is true for what any of the waivers covers; undefined where none of them can be said in CEL. */
export function anyWaiverCondition(waivers: readonly Waiver[]): string | undefined {
  const conditions = waivers.map(waiverCondition).filter((condition) => condition !== undefined);
  return conditions.length === 0 ? undefined : conditions.map((condition) => `(${condition})`).join(' || ');
}

function compared(value: string, pattern: string | undefined): string[] {
  if (pattern === undefined) return [];
  return pattern.endsWith('*')
    ? [`${value}.startsWith(${JSON.stringify(pattern.slice(0, -1))})`]
    : [`${value} == ${JSON.stringify(pattern)}`];
}

/** Of every container: a workload must not slip through because one of them is waived. */
function imagesAre(pattern: string): string {
  const pod = `(${podPathCel((path) => `${path}.spec`)})`;
  const containers = ['containers', 'initContainers', 'ephemeralContainers']
    .map((field) => `${pod}.?${field}.orValue([])`)
    .join(' + ');
  const [condition] = compared('container.?image.orValue("")', pattern);
  const kinds = JSON.stringify(podKinds.map(({ kind }) => kind));
  return `object.kind in ${kinds} && [${containers}].all(list, list.size() > 0 && list.all(container, ${condition}))`;
}
