import { type k8s, Volume } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';

/** A volume's source: a volume of the pod spec without its name. */
export type VolumeSource = Omit<k8s.Volume, 'name'>;

/**
 * The volumes of one pod, each named after where it is mounted.
 *
 * cdk8s-plus renders a volume by `_toKube`, and has no projected ones and no sizes in other units than mebibytes. So
 * ours render themselves; to all else they are volumes of cdk8s-plus.
 */
export class Volumes {
  private readonly names = new Set<string>();

  constructor(private readonly scope: Construct) {}

  /** Makes a volume for a path, whose name is unique in the pod: `tmp`, `etc-shop`, `etc-shop-2`. */
  add(path: string, source: VolumeSource): Volume {
    const base =
      path
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .slice(0, 50)
        .replace(/^-+|-+$/g, '') || 'volume';
    let name = base;
    for (let count = 2; this.names.has(name); count += 1) name = `${base}-${count}`;
    this.names.add(name);
    const volume = Volume.fromEmptyDir(this.scope, `Volume-${name}`, name);
    volume._toKube = () => ({ name, ...source });
    return volume;
  }
}
