import type { Answer, Client } from '../api-server/client';

/** Objects asked for at once; where an answer is too large, fewer. One object has 1.5 MiB at most. */
const pages = [250, 25, 4] as const;
/** Bytes of one answer. */
const largest = 32 * 1024 * 1024;
/** Objects of one kind; no cluster that Kubernetes supports has more pods. */
const mostObjects = 200_000;
/** Times that a list is begun anew because the server has forgotten where it was. */
const patience = 3;

/** What was made of all objects of a collection, or why they are not known. */
export type Listed<T> = { readonly found: readonly T[] } | { readonly problem: string };

/**
 * Lists a collection page by page.
 *
 * @param path such as `/api/v1/pods`
 * @param read what is kept of an object: of a large cluster, whole objects would fill the memory
 * @throws where the server does not answer at all
 */
export async function listAll<T>(
  client: Pick<Client, 'send'>,
  path: string,
  read: (object: unknown) => readonly T[],
): Promise<Listed<T>> {
  let size = 0;
  let expired = 0;
  while (expired < patience) {
    const limit = pages[size];
    if (limit === undefined) return { problem: `${pages.at(-1)} objects have more than ${largest} bytes` };
    const outcome = await listOnce(client, `${path}?limit=${limit}`, read);
    if (outcome === 'too large') size += 1;
    else if (outcome === 'expired') expired += 1;
    else return outcome;
  }
  return { problem: 'it changes faster than it can be listed: name a namespace' };
}

async function listOnce<T>(
  client: Pick<Client, 'send'>,
  path: string,
  read: (object: unknown) => readonly T[],
): Promise<Listed<T> | 'too large' | 'expired'> {
  const found: T[] = [];
  let count = 0;
  let token = '';
  do {
    const from = token === '' ? '' : `&continue=${encodeURIComponent(token)}`;
    const answer = await client.send({ method: 'GET', path: `${path}${from}`, most: largest });
    if (answer.status === 410) return 'expired';
    if (answer.status !== 200) return { problem: refusal(answer) };
    // What was cut off cannot be parsed.
    if (Object.keys(answer.body).length === 0 && answer.text.length >= largest) return 'too large';
    const { items, metadata } = answer.body;
    // Of a list of nothing, a server may write null.
    const objects = items ?? [];
    const next = (metadata as { continue?: unknown } | undefined)?.continue ?? '';
    if (metadata === undefined || !Array.isArray(objects) || typeof next !== 'string') {
      return { problem: 'the answer is no list of Kubernetes' };
    }
    if (next !== '' && objects.length === 0) return { problem: 'the answer is a page of nothing, with more to come' };
    count += objects.length;
    if (count > mostObjects) return { problem: `there are more than ${mostObjects}: name a namespace` };
    for (const object of objects) found.push(...read(object));
    token = next;
  } while (token !== '');
  return { found };
}

function refusal({ status, message }: Answer): string {
  const hint = status === 401 || status === 403 ? '; list it as somebody who may' : '';
  return `the API server answers ${status}: ${message.slice(0, 300)}${hint}`;
}
