import { Buffer } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { hasTooManyValues } from '../registry/manifest';
import type { Room } from '../room';

/** A request that is not read to its end. */
export class BodyError extends Error {
  override readonly name = 'BodyError';
  constructor(
    readonly status: 400 | 413 | 415,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Reads a request's JSON, when there is room for it.
 *
 * @param limit bytes.
 * @param room bytes, of all requests together.
 * @throws BodyError, and an Error where the request ended before there was room
 */
export async function readJson(request: IncomingMessage, limit: number, room: Room): Promise<unknown> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new BodyError(415, 'send application/json');
  const tooLarge = (): BodyError => new BodyError(413, `more than ${limit} bytes`);
  const declared = Number(request.headers['content-length'] ?? limit);
  if (declared > limit) throw tooLarge();
  const gone = new AbortController();
  request.once('close', () => gone.abort());
  const leave = await room.take(declared, gone.signal);
  try {
    return await read(request, limit, tooLarge);
  } finally {
    leave();
  }
}

async function read(request: IncomingMessage, limit: number, tooLarge: () => BodyError): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) throw tooLarge();
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
