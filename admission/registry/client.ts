import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { isDigest, quoted, type Reference } from '../reference';
import { Room } from '../room';
import { RegistryError } from './error';
import { type Answer, Http, isLoopback } from './http';
import { isObject, type Manifest, parseJson, parseManifest } from './manifest';
import { parseChallenge, tokenAddress } from './token';

/** How one registry is spoken with. */
export interface RegistryAccess {
  readonly username?: string;
  readonly password?: string;
  /** Host that gives tokens, where it is not the registry's own. */
  readonly tokenServer?: string;
}

/** How registries are spoken with. */
export interface RegistryOptions {
  /** By the registry's name in references. */
  readonly access?: Readonly<Record<string, RegistryAccess>>;
}

/** A manifest, and the digest that its bytes have. */
export interface Fetched {
  readonly digest: string;
  readonly manifest: Manifest;
}

/** Bytes. The specification's own bound for manifests that every registry takes. */
const largestManifest = 4 * 1024 * 1024;
/** Bytes. Where more refers to an image, it is not all read anyway. */
const largestReferrers = 1024 * 1024;
const largestToken = 64 * 1024;
/** Bytes. SBOMs of large images come to some ten MiB. */
export const largestBlob = 32 * 1024 * 1024;
/** Tokens that are kept, each for a repository. */
const mostTokens = 1000;

const manifestTypes = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
].join(', ');

/**
 * Reads manifests and small blobs. Whatever a registry answers is held against the digest that was asked for.
 *
 * @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md
 */
export class RegistryClient {
  readonly #http = new Http();
  readonly #access: Readonly<Record<string, RegistryAccess>>;
  /** Whose turn it is to read much: memory is for one at a time. */
  readonly large = new Room(1);
  readonly #tokens = new Map<string, { readonly header: string; readonly until: number }>();

  constructor({ access = {} }: RegistryOptions = {}) {
    this.#access = access;
  }

  /** Closes its connections. */
  close(): void {
    this.#http.close();
  }

  /**
   * The manifest of a tag or a digest; `undefined` where there is none.
   *
   * @param limit bytes; more is refused.
   * @throws RegistryError
   */
  async manifest(
    of: Reference,
    tagOrDigest: string,
    signal: AbortSignal,
    limit = largestManifest,
  ): Promise<Fetched | undefined> {
    const place = `the manifest ${of.registry}/${of.repository} ${tagOrDigest}`;
    const answer = await this.#get(of, `manifests/${tagOrDigest}`, manifestTypes, limit, signal);
    if (answer.status === 404) return undefined;
    expectOk(answer, place);
    const digest = digestOf(answer.body);
    if (isDigest(tagOrDigest) && digest !== tagOrDigest) throw wrongDigest(place, digest);
    return { digest, manifest: parseManifest(answer.body.toString('utf8'), place) };
  }

  /**
   * The index of what refers to a digest, by the registry's API or, where it has none, by the tag that stands for it.
   *
   * @throws RegistryError
   * @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-referrers
   */
  async referrers(of: Reference, digest: string, signal: AbortSignal): Promise<Manifest | undefined> {
    const place = `what refers to ${of.registry}/${of.repository}@${digest}`;
    const type = 'application/vnd.oci.image.index.v1+json';
    const answer = await this.#get(of, `referrers/${digest}`, type, largestReferrers, signal);
    if (answer.status === 200) {
      if (answer.headers.link !== undefined) {
        throw new RegistryError(`${place} takes more than one page: so much is not read`);
      }
      return parseManifest(answer.body.toString('utf8'), place);
    }
    if (![400, 404, 405].includes(answer.status)) expectOk(answer, place);
    return (await this.manifest(of, digest.replace(':', '-'), signal, largestReferrers))?.manifest;
  }

  /**
   * The bytes of a blob.
   *
   * @param size that its descriptor gives; more is refused before it is read.
   * @throws RegistryError
   */
  async blob(of: Reference, digest: string, size: number, signal: AbortSignal): Promise<Buffer> {
    const place = `the blob ${of.registry}/${of.repository}@${digest}`;
    if (size > largestBlob)
      throw new RegistryError(`${place} has ${size} bytes, and more than ${largestBlob} are not read`);
    const answer = await this.#get(of, `blobs/${digest}`, '*/*', size, signal);
    expectOk(answer, place);
    const found = digestOf(answer.body);
    if (found !== digest) throw wrongDigest(place, found);
    return answer.body;
  }

  async #get({ registry, repository }: Reference, path: string, accept: string, limit: number, signal: AbortSignal) {
    const base = addressOf(registry);
    const url = new URL(`/v2/${repository}/${path}`, base);
    const key = `${registry}/${repository}`;
    const ask = (authorization: string | undefined): Promise<Answer> =>
      this.#http.get({ url, headers: { accept, ...(authorization ? { authorization } : {}) }, limit, signal });
    const kept = this.#tokens.get(key);
    const answer = await ask(kept !== undefined && kept.until > Date.now() ? kept.header : undefined);
    if (answer.status !== 401) return answer;
    const token = await this.#authorise({ registry, repository }, answer, base, signal);
    if (this.#tokens.size >= mostTokens) this.#tokens.clear();
    this.#tokens.set(key, token);
    return await ask(token.header);
  }

  async #authorise({ registry, repository }: Reference, answer: Answer, base: URL, signal: AbortSignal) {
    const challenge = parseChallenge(answer.headers['www-authenticate'], registry);
    const { username, password, tokenServer } = this.#access[registry] ?? {};
    const basic =
      username === undefined || password === undefined
        ? undefined
        : `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    if (challenge.scheme === 'basic') {
      if (basic === undefined) {
        throw new RegistryError(`${registry} wants a name and a password: name them in the policy's registries`);
      }
      return { header: basic, until: Number.POSITIVE_INFINITY };
    }
    const expected = tokenServer === undefined ? {} : { expected: tokenServer };
    const url = tokenAddress(challenge, { registry, repository, base, ...expected });
    const headers: Record<string, string> = basic === undefined ? {} : { authorization: basic };
    const given = await this.#http.get({ url, headers, limit: largestToken, signal });
    expectOk(given, `the token server ${url.host}`);
    const { token, access_token: other, expires_in: seconds } = parseJson(given.body.toString('utf8'), 'the token');
    const text = typeof token === 'string' ? token : other;
    // It goes into a header: a line break in it would begin another.
    if (typeof text !== 'string' || !/^[\x21-\x7e]+$/.test(text)) {
      throw new RegistryError(`the token server ${url.host} gives no token`);
    }
    const lifetime = typeof seconds === 'number' && seconds > 0 ? Math.min(seconds, 3600) : 60;
    return { header: `Bearer ${text}`, until: Date.now() + lifetime * 900 };
  }
}

/** Where a registry's API is. */
function addressOf(registry: string): URL {
  if (registry === 'docker.io') return new URL('https://registry-1.docker.io');
  const secure = new URL(`https://${registry}`);
  return isLoopback(secure.hostname) ? new URL(`http://${registry}`) : secure;
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

function wrongDigest(place: string, found: string): RegistryError {
  return new RegistryError(
    `${place} has bytes of another digest, ${found}: the registry or what stands before it lies`,
  );
}

function expectOk({ status, body }: Answer, place: string): void {
  if (status === 200) return;
  const isTransient = status === 429 || status >= 500;
  throw new RegistryError(`${place}: the answer is ${status}${detail(body)}`, isTransient);
}

/** The registry's own word for an error. */
function detail(body: Buffer): string {
  try {
    const { errors } = JSON.parse(body.subarray(0, 4096).toString('utf8'));
    const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
    return isObject(first) && typeof first.code === 'string' ? ` (${quoted(first.code)})` : '';
  } catch {
    return '';
  }
}
