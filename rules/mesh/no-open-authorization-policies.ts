import { defineRule } from '../rule';
import { authorizationPolicy, istio, selector } from './istio';

const message = 'the authorization policy allows anyone, or everything';
const web = { source: { principals: ['cluster.local/ns/sample/sa/web'] } };
const ports = { operation: { ports: ['8080'] } };
const from = [web];
const to = [ports];

// The fields of a source hold all at once, so one of them that names somebody is enough.
const named = (field: string, each: string) =>
  `(entry.?source.?${field}.orValue([]).size() > 0 && entry.?source.?${field}.orValue([]).all(each, ${each}))`;
const namesSomebody = [
  named('principals', '!each.startsWith("*") && each.contains("/ns/") && !each.contains("/ns/*")'),
  named('namespaces', '!each.startsWith("*")'),
  named('serviceAccounts', '!each.startsWith("*")'),
  named('requestPrincipals', '!each.startsWith("*")'),
].join(' || ');
const namesSomething =
  'entry.?operation.?ports.orValue([]).size() > 0 || (entry.?operation.?paths.orValue([]).size() > 0 && entry.?operation.?paths.orValue([]).all(path, !path.startsWith("*") && path != "/*"))';

export const noOpenAuthorizationPolicies = defineRule({
  id: 'no-open-authorization-policies',
  severity: 'high',
  title: 'Name who may connect, and to what, in an Istio authorization policy',
  rationale:
    'A rule without sources, or with the source `*`, allows whoever reaches the pod; one without ports or paths allows all that the pod offers. Policies that allow add up, so it undoes every narrower one for the same pods.',
  remediation:
    'In each rule name `from[].source.principals` (`cluster.local/ns/NAMESPACE/sa/ACCOUNT`), `serviceAccounts` or `namespaces`, and `to[].operation.ports` or `paths`. To allow nothing, leave `rules` out. Waive it for the policy of a gateway that is open to the internet.',
  references: [
    { standard: 'nsa-cisa', control: 'Network separation and hardening' },
    { standard: 'mitre-attack', control: 'T1046' },
    { standard: 'documentation', url: 'https://istio.io/latest/docs/reference/config/security/authorization-policy/' },
    { standard: 'documentation', url: 'https://istio.io/latest/docs/ops/best-practices/security/' },
  ],
  on: 'object',
  resources: [istio('AuthorizationPolicy', 'authorizationpolicies')],
  cel: `object.?spec.?action.orValue("ALLOW") != "ALLOW" || object.?spec.?rules.orValue([]).all(rule, rule.?from.orValue([]).size() > 0 && rule.?from.orValue([]).all(entry, ${namesSomebody}) && rule.?to.orValue([]).size() > 0 && rule.?to.orValue([]).all(entry, ${namesSomething}))`,
  message,
  samples: {
    good: [
      { name: 'allows nothing', given: authorizationPolicy({}) },
      { name: 'names an account and a port', given: authorizationPolicy({ selector, rules: [{ from, to }] }) },
      {
        name: 'names namespaces and paths',
        given: authorizationPolicy({
          selector,
          action: 'ALLOW',
          rules: [
            {
              from: [{ source: { namespaces: ['monitoring'] } }],
              to: [{ operation: { methods: ['GET'], paths: ['/metrics'] } }],
            },
          ],
        }),
      },
      { name: 'denies everything', given: authorizationPolicy({ action: 'DENY', rules: [{}] }) },
    ],
    bad: [
      { name: 'allows everything', given: authorizationPolicy({ selector, rules: [{}] }), message },
      {
        name: 'names no source in the second rule',
        given: authorizationPolicy({ selector, action: 'ALLOW', rules: [{ from, to }, { to }] }),
        message,
      },
      { name: 'names no port', given: authorizationPolicy({ selector, rules: [{ from }] }), message },
      {
        name: 'allows anyone with an identity',
        given: authorizationPolicy({ selector, rules: [{ from: [{ source: { principals: ['*'] } }], to }] }),
        message,
      },
      {
        name: 'allows an account of any namespace, beside one that is named',
        given: authorizationPolicy({
          selector,
          rules: [{ from: [web, { source: { principals: ['*/sa/web'] } }], to }],
        }),
        message,
      },
      {
        name: 'names who may not connect only',
        given: authorizationPolicy({
          selector,
          rules: [{ from: [{ source: { notNamespaces: ['monitoring'] } }], to: [ports] }],
        }),
        message,
      },
    ],
  },
});
