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

  it('exports a team’s own rules beside the catalogue’s, under the flag that check has', async () => {
    const out = join(folder, 'team');
    const { code } = await run('vap', '--out', out, '--rules', join(__dirname, '../../examples/team-rules/rules'));
    expect(code).toBe(0);
    const texts = readdirSync(out, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
    expect(texts.filter((text) => text.includes('no label names the cost center')).length).toBeGreaterThan(0);
    expect(texts.some((text) => text.includes('no-host-pid'))).toBe(true);
  });

  it('takes a file of waivers that previews take too, with waivers of rules about AWS', async () => {
    const waivers = join(folder, 'waivers.yaml');
    const expires = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    const waiver = (rule: string, select: string) =>
      `- { rule: ${rule}, select: ${select}, reason: because, owner: platform, expires: ${expires} }\n`;
    const urn = 'urn:pulumi:prod::shop::aws:kms/key:Key::old';
    writeFileSync(waivers, waiver('kms-key-rotation', `{ urn: "${urn}" }`) + waiver('no-host-pid', '{ name: agent }'));
    const out = join(folder, 'waived');
    expect((await run('vap', '--out', out, '--waivers', waivers)).code).toBe(0);
    const text = readdirSync(out, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.includes('no-host-pid'))
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
      .join();
    expect(text).toContain('== \\"agent\\"');
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
