import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogue, frameworks, loadWaivers, severities } from '@palisade/rules';
import { isFixable, levels } from './levels';
import { readSettings } from './settings';

const page = readFileSync(join(__dirname, '..', 'docs', 'policy-pack.md'), 'utf8');

test('the page of the pack names just the rules that can be remediated', () => {
  const table = page.slice(page.indexOf('| what is set'));
  const named = [...table.matchAll(/^\| `([a-z0-9-]+)`/gm)].map(([, id]) => id);
  expect(named).toEqual(
    catalogue
      .filter(isFixable)
      .map(({ id }) => id)
      .sort(),
  );
});

test.each([...frameworks, ...severities, ...levels])('the page of the pack names %s', (name) => {
  expect(page).toContain(`\`${name}\``);
});

function block(language: string): string {
  const [, text] = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'm').exec(page) ?? [];
  if (text === undefined) throw new Error(`the page has no ${language}`);
  return text;
}

test('its settings are settings', () => {
  const folder = mkdtempSync(join(tmpdir(), 'palisade-page-'));
  try {
    const { waivers, ruleFolder, ...levelsOnPage } = JSON.parse(block('json'));
    expect([waivers, ruleFolder]).toEqual(['waivers.yaml', 'rules']);
    const file = join(folder, 'palisade.json');
    writeFileSync(file, JSON.stringify(levelsOnPage));
    expect(readSettings({ PALISADE_SETTINGS: file }).levels).toEqual(levelsOnPage);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('its waivers are waivers', () => {
  const { all } = loadWaivers(block('yaml'), { rules: catalogue, today: new Date('2026-11-25') });
  expect(all.map(({ rule }) => rule)).toEqual(['no-host-pid']);
});
