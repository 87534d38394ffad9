import { isIPv4 } from 'node:net';

/**
 * An image's reference, taken apart the way container runtimes do, with what they fill in written out.
 *
 * @see https://github.com/distribution/reference/blob/main/regexp.go the grammar
 */
export interface Reference {
  /** Host, and port where one is written: `registry.example.com:5000`. `docker.io` where none was written. */
  readonly registry: string;
  /** Path below the registry: `shop/web`; `library/nginx` for a bare `nginx`. */
  readonly repository: string;
  /** As written; `latest` is not filled in. */
  readonly tag?: string;
  /** `sha256:` and 64 hexadecimal digits. Where there is one, runtimes pull by it whatever the tag says. */
  readonly digest?: string;
}

const label = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const host = new RegExp(`^(?:${label}(?:\\.${label})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]{1,5})?$`);
const component = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const tagged = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const digested = /^sha256:[0-9a-f]{64}$/;
/** Of registry and repository together. */
const longestName = 255;
/** Far above the longest name, tag and digest. */
const longest = 512;

/**
 * Takes a reference apart.
 *
 * @throws Error saying what of it is no reference.
 */
export function parseReference(text: string): Reference {
  const wrong = (what: string): never => {
    throw new Error(`${quoted(text)} is no image reference: ${what}`);
  };
  if (text.length > longest) wrong(`it is longer than ${longest} characters`);
  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : text.slice(at + 1);
  const named = at < 0 ? text : text.slice(0, at);
  if (digest !== undefined && !digested.test(digest)) {
    wrong('what follows @ must be sha256: and 64 hexadecimal digits in lower case');
  }
  const slash = named.indexOf('/');
  const first = slash < 0 ? '' : named.slice(0, slash);
  // The runtimes' own way to tell a host from the first part of a path.
  const hasHost = slash >= 0 && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase());
  const rest = hasHost ? named.slice(slash + 1) : named;
  const colon = rest.indexOf(':');
  const path = colon < 0 ? rest : rest.slice(0, colon);
  const tag = colon < 0 ? undefined : rest.slice(colon + 1);
  if (hasHost && !isHost(first)) wrong(`${quoted(first)} is no host`);
  for (const part of path.split('/')) {
    if (!component.test(part)) {
      wrong(`${quoted(part)} in its path must be lower-case letters and digits, with single . _ or - between them`);
    }
  }
  if (tag !== undefined && !tagged.test(tag)) wrong(`${quoted(tag)} is no tag`);
  const registry = hasHost && first !== 'index.docker.io' ? first.toLowerCase() : 'docker.io';
  const repository = registry === 'docker.io' && !path.includes('/') ? `library/${path}` : path;
  if (registry.length + 1 + repository.length > longestName) wrong(`its name is longer than ${longestName} characters`);
  return { registry, repository, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}

/** `registry/repository`. */
export function nameOf({ registry, repository }: Reference): string {
  return `${registry}/${repository}`;
}

/** Written out whole: `registry/repository:tag@digest`. */
export function formatReference(reference: Reference): string {
  const { tag, digest } = reference;
  return `${nameOf(reference)}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

/** Whether this is a digest that images are pinned by. */
export function isDigest(text: unknown): text is string {
  return typeof text === 'string' && digested.test(text);
}

/** Host and port as a registry's name has them. */
export function isHost(text: string): boolean {
  if (!host.test(text)) return false;
  const [name = ''] = text.split(':');
  // 127.0.0.1 may be written as 0x7f000001 or 2130706433 too, and only who means to hide it writes it so.
  if (/(?:^|\.)(?:\d+|0x[\da-f]*)$/i.test(name) && !isIPv4(name)) return false;
  const port = /:([0-9]{1,5})$/.exec(text.replace(/^\[.*\]/, ''))?.[1];
  return port === undefined || (Number(port) > 0 && Number(port) < 65536);
}

/** A text of somebody else's for a message: short, and without control characters. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 117)}...` : text);
}
