import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UNKNOWN } from '../engine/provider';
import { catalogue } from './catalogue';
import { simulatedTypes } from './simulated-aws';
import { World } from './testing/world';

const sdk = dirname(require.resolve('@pulumi/aws/package.json'));

/** What the SDK's declarations say of a type: inputs with whether they are required, and output names. */
function declared(type: string): { inputs: Map<string, boolean>; outputs: Set<string> } {
  const [, path = '', name = ''] = /^aws:([\w/]+):(\w+)$/.exec(type) ?? [];
  const text = readFileSync(join(sdk, `${path}.d.ts`), 'utf8').replace(/\/\*\*[\s\S]*?\*\//g, '');
  const [head = '', args = ''] = text.split(`export interface ${name}Args {`);
  const inputs = [...args.matchAll(/^ {4}(\w+)(\??):/gm)].map(([, key = '', mark]) => [key, mark === ''] as const);
  const outputs = [...head.matchAll(/^ {4}readonly (\w+): pulumi\.Output/gm)].map(([, key = '']) => key);
  return { inputs: new Map(inputs), outputs: new Set(outputs) };
}

test('types are named once, and listed in order', () => {
  expect(simulatedTypes).toEqual([...new Set(catalogue.map(({ type }) => type))].sort());
  expect(simulatedTypes).toHaveLength(catalogue.length);
});

test.each(catalogue.map((spec) => [spec.type, spec] as const))('%s takes what the SDK gives', (type, spec) => {
  const { inputs } = declared(type);
  expect(Object.keys(spec.inputs).sort()).toEqual([...inputs.keys()].sort());
});

/** Required by AWS although the SDK lets them be left out, as one of several ways. */
const stricter: Record<string, string[]> = { 'aws:guardduty/detectorFeature:DetectorFeature': ['name'] };

test.each(catalogue.map((spec) => [spec.type, spec] as const))('%s requires what the SDK requires', (type, spec) => {
  const required = Object.entries(spec.inputs).flatMap(([name, field]) => (field.required ? name : []));
  const wanted = [...declared(type).inputs].flatMap(([name, isRequired]) => (isRequired ? name : []));
  expect(required.sort()).toEqual([...wanted, ...(stricter[type] ?? [])].sort());
});

test.each(catalogue.map((spec) => [spec.type, spec] as const))(
  '%s gives only outputs that the SDK has',
  async (type, spec) => {
    const world = new World();
    const subject = world.subject(type, 'tried');
    const inputs = Object.fromEntries(Object.keys(spec.inputs).map((name) => [name, UNKNOWN]));
    const { state } = await world.aws.create(subject, inputs, true);
    const { outputs } = declared(type);
    expect(Object.keys(state).filter((name) => !outputs.has(name))).toEqual([]);
  },
);
