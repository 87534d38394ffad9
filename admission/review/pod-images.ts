import { isObject } from '../registry/manifest';

/** More containers and volumes than this in one pod are no pod's. */
const most = 1000;

/** An image that a pod runs or mounts. */
export interface PodImage {
  /** Where it stands: `initContainers[0]`, or `volumes[2].image`. */
  readonly at: string;
  readonly image: string;
}

/**
 * All images of a pod: of containers, of those that start before and of those for looking inside, and of volumes.
 *
 * @throws Error where a container names no image, or something is in no form: then nobody knows what would run.
 */
export function imagesOfPod(spec: unknown): PodImage[] {
  if (!isObject(spec)) throw new Error('the pod has no spec');
  const found: PodImage[] = [];
  for (const field of ['initContainers', 'containers', 'ephemeralContainers']) {
    for (const [index, each] of listOf(spec, field).entries()) {
      found.push({
        at: `${field}[${index}]`,
        image: text(isObject(each) ? each.image : undefined, `${field}[${index}].image`),
      });
    }
  }
  for (const [index, volume] of listOf(spec, 'volumes').entries()) {
    if (!isObject(volume) || volume.image === undefined || volume.image === null) continue;
    const at = `volumes[${index}].image`;
    found.push({ at, image: text(isObject(volume.image) ? volume.image.reference : undefined, `${at}.reference`) });
  }
  if (found.length > most) throw new Error(`the pod has more than ${most} images`);
  return found;
}

/**
 * The pod spec in an object: of a pod itself, or of what makes pods. `undefined` where the object holds none.
 */
export function podSpecIn(object: unknown): unknown {
  if (!isObject(object)) return undefined;
  const { kind, spec, template } = object;
  if (kind === 'Pod') return spec;
  if (kind === 'PodTemplate') return isObject(template) ? template.spec : undefined;
  const holder = kind === 'CronJob' && isObject(spec) && isObject(spec.jobTemplate) ? spec.jobTemplate.spec : spec;
  return isObject(holder) && isObject(holder.template) ? holder.template.spec : undefined;
}

function listOf(spec: Readonly<Record<string, unknown>>, field: string): readonly unknown[] {
  const value = spec[field];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new Error(`the pod's ${field} is no list`);
  return value;
}

function text(value: unknown, at: string): string {
  if (typeof value !== 'string' || value === '') throw new Error(`the pod's ${at} names no image`);
  return value;
}
