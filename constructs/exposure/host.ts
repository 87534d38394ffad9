import { createHash } from 'node:crypto';
import type { IConstruct } from 'constructs';
import { type Problem, refuse } from '../construct-error';
import type { Side } from './entrances';
import type { Exposable } from './exposable';
import type { Tls } from './tls';

/** A host name that an app exposes: by one workload, or by several under different paths. */
export class Host {
  /** Whatever the first exposure makes for all of them. */
  readonly made: Map<string, string> = new Map();
  private readonly paths = new Map<string, Exposable>();

  private constructor(
    readonly name: string,
    readonly owner: Exposable,
    readonly side: Side,
    readonly tls: Tls,
  ) {}

  /**
   * Takes paths of a host for a workload.
   *
   * @throws ConstructError where another exposure of the app has them, or exposes the host in another way
   */
  static claim(workload: Exposable, name: string, paths: readonly string[], side: Side, tls: Tls): Host {
    const hosts = hostsOf(workload.node.root);
    const host = hosts.get(name) ?? new Host(name, workload, side, tls);
    hosts.set(name, host);
    const { path } = host.owner.node;
    const problems: Problem[] = [];
    if (host.side !== side) {
      problems.push({ found: `${name} is exposed by ${path} with another access`, write: 'Give both the same access' });
    }
    if (keyOf(host.tls) !== keyOf(tls)) {
      problems.push({
        found: `${name} is exposed by ${path} with another certificate`,
        write: 'Give both the same tls',
      });
    }
    if (host.owner.namespace !== workload.namespace && tls.from !== 'gateway') {
      problems.push({
        found: `${name} is exposed by ${path} in the namespace '${host.owner.namespace}', which has its certificate`,
        write: 'Expose it from there, or under a name of its own',
      });
    }
    for (const each of paths) {
      const other = host.paths.get(each);
      if (other !== undefined) {
        problems.push({ found: `${name}${each} is exposed by ${other.node.path}`, write: 'Write other paths' });
      }
    }
    refuse(workload, problems);
    for (const each of paths) host.paths.set(each, workload);
    return host;
  }

  /** Name for objects of the host: its own with hyphens, at most 50 letters, and different for each host that is longer. */
  get slug(): string {
    const slug = this.name.replaceAll('.', '-');
    if (slug.length <= 50) return slug;
    return `${slug.slice(0, 41).replace(/-+$/, '')}-${createHash('sha256').update(this.name).digest('hex').slice(0, 8)}`;
  }
}

const trees = new WeakMap<IConstruct, Map<string, Host>>();

function hostsOf(root: IConstruct): Map<string, Host> {
  const hosts = trees.get(root) ?? new Map<string, Host>();
  trees.set(root, hosts);
  return hosts;
}

function keyOf(tls: Tls): string {
  if (tls.from !== 'secret') return JSON.stringify(tls);
  return JSON.stringify([tls.from, secretNameOf(tls)]);
}

/** Name of the Secret of a certificate. */
export function secretNameOf({ secret }: Extract<Tls, { from: 'secret' }>): string {
  return typeof secret === 'string' ? secret : secret.secretName;
}

/** What is wrong with a host name. */
export function hostProblems(host: string): Problem[] {
  if (host.includes('*')) {
    return [
      {
        found: `host is '${host}', which is every name below another`,
        write: 'Write one name; expose the workload once for each',
      },
    ];
  }
  const labels = host.split('.');
  const wellFormed = labels.every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label));
  if (wellFormed && labels.length > 1 && host.length <= 253 && !/^\d+$/.test(labels.at(-1) ?? '')) return [];
  return [
    {
      found: `host is '${host}', which is no name of a host`,
      write: `Write a name with its domain in lower-case letters, without scheme, port or path, such as 'shop.example.com'`,
    },
  ];
}

/** What is wrong with prefixes of paths. */
export function pathsProblems(paths: readonly string[]): Problem[] {
  const found: Problem[] = [];
  if (paths.length === 0 || paths.length > 32) {
    found.push({ found: `paths holds ${paths.length} paths`, write: 'Write 1 to 32 of them, or leave it out' });
  }
  return [...found, ...paths.flatMap((path) => pathProblems('paths holds', path))];
}

/** What is wrong with one path. `found` is what leads to it, such as `paths holds`. */
export function pathProblems(found: string, path: string): Problem[] {
  const parts = path.split('/').slice(1);
  const wellFormed = path === '/' || (path.length <= 512 && /^(\/[A-Za-z0-9._~-]+)+$/.test(path));
  if (wellFormed && !parts.some((part) => part === '.' || part === '..')) return [];
  return [
    {
      found: `${found} '${path}', which is no path`,
      write: `Write letters, digits and '-._~' between slashes, with a slash in front and none at the end, such as '/api'`,
    },
  ];
}
