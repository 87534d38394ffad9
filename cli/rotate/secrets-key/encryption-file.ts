import { createHash } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';
import { type Document, isMap, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Owner } from '../replace-file';

/** The file cannot be rotated as it is; nothing was changed. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** What holds the keys: the file itself, or a plug-in of which it has the name. */
export type Provider =
  | { readonly kind: 'secretbox'; readonly keys: readonly [string, ...string[]] }
  | { readonly kind: 'kms'; readonly plugin: string };

/** Bytes of an encryption file; one with a hundred keys has ten thousand. */
const MAX_BYTES = 1024 * 1024;

/** An API server's encryption file, as it was when it was read. Names of keys are told; keys are not. */
export class EncryptionFile {
  private constructor(
    readonly path: string,
    readonly bytes: Buffer,
    readonly provider: Provider,
    /** Whether records that are not encrypted are read as well. */
    readonly readsPlain: boolean,
    readonly owner: Owner,
  ) {}

  /**
   * Reads it.
   *
   * @throws Refusal where it is no file that can be rotated, with what to write instead
   */
  static read(path: string): EncryptionFile {
    const { bytes, uid, gid, mode } = readGuarded(path);
    const { provider, readsPlain } = understand(path, parsed(path, bytes));
    // A file that names a plug-in holds nothing secret.
    if (provider.kind === 'secretbox' && (mode & 0o177) !== 0) {
      throw new Refusal(
        `${path} has the mode 0${mode.toString(8)}, and keys are for their owner only: chmod 0600 ${path}`,
      );
    }
    return new EncryptionFile(path, bytes, provider, readsPlain, { uid, gid, mode: 0o600 });
  }

  /** Whether it has not been changed since. */
  isStill(): boolean {
    try {
      return readFileSync(this.path).equals(this.bytes);
    } catch {
      return false;
    }
  }

  /** What an API server that has loaded this file says of it. */
  get hash(): string {
    return `sha256:${createHash('sha256').update(this.bytes).digest('hex')}`;
  }

  /** The file with a key more, the second: it decrypts, and encrypts nothing yet. */
  withKey(name: string, secret: Buffer): string {
    return this.#edited((keys, document) => {
      keys.items.splice(
        1,
        0,
        document.createNode({ name, secret: secret.toString('base64') }, { flow: keys.flow === true }) as YAMLMap,
      );
    });
  }

  /** The file with a key that it has as the first: from then on it encrypts. */
  withFirst(name: string): string {
    return this.#edited((keys) => {
      const [found] = keys.items.splice(this.#place(name), 1);
      if (found !== undefined) keys.items.unshift(found);
    });
  }

  /** The file with its first key only. */
  withFirstOnly(): string {
    return this.#edited((keys) => {
      keys.items.splice(1);
    });
  }

  #place(name: string): number {
    return this.provider.kind === 'secretbox' ? this.provider.keys.indexOf(name) : -1;
  }

  #edited(change: (keys: YAMLSeq<YAMLMap>, document: Document) => void): string {
    const document = parseDocument(this.bytes.toString('utf8'));
    const keys = document.getIn(['resources', 0, 'providers', 0, 'secretbox', 'keys']) as YAMLSeq<YAMLMap>;
    change(keys, document);
    // No line is folded: a secret must come back as one word. What was JSON stays JSON.
    const type = keys.flow === true ? 'QUOTE_DOUBLE' : 'PLAIN';
    return document.toString({ lineWidth: 0, defaultStringType: type, defaultKeyType: type });
  }
}

function readGuarded(path: string): { bytes: Buffer; uid: number; gid: number; mode: number } {
  let found: ReturnType<typeof lstatSync>;
  try {
    found = lstatSync(path);
  } catch (error) {
    throw new Refusal(
      `${path} cannot be read: ${(error as NodeJS.ErrnoException).code}. Run this where it lies, as root`,
    );
  }
  if (found === undefined || !found.isFile()) {
    throw new Refusal(
      found?.isSymbolicLink()
        ? `${path} is a symbolic link: name the file that it leads to`
        : `${path} is no file: name the API server's --encryption-provider-config`,
    );
  }
  if (found.size > MAX_BYTES)
    throw new Refusal(`${path} has ${found.size} bytes: an encryption file has at most 1 MiB`);
  try {
    return { bytes: readFileSync(path), uid: found.uid, gid: found.gid, mode: found.mode & 0o777 };
  } catch (error) {
    throw new Refusal(
      `${path} cannot be read: ${(error as NodeJS.ErrnoException).code}. Run this where it lies, as root`,
    );
  }
}

function parsed(path: string, bytes: Buffer): unknown {
  const document = parseDocument(bytes.toString('utf8'));
  const [error] = document.errors;
  // The parser's own message quotes the line, in which a key may stand.
  if (error !== undefined) {
    const line = error.linePos?.[0].line;
    throw new Refusal(`${path}${line === undefined ? '' : `:${line}`} is no YAML (${error.code}): mend it by hand`);
  }
  if (!isMap(document.contents)) throw new Refusal(`${path} is no EncryptionConfiguration: it is no mapping`);
  return document.toJS();
}

type Fields = Readonly<Record<string, unknown>>;
const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function understand(path: string, content: unknown): { provider: Provider; readsPlain: boolean } {
  const { apiVersion, kind, resources } = fields(content);
  if (apiVersion !== 'apiserver.config.k8s.io/v1' || kind !== 'EncryptionConfiguration') {
    throw new Refusal(
      `${path} is ${String(kind)} of ${String(apiVersion)}: name a file of the kind EncryptionConfiguration of apiserver.config.k8s.io/v1`,
    );
  }
  const entries = list(resources);
  if (entries.length !== 1) {
    throw new Refusal(
      `${path} has ${entries.length} entries under resources: this rotates files with one, such as palisade writes, for ['*.*']`,
    );
  }
  const providers = list(fields(entries[0]).providers).map((each) => Object.keys(fields(each)));
  const kinds = providers.map((names) => names.join(' and '));
  const [first, second, ...more] = kinds;
  const told = kinds.join(', ') || 'none';
  if (first === 'identity') {
    throw new Refusal(`${path} has identity first, so nothing is encrypted: put secretbox or kms before it`);
  }
  if (first !== 'secretbox' && first !== 'kms') {
    throw new Refusal(`${path} has the providers ${told}: this rotates secretbox and kms`);
  }
  if ((second !== undefined && second !== 'identity') || more.length > 0) {
    throw new Refusal(
      `${path} has the providers ${told}: this rotates one, with identity after it at most. Write everything anew under the first by hand, and take the others out`,
    );
  }
  const readsPlain = second === 'identity';
  const given = fields(fields(list(fields(entries[0]).providers)[0])[first]);
  return { provider: first === 'kms' ? kms(path, given) : secretbox(path, given), readsPlain };
}

function kms(path: string, { apiVersion, name }: Fields): Provider {
  if (apiVersion !== 'v2') {
    throw new Refusal(
      `${path} has a kms provider of version ${String(apiVersion)}: write apiVersion: v2, v1 is deprecated`,
    );
  }
  if (typeof name !== 'string' || name === '') throw new Refusal(`${path} has a kms provider without a name`);
  return { kind: 'kms', plugin: name };
}

function secretbox(path: string, given: Fields): Provider {
  const keys = list(given.keys).map(fields);
  const names = keys.map(({ name, secret }, index) => {
    if (typeof name !== 'string' || !/^[^:\s]+$/.test(name)) {
      throw new Refusal(`${path}: key ${index + 1} has no name that is one word without a colon`);
    }
    const bytes = typeof secret === 'string' ? Buffer.from(secret, 'base64').length : 0;
    if (bytes !== 32)
      throw new Refusal(`${path}: the key ${name} has ${bytes} bytes in base64: secretbox needs exactly 32`);
    return name;
  });
  const [first, ...others] = names;
  if (first === undefined) throw new Refusal(`${path} has no keys under secretbox`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Refusal(`${path} has two keys of the name ${twice}: give each its own`);
  return { kind: 'secretbox', keys: [first, ...others] };
}
