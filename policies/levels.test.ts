import { catalogue, frameworksOf, type Rule } from '@palisade/rules';
import { isFixable, type Level, type Levels, levelOf } from './levels';

function ruleOf(id: string): Rule {
  const rule = catalogue.find((each) => each.id === id);
  if (rule === undefined) throw new Error(`there is no ${id}`);
  return rule;
}

test.each([
  ['no-privilege-escalation', ['pss-restricted', 'cis', 'nsa'], true],
  ['no-host-pid', ['pss-baseline', 'pss-restricted', 'cis', 'nsa'], false],
  ['eks-encrypt-secrets', ['cis'], false],
  ['kms-key-rotation', [], true],
  ['vpc-flow-logs', [], false],
])('%s is asked for by %j, and can be mended: %s', (id, frameworks, fixable) => {
  expect(frameworksOf(ruleOf(id))).toEqual(frameworks);
  expect(isFixable(ruleOf(id))).toBe(fixable);
});

describe('the level of a rule', () => {
  test.each<[string, Level, string, Levels]>([
    ['is that of its severity where nothing is said', 'mandatory', 'no-privilege-escalation', {}],
    ['is that of its severity where nothing is said', 'advisory', 'require-seccomp-profile', {}],
    ['follows its severity', 'disabled', 'require-seccomp-profile', { severities: { medium: 'disabled' } }],
    ['does not follow another severity', 'mandatory', 'no-host-pid', { severities: { medium: 'disabled' } }],
    [
      'follows its framework before its severity',
      'mandatory',
      'require-seccomp-profile',
      { frameworks: { nsa: 'mandatory' }, severities: { medium: 'disabled' } },
    ],
    [
      'does not follow another framework',
      'advisory',
      'require-seccomp-profile',
      { frameworks: { 'pss-baseline': 'mandatory' } },
    ],
    [
      'follows the stricter of two frameworks',
      'mandatory',
      'require-seccomp-profile',
      { frameworks: { cis: 'mandatory', nsa: 'disabled' } },
    ],
    [
      'is its own before all else',
      'disabled',
      'no-privilege-escalation',
      {
        rules: { 'no-privilege-escalation': 'disabled' },
        frameworks: { cis: 'mandatory' },
        severities: { high: 'mandatory' },
      },
    ],
    ['mends by severity', 'remediate', 'kms-key-rotation', { severities: { high: 'remediate' } }],
    [
      'mends by framework',
      'remediate',
      'require-seccomp-profile',
      { frameworks: { cis: 'remediate', nsa: 'mandatory' } },
    ],
    ['stays where nothing can mend it', 'advisory', 'require-memory-limits', { severities: { medium: 'remediate' } }],
    [
      'stays that of the severity where nothing can mend it',
      'disabled',
      'no-service-account-token-mounts',
      { frameworks: { cis: 'remediate' }, severities: { medium: 'disabled' } },
    ],
  ])('%s: %s', (_, level, id, levels) => {
    expect(levelOf(ruleOf(id), levels)).toBe(level);
  });
});
