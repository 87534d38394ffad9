import { createHash, randomUUID } from 'node:crypto';
import {
  chmodSync,
  createReadStream,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** What lies beside a cached program and tells whether it is whole. */
interface Seal {
  readonly sha256: string;
  /** Size, inode and times of the file when it was last hashed. */
  readonly stamp: string;
}

/**
 * Programs kept for this user, each in a folder of its own: Pulumi looks for its helpers beside itself, and must not
 * find any there.
 *
 * A program is hashed when it is put in, and again whenever its size, inode, modification or change time is not what it
 * was. The change time cannot be set, so that this catches what a hash at every start would, in no time (hashing all
 * five takes 0.7 s). It is there against broken disks and half-written files: whoever can write to this folder is the
 * user, whom no seal beside the file would stop.
 */
export class Cache {
  constructor(readonly root: string) {}

  /** The user's: under XDG_CACHE_HOME, or else ~/.cache. */
  static ofUser(env: NodeJS.ProcessEnv = process.env): Cache {
    const xdg = env.XDG_CACHE_HOME;
    return new Cache(join(xdg !== undefined && isAbsolute(xdg) ? xdg : join(homedir(), '.cache'), 'palisade'));
  }

  /** Makes the folder if missing. @throws if somebody else may write into it. */
  open(): void {
    mkdirSync(this.root, { recursive: true, mode: 0o700 });
    const { uid, mode } = statSync(this.root);
    if (uid !== process.getuid?.() || (mode & 0o022) !== 0) {
      throw new Error(
        `${this.root} is writable by others, so programs in it cannot be trusted: \`chmod 700\` it, or remove it.`,
      );
    }
  }

  /** Where a lock of that name lies. */
  lock(name: string): string {
    return join(this.root, `${name}.lock`);
  }

  /** A new empty folder to prepare something in; whoever makes it removes it. */
  scratch(): string {
    const folder = join(this.root, `new-${randomUUID()}`);
    mkdirSync(folder, { mode: 0o700 });
    return folder;
  }

  /** Removes what processes that were killed left behind. Only for who holds the one lock under which scratch is used. */
  sweep(): void {
    for (const name of readdirSync(this.root)) {
      if (name.startsWith('new-')) rmSync(join(this.root, name), { recursive: true, force: true });
    }
  }

  /** The path of a program, if it is there and whole. */
  async find(name: string, key: string): Promise<string | undefined> {
    const folder = this.#folder(name, key);
    const path = join(folder, name);
    let seal: Seal;
    try {
      seal = JSON.parse(readFileSync(join(folder, 'seal.json'), 'utf8')) as Seal;
      if (seal.stamp === stampOf(path)) return path;
      if (seal.sha256 !== (await sha256Of(path))) throw new Error('changed');
    } catch {
      // Not removed here: without the lock, this may be the moment in which another process puts a new one in.
      return undefined;
    }
    writeSeal(folder, { ...seal, stamp: stampOf(path) });
    return path;
  }

  /** Takes a finished file in, in one step; it is moved. Resolves to its new path. */
  async put(name: string, key: string, file: string): Promise<string> {
    const staged = this.scratch();
    try {
      const path = join(staged, name);
      chmodSync(file, 0o700);
      renameSync(file, path);
      writeSeal(staged, { sha256: await sha256Of(path), stamp: stampOf(path) });
      const folder = this.#folder(name, key);
      mkdirSync(join(folder, '..'), { recursive: true, mode: 0o700 });
      rmSync(folder, { recursive: true, force: true });
      renameSync(staged, folder);
      return join(folder, name);
    } finally {
      rmSync(staged, { recursive: true, force: true });
    }
  }

  #folder(name: string, key: string): string {
    return join(this.root, 'programs', name, key);
  }
}

function writeSeal(folder: string, seal: Seal): void {
  const draft = join(folder, `seal.${randomUUID()}`);
  writeFileSync(draft, JSON.stringify(seal), { mode: 0o600 });
  renameSync(draft, join(folder, 'seal.json'));
}

function stampOf(path: string): string {
  const { size, ino, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
  return `${size} ${ino} ${mtimeNs} ${ctimeNs}`;
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}
