import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, isMap, isSeq, parseDocument } from 'yaml';
import { replaceFile } from './replace-file';

/** Where the kubelet looks for static pods, unless its configuration says otherwise. */
export const manifestFolder = '/etc/kubernetes/manifests';

/** Other tools keep keys and certificates their own way, and have a command for them. */
const otherTools = [
  ['/var/lib/rancher/k3s/server', 'K3s', 'k3s certificate rotate', 'k3s certificate rotate-ca, with a new service.key'],
  [
    '/var/lib/rancher/rke2/server',
    'RKE2',
    'rke2 certificate rotate',
    'rke2 certificate rotate-ca, with a new service.key',
  ],
] as const;

/** A component of the control plane that the kubelet runs from a manifest. */
export class StaticPod {
  private constructor(
    readonly name: string,
    /** Of its manifest. */
    readonly path: string,
    readonly flags: ReadonlyMap<string, readonly string[]>,
  ) {}

  /** @throws Error where it is not there, or is no pod, with what to do */
  static read(folder: string, name: string): StaticPod {
    const path = join(folder, `${name}.yaml`);
    if (!existsSync(path)) throw new Error(missing(path));
    const pod = documentOf(path).toJS() as { spec?: { containers?: { command?: unknown; args?: unknown }[] } };
    const [container] = pod.spec?.containers ?? [];
    const words = [container?.command, container?.args].flatMap((list) =>
      Array.isArray(list) ? list.map(String) : [],
    );
    const flags = new Map<string, string[]>();
    for (const word of words) {
      const [, flag, value = 'true'] = /^--?([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
      if (flag !== undefined) flags.set(flag, [...(flags.get(flag) ?? []), value]);
    }
    if (flags.size === 0) throw new Error(`${path} starts nothing with flags: it is no manifest of ${name}`);
    return new StaticPod(name, path, flags);
  }

  /** The value of a flag, the last where it is given several times. */
  flag(name: string): string | undefined {
    return this.flags.get(name)?.at(-1);
  }

  /** @throws Error where the flag is missing */
  required(name: string): string {
    const value = this.flag(name);
    if (value === undefined) throw new Error(`${this.path} has no --${name}: write it there first`);
    return value;
  }

  /** What it was last restarted for. */
  restartedFor(annotation: string): string | undefined {
    const value: unknown = documentOf(this.path).getIn(['metadata', 'annotations', annotation]);
    return typeof value === 'string' ? value : undefined;
  }

  /**
   * Has the kubelet start it anew, once for each value: the pod's identity is a hash of its whole manifest, so that one with
   * another annotation is another pod. The manifest is never away: a crash here stops nothing.
   *
   * @param flags that it has already, with other values, put there at the same moment
   * @returns false where it was started for this already
   */
  restart(annotation: string, value: string, flags: Readonly<Record<string, string>> = {}): boolean {
    if (this.restartedFor(annotation) === value) return false;
    const document = documentOf(this.path);
    document.setIn(['metadata', 'annotations', annotation], value);
    for (const [flag, given] of Object.entries(flags)) setFlag(document, flag, given);
    replaceFile(this.path, document.toString({ lineWidth: 0 }));
    return true;
  }
}

function setFlag(document: Document, flag: string, value: string): void {
  for (const list of ['command', 'args']) {
    const words = document.getIn(['spec', 'containers', 0, list]);
    if (!isSeq(words)) continue;
    words.items.forEach((_, index) => {
      if (new RegExp(`^--?${flag}=`).test(String(words.get(index)))) words.set(index, `--${flag}=${value}`);
    });
  }
}

function documentOf(path: string): Document {
  const document = parseDocument(readFileSync(path, 'utf8'));
  const [error] = document.errors;
  if (error) throw new Error(`${path} is no YAML: ${error.message.split('\n')[0]}`);
  if (!isMap(document.contents) || document.get('kind') !== 'Pod') throw new Error(`${path} is no Pod`);
  return document;
}

function missing(path: string): string {
  const found = otherTools.find(([folder]) => existsSync(folder));
  if (found) {
    const [, tool, certificates, keys] = found;
    return `this is a machine of ${tool}, which has commands of its own: for certificates \`${certificates}\`, for the key of service accounts \`${keys}\``;
  }
  return `there is no ${path}: run the command on a machine of the control plane, or name the folder of its static pods with --manifests (Talos renews certificates by itself, and rotates authorities with talosctl rotate-ca)`;
}
