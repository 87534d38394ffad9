import { defineRule, type JsonObject } from '../rule';

const message = 'the SecurityPolicy lets anyone in';
const route = { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'sample' };
const policy = (change: JsonObject): JsonObject => ({
  apiVersion: 'gateway.envoyproxy.io/v1alpha1',
  kind: 'SecurityPolicy',
  metadata: { name: 'sample', namespace: 'sample' },
  spec: { targetRefs: [route], ...change },
});
const allow = (principal: JsonObject): JsonObject => ({ action: 'Allow', principal });
const office = allow({ clientCIDRs: ['203.0.113.0/24'] });

// Eight ranges of /3 are all addresses, as two of /1 are: none so wide names anyone.
const namesSomebody =
  '(rule.?cel.hasValue() || rule.?principal.?jwt.hasValue() || rule.?principal.?clientCIDRs.orValue([]).size() + rule.?principal.?headers.orValue([]).size() + rule.?principal.?clientIPGeoLocations.orValue([]).size() > 0) && rule.?principal.?clientCIDRs.orValue([]).all(range, cidr(range).prefixLength() > 3)';

export const noOpenSecurityPolicies = defineRule({
  id: 'no-open-security-policies',
  severity: 'medium',
  title: 'Name who is let in by a SecurityPolicy of Envoy Gateway',
  rationale:
    'A policy that secures nothing, that allows by default and denies nobody, or that allows a rule without a principal or all addresses lets anyone in, where its name says that somebody is kept out.',
  remediation:
    'Write `authorization` with `defaultAction: Deny` and, in each rule that allows, a `principal`: `clientCIDRs` of your own networks, `jwt`, or `headers`.',
  references: [
    { standard: 'mitre-attack', control: 'T1190' },
    {
      standard: 'documentation',
      url: 'https://gateway.envoyproxy.io/docs/tasks/security/restrict-ip-access/',
    },
  ],
  on: 'object',
  resources: [
    { group: 'gateway.envoyproxy.io', versions: ['v1alpha1'], kinds: { SecurityPolicy: 'securitypolicies' } },
  ],
  cel: `object.?spec.orValue({}).exists(field, !(field in ["targetRef", "targetRefs", "targetSelectors", "mergeType"])) && (!object.?spec.?authorization.hasValue() || (object.spec.authorization.?defaultAction.orValue("Deny") == "Deny" || object.spec.authorization.?rules.orValue([]).exists(rule, rule.action == "Deny")) && object.spec.authorization.?rules.orValue([]).all(rule, rule.action != "Allow" || (${namesSomebody})))`,
  message,
  samples: {
    good: [
      { name: 'lets one network in', given: policy({ authorization: { defaultAction: 'Deny', rules: [office] } }) },
      {
        name: 'keeps one network out',
        given: policy({
          authorization: {
            defaultAction: 'Allow',
            rules: [{ action: 'Deny', principal: { clientCIDRs: ['198.51.100.0/24'] } }],
          },
        }),
      },
      {
        name: 'asks for a password',
        given: policy({ basicAuth: { users: { name: 'users' } } }),
      },
    ],
    bad: [
      { name: 'secures nothing', given: policy({}), message },
      { name: 'allows by default', given: policy({ authorization: { defaultAction: 'Allow' } }), message },
      {
        name: 'has a second rule for all of IPv6',
        given: policy({ authorization: { defaultAction: 'Deny', rules: [office, allow({ clientCIDRs: ['::/0'] })] } }),
        message,
      },
      {
        name: 'allows all addresses by halves',
        given: policy({
          authorization: { defaultAction: 'Deny', rules: [allow({ clientCIDRs: ['0.0.0.0/1', '128.0.0.0/1'] })] },
        }),
        message,
      },
    ],
  },
});
