import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RECIPES } from './recipes';
import { formatVersion, inRange } from './version';

describe.each(Object.values(RECIPES))('the recipe of $name', (recipe) => {
  const { source } = recipe;

  it('builds a tool that its go.mod names, of the version that it pins', () => {
    const mod = readFileSync(join(source.folder, 'go.mod'), 'utf8');
    expect(mod).toContain(`\ntool ${source.package}\n`);
    const version = ` v${formatVersion(source.version)} `;
    const module = mod.split('\n').find((line) => {
      const [name = ''] = line.trim().split(' ');
      return (
        name.includes('/') && !line.startsWith('tool') && `${source.module ?? source.package}/`.startsWith(`${name}/`)
      );
    });
    expect(`${module} `).toContain(version);
    expect(existsSync(join(source.folder, 'go.sum'))).toBe(true);
  });

  it('downloads over HTTPS, by a whole digest, a version that it supports', () => {
    for (const archive of Object.values(recipe.archives)) {
      expect(new URL(archive.url).protocol).toBe('https:');
      expect(archive.url).toContain(formatVersion(archive.version));
      expect(archive.digest).toMatch(archive.algorithm === 'sha256' ? /^[0-9a-f]{64}$/ : /^[0-9a-f]{128}$/);
      expect(inRange(archive.version, recipe.range)).toBe(true);
      expect(Object.keys(archive.members)).toContain(recipe.name);
    }
  });
});

describe('no two platforms', () => {
  it('share a digest', () => {
    const digests = [RECIPES.pulumi, RECIPES.etcd, RECIPES['kube-apiserver']].flatMap(({ archives }) =>
      Object.values(archives).map(({ digest }) => digest),
    );
    expect(new Set(digests).size).toBe(digests.length);
    expect(digests.length).toBe(8);
  });
});
