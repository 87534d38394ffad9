import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { load } from 'js-yaml';
import type { Access } from './client';

type Fields = Readonly<Record<string, unknown>>;

/** What a kubeconfig's context says. */
export interface Context {
  readonly access: Access;
  /** @default 'default' */
  readonly namespace: string;
}

/** Bytes of a kubeconfig; a real one has a few kilobytes. */
const MAX_BYTES = 1024 * 1024;
/** Milliseconds that a program which gets a credential may take. */
const PATIENCE = 60_000;

/**
 * Reads a kubeconfig as kubectl does: files it names are looked for beside it, and a program that it names for getting a
 * credential is run, without a shell.
 *
 * @param context which of its contexts; its current one where none is given
 * @throws where it is none, or names what is not there, with what to write instead
 */
export async function readKubeconfig(path: string, context?: string): Promise<Context> {
  const bytes = readFileSync(path);
  if (bytes.length > MAX_BYTES) throw new Error(`${path} has ${bytes.length} bytes: a kubeconfig has at most 1 MiB`);
  let parsed: unknown;
  try {
    parsed = load(bytes.toString('utf8'));
  } catch (error) {
    throw new Error(`${path} is no YAML: ${(error as Error).message.split('\n')[0]}`);
  }
  const config = fields(parsed);
  if (config.kind !== 'Config') throw new Error(`${path} is no kubeconfig: its kind is ${config.kind}, not Config`);
  const name = context ?? text(config['current-context']);
  if (name === undefined) throw new Error(`${path} has no current-context: name one with --context`);
  const used = named(path, config, 'contexts', name, 'context');
  const cluster = named(path, config, 'clusters', text(used.cluster) ?? '', 'cluster');
  const user = named(path, config, 'users', text(used.user) ?? '', 'user');
  const file = (given: string) => readFileSync(resolve(dirname(path), given), 'utf8');
  const held = (source: Fields, key: string) => {
    const data = text(source[`${key}-data`]);
    if (data !== undefined) return Buffer.from(data, 'base64').toString('utf8');
    const given = text(source[key]);
    return given === undefined ? undefined : file(given);
  };
  const endpoint = text(cluster.server);
  if (endpoint === undefined || !/^https?:\/\//.test(endpoint) || !URL.canParse(endpoint)) {
    throw new Error(`${path}: server of cluster ${used.cluster} is ${endpoint}; write https://HOST:PORT`);
  }
  for (const key of ['proxy-url', 'tls-server-name']) {
    if (cluster[key] !== undefined) throw new Error(`${path}: ${key} is not supported; reach the cluster without it`);
  }
  const token = text(user.token) ?? (text(user.tokenFile) === undefined ? undefined : file(text(user.tokenFile) ?? ''));
  const own = { ca: held(cluster, 'certificate-authority'), cert: held(user, 'client-certificate') };
  const access: Access = {
    endpoint: endpoint.replace(/\/+$/, ''),
    ...defined({ ...own, key: held(user, 'client-key'), token: token?.trim() }),
    ...(cluster['insecure-skip-tls-verify'] === true && { insecure: true }),
    ...(user.exec === undefined ? {} : await credentialOf(path, fields(user.exec))),
  };
  return { access, namespace: text(used.namespace) ?? 'default' };
}

/** Runs the program that gets a credential, such as `aws eks get-token`. */
async function credentialOf(path: string, exec: Fields): Promise<Partial<Access>> {
  const command = text(exec.command);
  if (command === undefined) throw new Error(`${path}: exec names no command`);
  const args = Array.isArray(exec.args) ? exec.args.map(String) : [];
  const variables = (Array.isArray(exec.env) ? exec.env : []).map(fields).map(({ name, value }) => [name, value]);
  const info = { apiVersion: exec.apiVersion, kind: 'ExecCredential', spec: { interactive: false } };
  const env = { ...process.env, ...Object.fromEntries(variables), KUBERNETES_EXEC_INFO: JSON.stringify(info) };
  const output = await new Promise<string>((done, failed) => {
    execFile(command, args, { env, timeout: PATIENCE, maxBuffer: MAX_BYTES }, (error, stdout, stderr) => {
      if (error)
        failed(new Error(`${command} got no credential: ${stderr.trim().split('\n').at(-1) || error.message}`));
      else done(stdout);
    });
  });
  const status = fields(fields(JSON.parse(output)).status);
  return defined({
    token: text(status.token),
    cert: text(status.clientCertificateData),
    key: text(status.clientKeyData),
  });
}

/** An entry of one of the lists. @throws where it is not there */
function named(path: string, config: Fields, list: string, name: string, field: string): Fields {
  const entries = Array.isArray(config[list]) ? config[list].map(fields) : [];
  const found = entries.find((entry) => entry.name === name);
  if (found === undefined) {
    const there = entries.map((entry) => entry.name).join(', ');
    throw new Error(`${path} has no ${field} '${name}'${there === '' ? '' : `; it has ${there}`}`);
  }
  return fields(found[field]);
}

const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** Without what is undefined. */
function defined<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
