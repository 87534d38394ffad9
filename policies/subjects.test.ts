import { catalogue } from '@palisade/rules';
import { policiesOf } from './pack';
import { policiesAbout } from './subjects';

const policies = policiesOf(catalogue);
const about = policiesAbout(policies);
const names = (type: string, properties: Record<string, unknown> = {}) =>
  about(type, () => properties).map(({ name }) => name);
const ofAllKinds = catalogue.filter(({ on }) => on !== 'aws' && on !== 'stack').length;
/** What the engine sends for a text that is not known yet. */
const unknown = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

test('an AWS resource concerns the rules about its type', () => {
  expect(names('aws:ebs/volume:Volume')).toEqual(
    catalogue.filter((rule) => rule.on === 'aws' && rule.types.includes('aws:ebs/volume:Volume')).map(({ id }) => id),
  );
});

test('a resource that no rule is about concerns none', () => {
  expect(names('random:index/randomId:RandomId')).toEqual([]);
});

test('an object goes by its type where it does not say what it is', () => {
  expect(names('kubernetes:apps/v1:Deployment')).toContain('no-host-pid');
  expect(names('kubernetes:core/v1:Service')).not.toContain('no-host-pid');
});

test('an object that says otherwise than its type goes by what it says', () => {
  expect(names('kubernetes:core/v1:Service', { apiVersion: 'apps/v1', kind: 'Deployment' })).toContain('no-host-pid');
  expect(names('kubernetes:apps/v1:Deployment', { kind: 'ControllerRevision' })).not.toContain('no-host-pid');
});

test.each([
  ['a kind that is not known yet', { kind: unknown }],
  ['a version that is not known yet', { apiVersion: unknown }],
  ['a kind that is no text', { kind: { value: 'Pod' } }],
  ['a list', { apiVersion: 'v1', kind: 'List' }],
])('%s concerns all rules about objects', (_, properties) => {
  expect(names('kubernetes:core/v1:Service', properties)).toHaveLength(ofAllKinds);
});

test('a policy that is made of no rule of ours is always asked', () => {
  const foreign = { name: 'foreign', description: 'Says nothing.', validateResource: () => {} };
  expect(policiesAbout([foreign])('aws:s3/bucket:Bucket', () => ({}))).toEqual([foreign]);
});

test('the same subject has the same list', () => {
  expect(about('aws:ebs/volume:Volume', () => ({}))).toBe(about('aws:ebs/volume:Volume', () => ({})));
});
