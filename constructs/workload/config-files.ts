import { createHash } from 'node:crypto';
import { ConfigMap, type IConfigMap, type Volume } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { Volumes } from './volumes';

/** Annotation of pods that changes with the mounted files, so that new files are rolled out like a new version. */
export const configAnnotation = 'palisade.dev/config';

/** Files that are not secret: a ConfigMap that there is, or files by name. */
export type ConfigSource = ConfigMap | IConfigMap | { readonly [file: string]: string };

/** What ConfigMaps are made for. */
interface Owner extends Construct {
  readonly name: string;
  readonly namespace: string;
  readonly podLabels: Readonly<Record<string, string>>;
}

/** The configuration files of one workload: a ConfigMap for each directory that is written as text. */
export class ConfigFiles {
  private readonly written: [path: string, files: { readonly [file: string]: string }][] = [];

  constructor(
    private readonly owner: Owner,
    private readonly volumes: Volumes,
  ) {}

  /** The volume with the files for a directory. */
  volume(path: string, source: ConfigSource): Volume {
    if (isConfigMap(source)) return this.volumes.add(path, { configMap: { name: source.name } });
    const { owner } = this;
    this.written.push([path, source]);
    const name = `${owner.name}-config-${this.written.length}`;
    const map = new ConfigMap(owner, `Config-${this.written.length}`, {
      metadata: { name, namespace: owner.namespace, labels: { ...owner.podLabels } },
      data: { ...source },
    });
    return this.volumes.add(path, { configMap: { name: map.name } });
  }

  /** Annotations for the pods. */
  annotations(): Record<string, string> {
    if (this.written.length === 0) return {};
    return { [configAnnotation]: createHash('sha256').update(JSON.stringify(this.written)).digest('hex').slice(0, 16) };
  }
}

function isConfigMap(source: ConfigSource): source is ConfigMap | IConfigMap {
  return Construct.isConstruct(source);
}
