import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serviceAccountKeyCommands } from '@palisade/constructs/control-plane';
import { runCommands } from '../run-commands';
import { StaticPod } from '../static-pod';
import { heldKeys } from './keys';
import { longestToken } from './lifetime';
import { keyFilesOf, type Rotation, readCopied, rotate } from './rotation';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** Files of a machine, and API servers that read them when their manifest changes, as kubelets have them do. */
class Machine {
  readonly folder = mkdtempSync(join(tmpdir(), 'palisade-keys-'));
  readonly files = { key: join(this.folder, 'sa.key'), publicKeys: join(this.folder, 'sa.pub') };
  readonly manifests = join(this.folder, 'manifests');
  lasting: { name: string; key: string }[] = [];
  /** Says that it is another machine's server, whose files nobody has copied. */
  isLate = false;
  now = new Date('2026-11-25T12:00:00Z');
  #running = { manifest: '', keys: { signing: '', accepted: [] as readonly string[] } };

  constructor(flags: readonly string[] = ['--service-account-max-token-expiration=24h', extension]) {
    folders.push(this.folder);
    runCommands(serviceAccountKeyCommands(this.files.key, this.files.publicKeys));
    mkdirSync(this.manifests);
    this.#manifest('kube-apiserver', [
      `--service-account-signing-key-file=${this.files.key}`,
      `--service-account-key-file=${this.files.publicKeys}`,
      ...flags,
    ]);
    this.#manifest('kube-controller-manager', [`--service-account-private-key-file=${this.files.key}`]);
    this.#read();
  }

  rotation(say: (line: string) => void = () => {}): Rotation {
    return {
      apiServer: StaticPod.read(this.manifests, 'kube-apiserver'),
      controllerManager: StaticPod.read(this.manifests, 'kube-controller-manager'),
      servers: {
        names: ['10.0.0.11:6443'],
        accepted: async () => this.#read().accepted,
        signing: async () => this.#read().signing,
        lasting: async () => this.lasting,
      },
      restarted: async (pod, { annotation, value }, told) => {
        if (pod.restart(annotation, value)) told(`  ${pod.name} is being restarted`);
      },
      say,
      now: () => this.now,
      patience: 0,
    };
  }

  /** What a server has that started when its manifest was last changed. */
  #read() {
    const manifest = readFileSync(join(this.manifests, 'kube-apiserver.yaml'), 'utf8');
    if (manifest !== this.#running.manifest && !this.isLate) this.#running = { manifest, keys: heldKeys(this.files) };
    return this.#running.keys;
  }

  /** The key that signs is one whose tokens are accepted: by the files, and by the server that runs. */
  expectSound(): void {
    const files = heldKeys(this.files);
    expect(files.accepted).toContain(files.signing);
    const { signing, accepted } = this.#read();
    expect(accepted).toContain(signing);
    // Whoever starts now signs with a key that the one that runs accepts.
    expect(accepted).toContain(files.signing);
  }

  #manifest(name: string, flags: readonly string[]): void {
    const command = [name, ...flags].map((word) => `        - ${word}\n`).join('');
    const text = `# kept\napiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\nspec:\n  containers:\n    - command:\n${command}`;
    writeFileSync(join(this.manifests, `${name}.yaml`), text, { mode: 0o600 });
  }
}

const extension = '--service-account-extend-token-expiration=false';
const day = 24 * 3_600_000;

/** Runs it until it says its line of that number, where it is interrupted. */
async function interruptedAt(
  machine: Machine,
  line: number,
): Promise<'interrupted' | Awaited<ReturnType<typeof rotate>>> {
  let said = 0;
  try {
    return await rotate(
      machine.rotation(() => {
        said += 1;
        if (said === line) throw new Error('interrupted');
      }),
    );
  } catch (error) {
    if ((error as Error).message === 'interrupted') return 'interrupted';
    throw error;
  }
}

describe('the rotation of the key of service accounts', () => {
  const lines = Array.from({ length: 14 }, (_, index) => index + 1);

  it.each(lines)('goes on after it was interrupted at line %i, and at that line of every later run', async (line) => {
    const machine = new Machine();
    const { signing: old } = heldKeys(machine.files);
    for (let runs = 0; ; runs += 1) {
      expect(runs).toBeLessThan(20);
      // Runs that end early say fewer lines each time: what was done is not done again.
      const outcome = await interruptedAt(machine, line + runs);
      machine.expectSound();
      if (outcome === 'interrupted') continue;
      if (outcome.done) break;
      expect(outcome.continueAt.getTime() - machine.now.getTime()).toBe(day);
      machine.now = outcome.continueAt;
    }
    const { signing, accepted } = heldKeys(machine.files);
    expect(accepted).toEqual([signing]);
    expect(signing).not.toBe(old);
    expect(readdirSync(machine.folder).sort()).toEqual(['manifests', 'sa.key', 'sa.pub', 'sa.rotation.json']);
    expect(statSync(machine.files.key).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(machine.manifests, 'kube-apiserver.yaml'), 'utf8')).toMatch(/^# kept\n/);
  });

  it('waits for its time to the millisecond', async () => {
    const machine = new Machine();
    expect(await rotate(machine.rotation())).toEqual({ done: false, continueAt: new Date('2026-11-26T12:00:00Z') });
    machine.now = new Date('2026-11-26T11:59:59.999Z');
    expect(await rotate(machine.rotation())).toMatchObject({ done: false });
    machine.now = new Date('2026-11-26T12:00:00Z');
    expect(await rotate(machine.rotation())).toEqual({ done: true });
  });

  it('begins no other one within the hour that it was finished in', async () => {
    const machine = new Machine();
    await rotate(machine.rotation());
    machine.now = new Date('2026-11-26T12:00:00Z');
    await rotate(machine.rotation());
    const { signing } = heldKeys(machine.files);
    const said: string[] = [];
    expect(await rotate(machine.rotation((line) => said.push(line)))).toEqual({ done: true });
    expect(said).toEqual([
      `It was finished at 2026-11-26T12:00:00.000Z. To begin another one within the hour, remove ${machine.folder}/sa.rotation.json`,
    ]);
    machine.now = new Date('2026-11-26T13:00:00Z');
    expect(await rotate(machine.rotation())).toMatchObject({ done: false });
    expect(heldKeys(machine.files).signing).not.toBe(signing);
  });

  it('signs with no key that a server does not accept yet', async () => {
    const machine = new Machine();
    const { signing } = heldKeys(machine.files);
    machine.isLate = true;
    await expect(rotate(machine.rotation())).rejects.toThrow(
      'waited 0 minutes, and 10.0.0.11:6443 is not yet one that accepts tokens of both keys. Run the command again once that is mended',
    );
    expect(heldKeys(machine.files).signing).toBe(signing);
    machine.isLate = false;
    expect(await rotate(machine.rotation())).toMatchObject({ done: false });
  });

  it('keeps the old key while Secrets hold tokens of it, and names them', async () => {
    const machine = new Machine();
    machine.lasting = [
      { name: 'shop/robot', key: heldKeys(machine.files).signing },
      { name: 'shop/newer', key: 'another' },
    ];
    await rotate(machine.rotation());
    machine.now = new Date('2026-11-27T12:00:00Z');
    await expect(rotate(machine.rotation())).rejects.toThrow(
      'these Secrets hold tokens of the old key, which never end: shop/robot. Replace them by tokens that end (kubectl create token), or delete them and make them anew',
    );
    expect(heldKeys(machine.files).accepted).toHaveLength(2);
  });

  it('leaves all as it was where the new key cannot be written', async () => {
    const machine = new Machine();
    const before = heldKeys(machine.files);
    // A folder in the way: the write itself fails, for root too.
    mkdirSync(join(machine.folder, '.sa.next.key.unfinished'));
    writeFileSync(join(machine.folder, '.sa.next.key.unfinished', 'x'), '');
    await expect(rotate(machine.rotation())).rejects.toThrow('sa.next.key could not be written and is as it was: ');
    rmSync(join(machine.folder, '.sa.next.key.unfinished'), { recursive: true });
    expect(heldKeys(machine.files)).toEqual(before);
    expect(await rotate(machine.rotation())).toMatchObject({ done: false });
  });

  it('has another machine read copied keys once', async () => {
    const machine = new Machine();
    const said: string[] = [];
    const { servers: _, ...rotation } = machine.rotation((line) => said.push(line));
    await readCopied(rotation);
    await readCopied(rotation);
    expect(said).toEqual(['  kube-apiserver is being restarted', '  kube-controller-manager is being restarted']);
  });
});

describe('what stands in the manifest', () => {
  const longest = (...flags: string[]) => longestToken(new Machine(flags).rotation().apiServer) / 3_600_000;

  it.each([
    ['the longest that may be asked for', ['--service-account-max-token-expiration=24h', extension], 24],
    ['with minutes', ['--service-account-max-token-expiration=1h30m0s', extension], 1.5],
    ['a year, where old clients get it', ['--service-account-max-token-expiration=24h'], 8760],
    ['longer than a year', ['--service-account-max-token-expiration=9000h'], 9000],
  ])('tells how long a token lives: %s', (_, flags, hours) => {
    expect(longest(...flags)).toBe(hours);
  });

  it.each([
    ['nothing bounds tokens', [extension], 'so that tokens may live as long as anybody asked for'],
    ['no duration', ['--service-account-max-token-expiration=day'], '=day is no duration such as 24h'],
  ])('is refused where it says %s', (_, flags, message) => {
    expect(() => longest(...flags)).toThrow(message);
  });

  it('is refused where there are several files of public keys', () => {
    const { apiServer } = new Machine(['--service-account-key-file=/other.pub']).rotation();
    expect(() => keyFilesOf(apiServer)).toThrow('has --service-account-key-file 2 times: write it once');
  });
});
