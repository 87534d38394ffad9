import type { Answer, Call } from '../api-server/client';
import { listAll } from './list';

/** A server that gives these answers in turn; and what it was asked. */
function server(answers: readonly (Partial<Omit<Answer, 'body'>> & { body?: object })[]) {
  const asked: string[] = [];
  const send = async ({ path }: Call): Promise<Answer> => {
    const next = answers[asked.push(path) - 1];
    if (next === undefined) throw new Error('asked once too often');
    return { status: 200, text: '', message: '', body: {}, ...next } as unknown as Answer;
  };
  return { asked, client: { send } };
}

const page = (items: readonly unknown[], token?: string) => ({ body: { metadata: { continue: token }, items } });
const cut = { text: 'x'.repeat(32 * 1024 * 1024) };
const all = (object: unknown): unknown[] => [object];

test('every page is asked for', async () => {
  const { asked, client } = server([page([1, 2], 'a/b'), page([3], ''), page([4])]);
  expect(await listAll(client, '/api/v1/pods', all)).toEqual({ found: [1, 2, 3] });
  expect(asked).toEqual(['/api/v1/pods?limit=250', '/api/v1/pods?limit=250&continue=a%2Fb']);
});

test('a list that the server has forgotten is begun anew, and nothing of it is told twice', async () => {
  const { asked, client } = server([page([1], 'a'), { status: 410 }, page([1], 'b'), page([2])]);
  expect(await listAll(client, '/pods', all)).toEqual({ found: [1, 2] });
  expect(asked).toHaveLength(4);
});

test('where a page is too large, smaller ones are asked for', async () => {
  const { asked, client } = server([page([1], 'a'), cut, cut, page([1, 2])]);
  expect(await listAll(client, '/pods', all)).toEqual({ found: [1, 2] });
  expect(asked).toEqual(['/pods?limit=250', '/pods?limit=250&continue=a', '/pods?limit=25', '/pods?limit=4']);
});

test.each([
  [
    'refuses',
    [{ status: 403, message: 'forbidden' }],
    'the API server answers 403: forbidden; list it as somebody who may',
  ],
  ['fails', [{ status: 500, message: 'broken' }], 'the API server answers 500: broken'],
  ['lists nothing, without end', [page([], 'a')], 'the answer is a page of nothing, with more to come'],
  ['gives no list', [{ body: { metadata: {}, items: 'x' } }], 'the answer is no list of Kubernetes'],
  ['gives something else', [{ body: { kind: 'Status' } }], 'the answer is no list of Kubernetes'],
  ['gives no place to go on', [page([1], 7 as never)], 'the answer is no list of Kubernetes'],
  ['only sends too much', [cut, cut, cut], '4 objects have more than 33554432 bytes'],
  [
    'always forgets',
    [410, 410, 410].map((status) => ({ status })),
    'it changes faster than it can be listed: name a namespace',
  ],
  ['does not end', Array(1000).fill(page(Array(250).fill(0), 'a')), 'there are more than 200000: name a namespace'],
])('of a server that %s, nothing is known', async (_, answers, problem) => {
  const { client } = server(answers);
  expect(await listAll(client, '/pods', () => [])).toEqual({ problem });
});
