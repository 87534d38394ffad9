import { Evaluator, kubernetesRules } from '@palisade/rules';
import { Construct } from 'constructs';
import type { Problem } from '../construct-error';
import { apiTokenPath } from '../identity';
import { quantityProblems } from '../quantity';
import type { ContainerProps } from './container';
import { imageProblems } from './image';
import { portProblems, type Serving } from './ports';
import { resourceProblems } from './resources';

/**
 * What is wrong with one container.
 *
 * @param property - where it stands in the properties, with a dot at the end, or nothing
 * @param mounted - paths at which the pod mounts something in it
 */
export function containerProblems(
  property: string,
  props: ContainerProps & Serving,
  allowedRegistries: readonly string[],
  mounted: readonly string[] = [],
): Problem[] {
  return [
    ...imageProblems(`${property}image`, props.image, allowedRegistries),
    ...resourceProblems(property, props.resources),
    ...portProblems(property, props),
    ...environmentProblems(property, props.env),
    ...mountProblems(property, props, mounted),
  ];
}

function environmentProblems(property: string, env: ContainerProps['env']): Problem[] {
  if (env === undefined) return [];
  const found: Problem[] = [];
  for (const [name, value] of Object.entries(env)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]{0,255}$/.test(name)) {
      found.push({
        found: `${property}env holds the name '${name.slice(0, 100)}'`,
        write: 'Write letters, digits and underscores, with no digit at the beginning',
      });
    }
    if (typeof value !== 'string') {
      found.push({
        found: `${property}env.${name} is no text`,
        write: `Write its value as text; mount what is secret: secrets: { '/etc/db': secret }`,
      });
    }
  }
  return found.length > 0 ? found : credentialProblems(property, env);
}

// The catalogue's own judgement of credentials, of any severity: here there is no decision to take, there are
// `secrets`.
let credentials: Evaluator | undefined;
const credentialRules = ['no-passwords-in-environment', 'no-passwords-in-urls', 'no-tokens-in-pods'];

function credentialProblems(property: string, env: { readonly [name: string]: string }): Problem[] {
  credentials ??= new Evaluator(kubernetesRules.filter(({ id }) => credentialRules.includes(id)));
  const judge = credentials;
  return Object.entries(env).flatMap(([name, value]) =>
    judge
      .kubernetes({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'judged', namespace: 'judged' },
        spec: { containers: [{ name: 'judged', env: [{ name, value }] }] },
      })
      .map(({ rule }) => ({
        found: `${property}env.${name} holds a secret in plain text (${rule.id})`,
        write: `Mount it: secrets: { '/etc/db': secret }; and replace it, since it must be taken for known`,
      })),
  );
}

function mountProblems(property: string, props: ContainerProps, mounted: readonly string[]): Problem[] {
  const { writablePaths = {}, config = {}, secrets = {} } = props;
  const found: Problem[] = [];
  const seen = new Set<string>(mounted);
  for (const [kind, paths] of Object.entries({ writablePaths, config, secrets })) {
    for (const path of Object.keys(paths)) {
      found.push(...pathProblems(`${property}${kind}`, path));
      if (seen.has(path)) {
        found.push({ found: `${property}${kind} holds '${path}', which is mounted already`, write: 'Mount each once' });
      }
      seen.add(path);
    }
  }
  for (const [path, size] of Object.entries(writablePaths)) {
    found.push(...quantityProblems(`${property}writablePaths['${path}']`, size, '64Mi'));
  }
  for (const [path, source] of Object.entries(config)) {
    if (!Construct.isConstruct(source)) found.push(...fileProblems(`${property}config['${path}']`, source));
  }
  return found;
}

// What etcd takes of one object is 1.5 MiB; the API server allows ConfigMaps 1 MiB.
const mostConfig = 2 ** 20;

function fileProblems(property: string, files: { readonly [file: string]: string }): Problem[] {
  const found: Problem[] = [];
  let size = 0;
  for (const [file, text] of Object.entries(files)) {
    size += Buffer.byteLength(text);
    if (!/^(?!\.\.)[-._a-zA-Z0-9]{1,253}$/.test(file) || file === '.') {
      found.push({ found: `${property} holds the file '${file.slice(0, 100)}'`, write: 'Write a file name, no path' });
    }
  }
  if (size > mostConfig) {
    found.push({ found: `${property} holds ${size} bytes`, write: `Write at most ${mostConfig}, or build them in` });
  }
  if (Object.keys(files).length === 0) {
    found.push({ found: `${property} holds no file`, write: 'Write at least one, or leave it out' });
  }
  return found;
}

// File systems of the kernel's own, and where containers find their names.
const taken = ['/proc', '/sys', '/dev', apiTokenPath];

/** What is wrong with a path that something is mounted at. */
export function pathProblems(property: string, path: string): Problem[] {
  const names = path.split('/').slice(1);
  const plain =
    path.startsWith('/') &&
    path.length <= 500 &&
    names.every((name) => /^[A-Za-z0-9._-]+$/.test(name) && name !== '.' && name !== '..');
  if (plain && !taken.some((each) => path === each || path.startsWith(`${each}/`) || each.startsWith(`${path}/`))) {
    return [];
  }
  // A parent of a taken path would hide it.
  return [
    {
      found: `${property} holds '${path.slice(0, 100)}'`,
      write: `Write an absolute path such as /tmp, without . and .., that neither is nor holds ${taken.join(', ')}`,
    },
  ];
}
