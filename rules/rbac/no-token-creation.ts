import { clusterRole, eachPermission, permission, role, roles } from '../rbac-objects';
import { defineRule } from '../rule';

export const noTokenCreation = defineRule({
  id: 'no-token-creation',
  severity: 'high',
  title: 'Grant nobody the making of service account tokens',
  rationale:
    'Whoever can create tokens for service accounts can become any of them, in the namespace or in all of them.',
  remediation: 'Take `serviceaccounts/token` out, or name the accounts in `resourceNames`.',
  references: [
    { standard: 'cis-kubernetes', control: '5.1.13' },
    { standard: 'nsa-cisa', control: 'Protecting Pod service account tokens' },
    { standard: 'mitre-attack', control: 'T1528' },
  ],
  on: 'object',
  resources: [roles],
  forEach: eachPermission,
  cel: '!("" in rule.?apiGroups.orValue([])) || !("serviceaccounts/token" in rule.?resources.orValue([])) || !rule.verbs.exists(verb, verb in ["*", "create"]) || rule.?resourceNames.orValue([]).size() > 0',
  message: 'the role can make tokens of any service account: {label}',
  samples: {
    good: [
      {
        name: 'makes tokens for one account',
        given: role(permission(['create'], ['serviceaccounts/token'], { resourceNames: ['ci'] })),
      },
      { name: 'lists accounts', given: role(permission(['list'], ['serviceaccounts'])) },
    ],
    bad: [
      {
        name: 'makes tokens',
        given: role(permission(['create'], ['serviceaccounts/token'])),
        message: 'the role can make tokens of any service account: create serviceaccounts/token',
      },
      {
        name: 'makes tokens in all namespaces',
        given: clusterRole(permission(['create'], ['serviceaccounts/token'])),
        message: 'the role can make tokens of any service account: create serviceaccounts/token',
      },
      {
        name: 'makes accounts and tokens',
        given: role(permission(['create'], ['serviceaccounts', 'serviceaccounts/token'])),
        message: 'the role can make tokens of any service account: create serviceaccounts/serviceaccounts/token',
      },
    ],
  },
});
