/** `palisade rotate secrets-key`: what is on disk in encryption-file.ts and stage.ts, the steps in rotation.ts and kms.ts. */
import { readKubeconfig } from '../../api-server/kubeconfig';
import { UsageError } from '../../usage-error';
import { locked } from '../lock';
import { ApiServer } from './api-server';
import { ApiServers } from './api-servers';
import { EncryptionFile } from './encryption-file';
import { Etcd } from './etcd';
import { renewUnderKms } from './kms';
import { type Outcome, type Removal, readState, rotate } from './rotation';
import { statusOfFile, statusUnderKms } from './status';

/** What the command line says. */
export interface SecretsKeyArguments {
  readonly encryptionConfig: string | undefined;
  readonly kubeconfig: string | undefined;
  readonly servers: readonly string[];
  readonly etcdServer: string | undefined;
  readonly etcdFiles: { readonly ca: string; readonly cert: string; readonly key: string };
  readonly remove: string | undefined;
  readonly status: boolean;
  readonly json: boolean;
}

interface Output {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

/** Runs the command. @returns 0 done; 1 not finished; 2 it could not start */
export async function runSecretsKey(given: SecretsKeyArguments, { stdout, stderr }: Output): Promise<0 | 1 | 2> {
  const say = (line: string) => stderr.write(`${line}\n`);
  let ready: Awaited<ReturnType<typeof prepare>>;
  try {
    ready = await prepare(given, say);
  } catch (error) {
    const hint = error instanceof UsageError ? '\nTry: palisade rotate secrets-key --help' : '';
    say(`palisade rotate secrets-key: ${(error as Error).message}${hint}`);
    return 2;
  }
  const { path, provider, servers, etcd, removal } = ready;
  try {
    if (given.status) {
      const found = await (provider.kind === 'kms'
        ? statusUnderKms(provider.plugin, servers, etcd)
        : statusOfFile(path, servers, etcd));
      stdout.write(given.json ? `${JSON.stringify(found.data)}\n` : `${found.lines.join('\n')}\n`);
      return found.isDone ? 0 : 1;
    }
    const options = { path, servers, etcd, removal, say };
    const outcome = await locked(`${path}.lock`, () =>
      provider.kind === 'kms' ? renewUnderKms(provider.plugin, options) : rotate(options),
    );
    stdout.write(given.json ? `${JSON.stringify(toJson(outcome))}\n` : report(outcome, path));
    return 0;
  } catch (error) {
    say(`palisade rotate secrets-key: ${(error as Error).message}`);
    return 1;
  } finally {
    servers.close();
    etcd?.close();
  }
}

async function prepare(given: SecretsKeyArguments, say: (line: string) => void) {
  const { encryptionConfig: path, kubeconfig, servers: named, etcdServer, etcdFiles } = given;
  if (path === undefined) throw new UsageError('say which file holds the keys: --encryption-config FILE');
  if (kubeconfig === undefined) throw new UsageError('say how to reach the cluster: --kubeconfig FILE');
  const removal = given.remove ?? 'when-proven';
  if (!isRemoval(removal)) throw new UsageError(`--remove is '${removal}'; write when-proven or unproven`);
  for (const address of [...named, ...(etcdServer === undefined ? [] : [etcdServer])]) {
    if (!/^https:\/\/[^/]+\/?$/.test(address) || !URL.canParse(address)) {
      throw new UsageError(`'${address}' is no address of a server; write https://HOST:PORT`);
    }
  }
  const { provider } = EncryptionFile.read(path);
  if (provider.kind === 'secretbox') readState(path);
  const { access } = await readKubeconfig(kubeconfig);
  const endpoints = named.length === 0 ? [access.endpoint] : named.map((each) => each.replace(/\/$/, ''));
  const etcd = etcdServer === undefined ? undefined : new Etcd({ endpoint: etcdServer, ...etcdFiles });
  const servers = endpoints.map((endpoint) => new ApiServer({ ...access, endpoint }));
  return { path, provider, servers: new ApiServers(servers, say), etcd, removal };
}

const isRemoval = (word: string): word is Removal => word === 'when-proven' || word === 'unproven';

function toJson({ census, ...outcome }: Outcome): object {
  return {
    ...outcome,
    etcd: census === undefined ? 'not checked' : { records: census.total, notEncrypted: census.plain },
  };
}

function report({ key, removed, written, seconds, census }: Outcome, path: string): string {
  const proof =
    census === undefined
      ? 'Not checked in etcd.'
      : `etcd holds ${census.total} records, none under an old key${census.plain > 0 ? `; ${census.plain} are not encrypted, of those that the API server keeps so` : ''}.`;
  if (removed.length === 0) {
    const then = census === undefined ? 'Keep' : 'The KMS may be told to forget';
    const done =
      written === 0 && census !== undefined
        ? `Nothing was to be written anew: all is under ${key}`
        : `${written} records were written anew under ${key}`;
    return `${done}. ${seconds} s.\n${proof}\n${then} the older keys${census === undefined ? '' : ', once no backup that needs them is left'}.\n`;
  }
  return `${key} is the only key, and every API server has it; ${removed.join(', ')} is gone from ${path}. ${seconds} s.\n${proof}\nBackups of etcd that were made before need ${removed.join(', ')}: what you kept of the file with them stays with them.\n`;
}
