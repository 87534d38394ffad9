import { readFileSync } from 'node:fs';
import { Client } from '../../api-server/client';
import { Refusal } from './encryption-file';
import { markIn } from './mark';

/** What the records of etcd are encrypted by. */
export interface Census {
  readonly total: number;
  /** How many of them each key has encrypted. */
  readonly byKey: ReadonlyMap<string, number>;
  /** The keys in etcd of the records that are under another key than the new one, as many as there are. */
  readonly old: readonly string[];
  readonly plain: number;
}

export interface EtcdFiles {
  readonly endpoint: string;
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** Bytes of an answer to aim for; a record may have 1.5 MiB. */
const PAGE_BYTES = 4 * 1024 * 1024;
const FIRST_PAGE = 50;
const MOST = 1024 * 1024 * 1024;

/** etcd, read past the API server through its JSON gateway, on the port of its clients and with mutual TLS. */
export class Etcd {
  readonly #client: Client;

  constructor({ endpoint, ca, cert, key }: EtcdFiles) {
    const read = (path: string) => {
      try {
        return readFileSync(path, 'utf8');
      } catch (error) {
        throw new Refusal(`${path} cannot be read (${(error as NodeJS.ErrnoException).code}): etcd is asked with it`);
      }
    };
    this.#client = new Client({ endpoint, ca: read(ca), cert: read(cert), key: read(key) });
  }

  close(): void {
    this.#client.close();
  }

  /**
   * Looks at every record, as far as it tells which key it is under. The whole key space is read, whatever prefix the API
   * server was given.
   *
   * @param isOld tells the marks (see {@link markIn}) of old keys
   */
  async census(isOld: (mark: string) => boolean): Promise<Census> {
    const byKey = new Map<string, number>();
    const old: string[] = [];
    let [total, plain, limit] = [0, 0, FIRST_PAGE];
    for (let from: Buffer | undefined = Buffer.from([0]); from !== undefined; ) {
      const { kvs, more, bytes } = await this.#page(from, limit);
      for (const { key, value } of kvs) {
        total += 1;
        const mark = markIn(value ?? '');
        if (mark === undefined) plain += 1;
        else byKey.set(mark, (byKey.get(mark) ?? 0) + 1);
        if (mark !== undefined && isOld(mark)) old.push(Buffer.from(key, 'base64').toString('utf8'));
      }
      const last = kvs.at(-1);
      from =
        more && last !== undefined ? Buffer.concat([Buffer.from(last.key, 'base64'), Buffer.from([0])]) : undefined;
      limit = Math.max(1, Math.min(2000, Math.floor((limit * PAGE_BYTES) / Math.max(1, bytes))));
    }
    return { total, byKey, old, plain };
  }

  async #page(from: Buffer, limit: number): Promise<Page> {
    const body = { key: from.toString('base64'), range_end: 'AA==', limit: String(limit) };
    const { status, text, message } = await this.#client.send({
      method: 'POST',
      path: '/v3/kv/range',
      body,
      most: MOST,
    });
    if (status !== 200) throw new Error(`etcd answered ${status}: ${message}`);
    // Parsed from the text: where it was cut off, this says so.
    const { kvs = [], more = false } = JSON.parse(text) as Partial<Page>;
    return { kvs, more, bytes: text.length };
  }
}

interface Page {
  readonly kvs: readonly { readonly key: string; readonly value?: string }[];
  readonly more: boolean;
  readonly bytes: number;
}
