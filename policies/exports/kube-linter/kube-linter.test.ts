import { defineRule, Evaluator, type JsonObject, kubernetesRules, samplesAsObjects, Waivers } from '@palisade/rules';
import { checkOf } from './check';
import { kubeLinterExport } from './index';

const stage = { stage: 'deny', exemptNamespaces: [], waivers: Waivers.none } as const;
const excused = kubeLinterExport(kubernetesRules, stage).untranslated.map((reason) => reason.split(':')[0]);
const checks = kubernetesRules.filter(({ id }) => !excused.includes(id));

/** KubeLinter can't be had for tests. What it is given is CEL, and that says of every sample what the rule says. */
test.each(checks.map((rule) => [rule.id, rule] as const))('the check of %s means what the rule means', (_, rule) => {
  const objects = samplesAsObjects(rule);
  const kinds = new Map(objects.map(({ object }) => [`${groupOf(object)}/${object.kind}`, object]));
  const sample = { name: '', given: {}, message: '' };
  const check = defineRule({
    ...rule,
    id: `check-${rule.id}`,
    on: 'object',
    resources: [...kinds.values()].map((object) => ({
      group: groupOf(object),
      versions: ['v1'],
      kinds: { [String(object.kind)]: 'any' },
    })) as never,
    forEach: undefined as never,
    cel: `(${checkOf(rule, Waivers.none).replaceAll(/\bsubject\b/g, 'object')}) == ""`,
    message: 'is flagged',
    samples: { good: [sample, sample], bad: [sample, sample, sample] },
  });
  const evaluator = new Evaluator([check]);
  const verdicts = objects.map(({ name, object }) => [
    name,
    evaluator.kubernetes(object).map(({ message }) => message),
  ]);
  expect(verdicts).toEqual(objects.map(({ name, message }) => [name, message === undefined ? [] : ['is flagged']]));
});

function groupOf({ apiVersion }: JsonObject): string {
  const [group = '', version] = String(apiVersion).split('/');
  return version === undefined ? '' : group;
}
