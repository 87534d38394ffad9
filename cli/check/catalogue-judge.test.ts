import { catalogue, type StackResource, type StackRule } from '@palisade/rules';
import { CatalogueJudge, isAboutKubernetes } from './catalogue-judge';
import { Lines } from './lines';
import { isObjectless, objectsIn } from './objects';

const stackRules = catalogue.filter((rule): rule is StackRule => rule.on === 'stack' && isAboutKubernetes(rule));
const parts = stackRules.filter(({ reads }) => reads !== undefined);

/** What a judge concludes of a sample's objects, and what of them it still holds. */
function concluded(rule: StackRule, given: readonly StackResource[], keepWhole: boolean) {
  const judge = new CatalogueJudge([rule], { keepWhole });
  const origin = { file: 'sample.yaml', lines: new Lines('') };
  for (const { props } of given) {
    const document = { origin, value: props, starts: { nodes: [], offsets: [] }, base: 0 };
    for (const object of objectsIn(document)) {
      if (isObjectless(object)) throw new Error(object.reason);
      judge.judge(object);
    }
  }
  return judge.conclude();
}

test('one rule at least says what it reads of the objects that are many', () => {
  expect(parts.map(({ id }) => id)).toContain('replicas-have-disruption-budget');
});

describe.each(parts.map((rule) => [rule.id, rule] as const))('%s judges by what it says that it reads', (_, rule) => {
  test.each([...rule.samples.good, ...rule.samples.bad].map((sample) => [sample.name, sample] as const))(
    '%s',
    (_, sample) => {
      const found = (keepWhole: boolean) =>
        concluded(rule, sample.given, keepWhole).map(({ object, judgement }) => [object.name, judgement.message]);
      expect(found(false)).toEqual(found(true));
      expect(found(false).map(([, message]) => message)).toEqual('message' in sample ? [sample.message] : []);
    },
  );
});

test('of an object that a rule finds fault with, what no rule reads is let go of', () => {
  const [rule] = parts.filter(({ id }) => id === 'replicas-have-disruption-budget');
  if (rule === undefined) throw new Error('there is no rule replicas-have-disruption-budget');
  const props = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'shop', annotations: { note: 'long' } },
    spec: { replicas: 2, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'a' }] } } },
  };
  const given = [{ type: 'kubernetes:apps/v1:Deployment', name: 'shop/web', props }];
  expect(concluded(rule, given, false).map(({ object }) => object.value)).toEqual([
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'shop' },
      spec: { replicas: 2, template: { metadata: { labels: { app: 'web' } } } },
    },
  ]);
  expect(concluded(rule, given, true).map(({ object }) => object.value)).toEqual([props]);
});
