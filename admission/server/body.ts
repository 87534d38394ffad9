import { Buffer } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { hasTooManyValues } from '../registry/manifest';
import type { Room } from '../room';

/** A request that is not read to its end. */
export class BodyError extends Error {
  override readonly name = 'BodyError';
  constructor(
    readonly status: 400 | 408 | 413 | 415 | 503,
    message: string,
  ) {
    super(message);
  }
}

/** What a body may take. */
export interface BodyLimits {
  /** Bytes. */
  readonly most: number;
  /** Bytes, of all requests together. */
  readonly room: Room;
  /** Milliseconds to wait for room. */
  readonly patience: number;
  /** Milliseconds in which all of it must come, once there is room: who sends slowly would keep others out. */
  readonly sending: number;
}

/**
 * Reads a request's JSON, when there is room for it.
 *
 * @throws BodyError, and an Error where the request ended before there was room
 */
export async function readJson(request: IncomingMessage, limits: BodyLimits): Promise<unknown> {
  const { most, room, patience, sending } = limits;
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new BodyError(415, 'send application/json');
  const declared = Number(request.headers['content-length'] ?? most);
  if (declared > most) throw tooLarge(most);
  const waiting = new AbortController();
  request.once('close', () => waiting.abort());
  const late = new BodyError(503, `no room for it within ${patience} ms`);
  const timer = setTimeout(() => waiting.abort(late), patience);
  const leave = await room.take(declared, waiting.signal).finally(() => clearTimeout(timer));
  const slow = setTimeout(() => request.destroy(new BodyError(408, `not all of it came in ${sending} ms`)), sending);
  try {
    return await read(request, most);
  } finally {
    clearTimeout(slow);
    leave();
  }
}

const tooLarge = (most: number): BodyError => new BodyError(413, `more than ${most} bytes`);

async function read(request: IncomingMessage, most: number): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > most) throw tooLarge(most);
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  if (hasTooManyValues(text)) throw new BodyError(413, 'more values than any review has');
  try {
    return JSON.parse(text);
  } catch {
    throw new BodyError(400, 'this is no JSON');
  }
}
