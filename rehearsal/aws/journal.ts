import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import type { Entity } from './inventory';

type Line = { put: Entity } | { gone: { type: string; id: string } };
interface Header {
  simulated: 'aws';
  account: string;
  region: string;
}

/**
 * The file of what exists: one JSON object a line, the first says whose it is, each later one tells of one thing put
 * or gone. A line is written before its call is answered, so that nothing is lost when the process is killed, and a
 * half line at the end (killed while writing) is ignored. Reading it back writes it anew, without what is gone, to a file
 * beside it that then takes its place. Mode 0600: outputs may hold what nobody else should read.
 */
export class Journal {
  #file: number;

  private constructor(path: string) {
    this.#file = openSync(path, 'a', 0o600);
  }

  /** Opens or makes the file; throws when it belongs to another account or region, or is no such file. */
  static open(path: string, owner: { account: string; region: string }): { journal: Journal; entities: Entity[] } {
    const header: Header = { simulated: 'aws', account: owner.account, region: owner.region };
    const entities = existsSync(path) ? readEntities(path, header) : [];
    const text = [JSON.stringify(header), ...entities.map((put) => JSON.stringify({ put }))].join('\n');
    const next = `${path}.next`;
    const file = openSync(next, 'w', 0o600);
    writeSync(file, `${text}\n`);
    fsyncSync(file);
    closeSync(file);
    renameSync(next, path);
    return { journal: new Journal(path), entities };
  }

  put(entity: Entity): void {
    this.#append({ put: entity });
  }

  gone(entity: { type: string; id: string }): void {
    this.#append({ gone: { type: entity.type, id: entity.id } });
  }

  close(): void {
    if (this.#file < 0) return;
    closeSync(this.#file);
    this.#file = -1;
  }

  #append(line: Line): void {
    if (this.#file < 0) throw new Error('simulated AWS was closed; nothing more can be made or deleted');
    appendFileSync(this.#file, `${JSON.stringify(line)}\n`);
  }
}

function readEntities(path: string, header: Header): Entity[] {
  const [first = '', ...lines] = readFileSync(path, 'utf8').split('\n');
  const found = parse(first) as Partial<Header> | undefined;
  if (found?.simulated !== 'aws') throw new Error(`${path} does not hold simulated AWS; delete it to start anew`);
  if (found.account !== header.account || found.region !== header.region) {
    throw new Error(
      `${path} is of account ${found.account} in ${found.region}, not ${header.account} in ${header.region}; ` +
        'run with those, or delete it to start anew',
    );
  }
  const live = new Map<string, Entity>();
  for (const line of lines) {
    const entry = parse(line) as Line | undefined;
    if (!entry) continue;
    if ('put' in entry) live.set(`${entry.put.type}|${entry.put.id}`, entry.put);
    else live.delete(`${entry.gone.type}|${entry.gone.id}`);
  }
  return [...live.values()];
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
