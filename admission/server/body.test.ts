import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { Room } from '../room';
import { readJson } from './body';

function requestOf(headers: Record<string, string> = {}) {
  const stream = new PassThrough();
  const request = Object.assign(stream, { headers: { 'content-type': 'application/json', ...headers } });
  return { stream, request: request as unknown as IncomingMessage };
}

const limits = (more: object = {}) => ({ most: 100, room: new Room(100), patience: 50, sending: 50, ...more });

test('reads JSON, and gives its room back', async () => {
  const room = new Room(100);
  for (const text of ['{"a":1}', '[2]']) {
    const { stream, request } = requestOf();
    stream.end(text);
    expect(await readJson(request, limits({ room }))).toEqual(JSON.parse(text));
  }
});

test('who sends slowly is sent away, and whoever waited comes in', async () => {
  const room = new Room(100);
  const slow = requestOf({ 'content-length': '100' });
  slow.stream.write('{');
  const refused = readJson(slow.request, limits({ room })).catch((error: Error) => error);
  const next = requestOf({ 'content-length': '2' });
  next.stream.end('{}');
  expect(await readJson(next.request, limits({ room, patience: 60_000 }))).toEqual({});
  expect(await refused).toMatchObject({ status: 408, message: 'not all of it came in 50 ms' });
});

test('who finds no room in time is told', async () => {
  const room = new Room(100);
  await room.take(100, new AbortController().signal);
  const { request } = requestOf();
  await expect(readJson(request, limits({ room }))).rejects.toMatchObject({
    status: 503,
    message: 'no room for it within 50 ms',
  });
});

test.each([
  ['too long, and says so', { 'content-length': '101' }, '', 413, 'more than 100 bytes'],
  ['too long, and does not say so', {}, `"${'x'.repeat(100)}"`, 413, 'more than 100 bytes'],
  ['of another type', { 'content-type': 'text/plain' }, '', 415, 'send application/json'],
  ['no JSON', {}, '{', 400, 'this is no JSON'],
])('what is %s is refused', async (_, headers, text, status, message) => {
  const { stream, request } = requestOf(headers);
  stream.end(text);
  await expect(readJson(request, limits())).rejects.toMatchObject({ status, message });
});
