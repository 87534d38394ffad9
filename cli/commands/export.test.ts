import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kubernetesRules } from '@palisade/rules';
import { main } from '../index';

const folder = mkdtempSync(join(tmpdir(), 'palisade-export-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the command line and returns the exit code and what it wrote. */
async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const written = { out: '', err: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    jest.spyOn(process[name], 'write').mockImplementation((text) => {
      written[name === 'stdout' ? 'out' : 'err'] += String(text).replaceAll(folder, 'FOLDER');
      return true;
    }),
  );
  try {
    return { code: await main(['export', ...args]), ...written };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

describe('palisade export', () => {
  it('writes the same bytes twice', async () => {
    const texts = async (name: string) => {
      const out = join(folder, name);
      expect((await run('vap', '--out', out)).code).toBe(0);
      return readdirSync(out, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name), 'utf8')]);
    };
    const first = await texts('a');
    expect(first.length).toBeGreaterThan(kubernetesRules.length / 2);
    expect(await texts('b')).toEqual(first);
  });

  it('says how far the roll-out has come', async () => {
    const out = join(folder, 'warn');
    await run('vap', '--out', out, '--stage', 'warn');
    const all = readdirSync(out, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
      .join('\n');
    expect(all).toContain('- Warn');
    expect(all).not.toContain('- Deny');
  });

  it('names what lies there that it did not write', async () => {
    const out = join(folder, 'c');
    await run('kyverno', '--out', out);
    writeFileSync(join(out, 'mine.yaml'), '');
    const { code, err } = await run('kyverno', '--out', out);
    expect(code).toBe(0);
    expect(err).toMatch(/also there, and not of this export:\n {2}mine\.yaml\n$/);
    expect(existsSync(join(out, 'mine.yaml'))).toBe(true);
  });

  test.each<[string[], string]>([
    [[], 'name a gate: conftest, gatekeeper, kube-linter, kyverno, vap'],
    [['opa'], "there is no gate 'opa': conftest, gatekeeper, kube-linter, kyverno, vap"],
    [['vap'], 'say where to write: --out FOLDER'],
    [['vap', '--out', 'x', '--stage', 'off'], "--stage is 'off'; write one of warn, audit, deny"],
  ])('refuses %j', async (args, message) => {
    expect(await run(...args)).toEqual({
      code: 2,
      out: '',
      err: `palisade export: ${message}\nTry: palisade export --help\n`,
    });
  });
});
