import { Buffer } from 'node:buffer';
import { lookup } from 'node:dns';
import { request as httpRequest, type IncomingHttpHeaders, Agent as PlainAgent } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { RegistryError } from './error';

/** An answer, read whole. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What is asked for. */
export interface Question {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes of a body; a longer answer is refused. */
  readonly limit: number;
  readonly signal: AbortSignal;
}

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const mostRedirects = 4;

/** Addresses that no registry sends its clients to: this machine, and the metadata services of clouds. */
const inward = new BlockList();
inward.addSubnet('0.0.0.0', 8, 'ipv4');
inward.addSubnet('127.0.0.0', 8, 'ipv4');
inward.addSubnet('169.254.0.0', 16, 'ipv4');
inward.addAddress('::', 'ipv6');
inward.addAddress('::1', 'ipv6');
inward.addSubnet('fe80::', 10, 'ipv6');
inward.addAddress('fd00:ec2::254', 'ipv6');
// The same by way of NAT64 (RFC 6052), which clusters of IPv6 have.
inward.addSubnet('64:ff9b::0.0.0.0', 104, 'ipv6');
inward.addSubnet('64:ff9b::127.0.0.0', 104, 'ipv6');
inward.addSubnet('64:ff9b::169.254.0.0', 112, 'ipv6');

/** Whether HTTP without TLS may be spoken with a host: only with this machine, for tests and for mirrors on a node. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** HTTPS, with every answer limited in size and time. */
export class Http {
  readonly #secure = new Agent({ keepAlive: true, maxSockets: 16, minVersion: 'TLSv1.2' });
  readonly #plain = new PlainAgent({ keepAlive: true, maxSockets: 16 });

  close(): void {
    this.#secure.destroy();
    this.#plain.destroy();
  }

  /**
   * Asks, and follows redirects. What authorises goes to no other host than the first.
   *
   * @throws RegistryError where the answer is too large or too late, or leads astray.
   */
  async get(question: Question): Promise<Answer> {
    let { url, headers } = question;
    for (let hop = 0; hop <= mostRedirects; hop += 1) {
      const answer = await this.#once({ ...question, url, headers }, url.host !== question.url.host);
      if (!redirects.has(answer.status)) return answer;
      const next = target(answer.headers.location, url);
      if (next.host !== url.host) {
        const { authorization: _, ...others } = headers;
        headers = others;
      }
      url = next;
    }
    throw new RegistryError(
      `${question.url.host} redirects more than ${mostRedirects} times: it leads round in circles`,
    );
  }

  #once({ url, headers, limit, signal }: Question, isElsewhere: boolean): Promise<Answer> {
    const isPlain = url.protocol === 'http:';
    return new Promise((resolve, reject) => {
      const failed = (error: Error & { code?: string }): void => {
        const why = signal.aborted ? 'no whole answer in the time that it has' : (error.code ?? error.message);
        const isOwn = error instanceof RegistryError;
        reject(isOwn ? error : new RegistryError(`${url.host} could not be asked: ${why}`, true));
      };
      if (isElsewhere && isIP(bare(url.hostname)) !== 0 && isInward(bare(url.hostname))) return failed(astray(url));
      const outgoing = (isPlain ? httpRequest : httpsRequest)(
        url,
        {
          headers: { ...headers, 'user-agent': 'palisade', 'accept-encoding': 'identity' },
          agent: isPlain ? this.#plain : this.#secure,
          signal,
          maxHeaderSize: 16384,
          ...(isElsewhere ? { lookup: outwardOnly(url) } : {}),
        },
        (response) => {
          const body = new Body(Number(response.headers['content-length'] ?? 0), limit);
          response.on('data', (chunk: Buffer) => {
            if (body.add(chunk)) return;
            outgoing.destroy(new RegistryError(`${url.host} answers with more than ${limit} bytes: refused`));
          });
          response.once('error', failed);
          response.once('aborted', () => failed(new Error('it broke off')));
          response.once('end', () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: body.bytes() }),
          );
        },
      );
      outgoing.once('error', failed);
      outgoing.end();
    });
  }
}

/** Bytes as they come in, without a second copy of many. */
class Body {
  #bytes: Buffer;
  #length = 0;

  /** @param declared bytes that are said to come. */
  constructor(
    declared: number,
    private readonly limit: number,
  ) {
    this.#bytes = Buffer.allocUnsafe(declared > 0 && declared <= limit ? declared : 0);
  }

  /** `false` where it would be more than the limit. */
  add(chunk: Buffer): boolean {
    const length = this.#length + chunk.length;
    if (length > this.limit) return false;
    if (length > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.min(Math.max(length, 2 * this.#bytes.length), this.limit));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    chunk.copy(this.#bytes, this.#length);
    this.#length = length;
    return true;
  }

  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }
}

function target(location: string | undefined, from: URL): URL {
  let url: URL;
  try {
    url = new URL(location ?? '', from);
  } catch {
    throw new RegistryError(`${from.host} redirects to no address`);
  }
  if (location === undefined) throw new RegistryError(`${from.host} redirects to no address`);
  // An address with a name and a password in it would send them along.
  if (url.username !== '' || url.password !== '') throw astray(url);
  if (url.protocol === 'https:') return url;
  if (url.protocol === 'http:' && from.protocol === 'http:' && isLoopback(url.hostname)) return url;
  throw new RegistryError(`${from.host} redirects to ${url.protocol}//${url.host}: only https is followed`);
}

function astray(url: URL): RegistryError {
  return new RegistryError(`a redirect leads to ${url.host}, an address no registry has: refused`);
}

const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');
const isInward = (address: string): boolean => inward.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** Looks a host up, and refuses addresses that lead back inside. */
function outwardOnly(url: URL): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0);
      if (addresses.some(({ address }) => isInward(address))) return callback(astray(url), '', 0);
      const [first] = addresses;
      if (options.all) return callback(null, addresses);
      return callback(null, first?.address ?? '', first?.family ?? 0);
    });
  };
}
