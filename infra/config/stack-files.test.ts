import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { parseConfig } from './load';
import { layerSchema } from './schema';

const root = resolve(__dirname, '../..');

function read(file: string): { config: { [key: string]: unknown } } {
  return parse(readFileSync(resolve(root, file), 'utf8'));
}

/** A stack file's config as Pulumi hands it to the program, with the defaults of Pulumi.yaml. */
function stored(file: string): { [key: string]: string } {
  const declared = read('Pulumi.yaml').config as { [key: string]: { default: unknown } };
  const defaults = Object.entries(declared).map(([key, { default: value }]): [string, unknown] => [key, value]);
  const own = Object.entries(read(file).config).map(([key, value]): [string, unknown] => [
    key.split(':')[1] ?? '',
    value,
  ]);
  return Object.fromEntries(
    [...defaults, ...own].map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}

test.each([
  ['Pulumi.rehearsal.yaml', { layer: 'all', baseline: { delivery: { mode: 'direct' } } }],
  [
    'Pulumi.production.yaml',
    {
      layer: 'cluster',
      network: { egress: { mode: 'none' } },
      cluster: { endpoint: { access: 'private' }, deletionProtection: true, supportType: 'STANDARD' },
      baseline: { delivery: { mode: 'runner', stack: 'organization/palisade/production-baseline' } },
    },
  ],
  ['Pulumi.production-baseline.yaml', { layer: 'baseline', clusterStack: 'organization/palisade/production' }],
])('%s is valid', (file, expected) => {
  expect(parseConfig(stored(file))).toMatchObject(expected);
});

test('the production stacks agree on the baseline', () => {
  const { baseline } = parseConfig(stored('Pulumi.production.yaml'));

  expect(parseConfig(stored('Pulumi.production-baseline.yaml')).baseline).toEqual(baseline);
});

test('Pulumi.yaml declares every key, and no other, with type, description and default', () => {
  const declared = read('Pulumi.yaml').config;
  const known = new Set([...layerSchema('all').keys, ...layerSchema('baseline').keys]);

  expect(Object.keys(declared).sort()).toEqual([...known].sort());
  for (const declaration of Object.values(declared)) {
    expect(declaration).toMatchObject({ type: expect.any(String), description: expect.any(String) });
    expect(declaration).toHaveProperty('default');
  }
});
