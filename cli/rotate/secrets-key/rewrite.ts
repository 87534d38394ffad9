import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Call, Client } from '../../api-server/client';
import { type Item, type Resource, writableResources } from './resources';

/** What came of writing records anew. */
export interface Rewritten {
  readonly written: number;
  /** What could not be written, and the server's words. */
  readonly refused: readonly { readonly object: string; readonly why: string }[];
}

export interface RewriteOptions {
  readonly client: Client;
  /** Keys of etcd that are left; all records where it is not known. */
  readonly only: readonly string[] | undefined;
  /** Told after every page. */
  readonly progress: (done: number, of: number | undefined, resource: string) => void;
}

/** As many at once as the client has connections. */
const AT_ONCE = 8;
/** Milliseconds of failures in a row after which nobody waits any more. */
const PATIENCE = 120_000;
const PAGE = 500;
/** Names only: no content of a Secret comes here. */
const metadataOnly = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

/**
 * Lets the API server write objects anew, each by a patch that changes nothing: where the record is under another key than the
 * first, the server writes it by that one, and else it writes nothing. That is one atomic read and write on the server, so
 * that no change of anybody's is lost, and no content passes through here.
 *
 * @throws where the server does not answer for two minutes, or cannot write at all
 */
export async function rewrite({ client, only, progress }: RewriteOptions): Promise<Rewritten> {
  // How a key of etcd begins is the server's own business; it ends with the object's namespace and name.
  const ends = only === undefined ? undefined : new Set(only.flatMap(endsOf));
  const refused: { object: string; why: string }[] = [];
  let written = 0;
  for (const resource of await persistently(() => writableResources(client))) {
    const path = `${resource.base}/${resource.name}`;
    let continued = '';
    do {
      const query = `?limit=${PAGE}${continued === '' ? '' : `&continue=${encodeURIComponent(continued)}`}`;
      const answer = await send(client, {
        method: 'GET',
        path: `${path}${query}`,
        headers: { accept: metadataOnly },
        most: 1 << 29,
      });
      if (answer.status === 410) {
        // The list went on for longer than its beginning is kept: the server says how to go on with what is there now.
        continued = tokenOf(answer) ?? '';
        if (continued !== '') continue;
      }
      if (answer.status !== 200) {
        refused.push({ object: path, why: `${answer.status}: ${answer.message}` });
        break;
      }
      // Of no object at all, a list of metadata says null.
      const listed = (answer.body.items ?? []) as readonly Item[];
      const chosen = listed.filter((item) => ends === undefined || ends.has(endOf(item)));
      await inParallel(chosen, async (item) => {
        const why = await touch(client, resource, item);
        if (why === undefined) written += 1;
        else refused.push({ object: objectPath(resource, item), why });
      });
      if (chosen.length > 0) progress(written, only?.length, resource.name);
      continued = tokenOf(answer) ?? '';
    } while (continued !== '');
  }
  return { written, refused };
}

const tokenOf = ({ body }: Answer) => (body.metadata as { continue?: string } | undefined)?.continue;
const endOf = ({ metadata: { name, namespace } }: Item) => (namespace === undefined ? name : `${namespace}/${name}`);

function endsOf(key: string): string[] {
  const [name = '', namespace = ''] = key.split('/').reverse();
  return [name, `${namespace}/${name}`];
}

function objectPath({ base, name, namespaced }: Resource, { metadata }: Item): string {
  const place = namespaced ? `namespaces/${metadata.namespace}/` : '';
  return `${base}/${place}${name}/${encodeURIComponent(metadata.name)}`;
}

/** Why an object could not be written anew. */
async function touch(client: Client, resource: Resource, item: Item): Promise<string | undefined> {
  const path = objectPath(resource, item);
  const patch = (at: string) =>
    send(client, {
      method: 'PATCH',
      path: at,
      contentType: 'application/merge-patch+json',
      body: {},
      headers: { accept: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1' },
    });
  const answer = await patch(path);
  if (answer.status < 300 || answer.status === 404) return undefined;
  // An object that was admitted under other rules is refused now, unchanged as it is. Its status is the same record.
  const { status } = resource.status ? await patch(`${path}/status`) : answer;
  return status < 300 || status === 404 ? undefined : `${answer.status}: ${answer.message}`;
}

/** Asks again while the server is busy, starts, or is gone. */
function send(client: Client, call: Call): Promise<Answer> {
  return persistently(async () => {
    const answer = await client.send(call);
    if (answer.message.includes('database space exceeded')) {
      throw new Stuck('etcd is full: compact and defragment it, disarm the alarm');
    }
    if (answer.status === 401 || answer.status === 403) return answer;
    const busy = answer.status === 429 || answer.status >= 500;
    if (busy)
      throw Object.assign(new Error(`${call.method} ${call.path}: ${answer.status} ${answer.message}`), { answer });
    // An answer that was cut off is none.
    if (answer.cut !== undefined) throw new Error(`${call.method} ${call.path}: ${answer.cut}`);
    return answer;
  });
}

/** There is no use in asking again. */
export class Stuck extends Error {
  override readonly name = 'Stuck';
}

async function persistently<T>(ask: () => Promise<T>): Promise<T> {
  const began = Date.now();
  for (let pause = 100; ; pause = Math.min(pause * 2, 3000)) {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof Stuck) throw error;
      const { answer } = error as { answer?: Answer };
      // A webhook that is down says 500 for one kind of object: the others are written all the same.
      if (answer !== undefined && answer.status !== 429 && Date.now() - began > 20_000) return answer as T;
      if (Date.now() - began > PATIENCE)
        throw new Stuck(`no answer for ${PATIENCE / 1000} s: ${(error as Error).message}`);
      await sleep(answer?.retryAfter ?? pause);
    }
  }
}

async function inParallel<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const left = [...all];
  const worker = async () => {
    for (let one = left.pop(); one !== undefined; one = left.pop()) await work(one);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
