import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { obtain } from '@palisade/rehearsal';

const run = promisify(execFile);

/** How cosign keeps what it signs: as bundles, its own way since version 3, or under tags, as before. */
export type Format = 'bundle' | 'tag';

/** The real cosign, signing with keys of its own and in no log. */
export class Cosign {
  private constructor(
    private readonly program: string,
    private readonly folder: string,
  ) {}

  /** @param folder for keys and predicates. */
  static async obtain(folder: string): Promise<Cosign> {
    const { path } = await obtain('cosign', { progress: () => {}, signal: new AbortController().signal });
    return new Cosign(path, folder);
  }

  /** Makes a pair of keys. Returns the public one, PEM. */
  async newKey(name: string): Promise<string> {
    mkdirSync(join(this.folder, name), { mode: 0o700 });
    await this.#run(['generate-key-pair'], join(this.folder, name));
    return readFileSync(join(this.folder, name, 'cosign.pub'), 'utf8');
  }

  async sign(key: string, reference: string, format: Format): Promise<void> {
    await this.#run(['sign', ...this.#options(key, format), reference]);
  }

  /** @param type as cosign names it: vuln, spdxjson, cyclonedx. */
  async attest(key: string, reference: string, type: string, predicate: object, format: Format): Promise<void> {
    const file = join(this.folder, 'predicate.json');
    writeFileSync(file, JSON.stringify(predicate));
    await this.#run(['attest', ...this.#options(key, format), '--type', type, '--predicate', file, reference]);
  }

  #options(key: string, format: Format): string[] {
    return [
      ...['--key', join(this.folder, key, 'cosign.key'), '--yes'],
      ...['--tlog-upload=false', '--use-signing-config=false'],
      `--new-bundle-format=${format === 'bundle'}`,
    ];
  }

  async #run(args: readonly string[], cwd = this.folder): Promise<void> {
    const env = { HOME: this.folder, PATH: process.env.PATH, COSIGN_PASSWORD: 'a password of the tests' };
    await run(this.program, [...args], { cwd, env, timeout: 60_000 });
  }
}
