import { defineRule } from '../rule';
import { authorizationPolicy, istio, selector } from './istio';

const message = 'the authorization policy allows connections to every pod of its namespace';
const rules = [
  {
    from: [{ source: { principals: ['cluster.local/ns/sample/sa/web'] } }],
    to: [{ operation: { ports: ['8080'] } }],
  },
];

export const noNamespaceWideAuthorizations = defineRule({
  id: 'no-namespace-wide-authorizations',
  severity: 'medium',
  title: 'Allow connections to the workloads that serve them, not to the namespace',
  rationale:
    'A policy without a selector holds for every workload of its namespace, and in the mesh’s root namespace for every workload there is: who is allowed there is allowed to those that are put there later too.',
  remediation:
    'Select the pods in `selector.matchLabels`, or name a waypoint, Service or gateway in `targetRefs`. Keep the policy for the whole namespace without rules, so that it allows nothing.',
  references: [
    { standard: 'nsa-cisa', control: 'Network separation and hardening' },
    { standard: 'mitre-attack', control: 'T1046' },
    { standard: 'documentation', url: 'https://istio.io/latest/docs/reference/config/security/authorization-policy/' },
  ],
  on: 'object',
  resources: [istio('AuthorizationPolicy', 'authorizationpolicies')],
  cel: 'object.?spec.?action.orValue("ALLOW") != "ALLOW" || object.?spec.?rules.orValue([]).size() == 0 || object.?spec.?selector.?matchLabels.orValue({}).size() > 0 || object.?spec.?targetRefs.orValue([]).size() > 0 || object.?spec.?targetRef.hasValue()',
  message,
  samples: {
    good: [
      { name: 'allows nothing', given: authorizationPolicy({}) },
      { name: 'selects pods', given: authorizationPolicy({ selector, rules }) },
      {
        name: 'names a Service behind a waypoint',
        given: authorizationPolicy({ targetRefs: [{ group: '', kind: 'Service', name: 'sample' }], rules }),
      },
      { name: 'denies for the namespace', given: authorizationPolicy({ action: 'DENY', rules }) },
    ],
    bad: [
      { name: 'selects nothing', given: authorizationPolicy({ rules }), message },
      { name: 'selects by no label', given: authorizationPolicy({ selector: { matchLabels: {} }, rules }), message },
      { name: 'says that it allows', given: authorizationPolicy({ action: 'ALLOW', selector: {}, rules }), message },
    ],
  },
});
