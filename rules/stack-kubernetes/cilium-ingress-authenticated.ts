import { property } from '../pods';
import { defineRule, type JsonObject, type StackResource } from '../rule';
import { byNamespace, listIn, ofKind } from './objects';
import { object } from './samples';

const required = { authentication: { mode: 'required' } };
const message = 'pods may connect without authentication, which other policies of the namespace demand';
const from = (app: string, rest: JsonObject = {}): JsonObject => ({
  fromEndpoints: [{ matchLabels: { app } }],
  toPorts: [{ ports: [{ port: '8080', protocol: 'TCP' }] }],
  ...rest,
});
const policy = (name: string, ingress: readonly JsonObject[], own = 'payments'): StackResource =>
  object(
    'cilium.io/v2',
    'CiliumNetworkPolicy',
    { name, namespace: own },
    { spec: { endpointSelector: { matchLabels: { app: name } }, ingress } },
  );

export const ciliumIngressAuthenticated = defineRule({
  id: 'cilium-ingress-authenticated',
  on: 'stack',
  severity: 'medium',
  title: 'Have all pods authenticate in a namespace where Cilium demands it of some',
  rationale:
    'Without `authentication` a rule trusts the address that a packet comes from, as the node that sent it says. One such rule among those that demand certificates is most often a word that somebody forgot, and the pods that it lets in are known to nobody.',
  remediation:
    'Set `authentication: { mode: required }` in each ingress rule with `fromEndpoints`. What has no identity, such as a load balancer, is named by `fromCIDRSet` or `fromEntities` in rules of its own.',
  references: [
    { standard: 'nsa-cisa', control: 'Network separation and hardening' },
    { standard: 'mitre-attack', control: 'T1557' },
    {
      standard: 'documentation',
      url: 'https://docs.cilium.io/en/stable/network/servicemesh/mutual-authentication/mutual-authentication/',
    },
  ],
  reads: ['metadata.namespace', 'spec.ingress', 'specs'],
  check: (resources) =>
    [...byNamespace(ofKind(resources, 'cilium.io', 'CiliumNetworkPolicy')).values()].flatMap((policies) => {
      const rules = policies.flatMap((resource) => ingressOf(resource).map((rule) => ({ resource, rule })));
      if (!rules.some(({ rule }) => isAuthenticated(rule))) return [];
      const open = rules.filter(({ rule }) => listIn(rule, 'fromEndpoints').length > 0 && !isAuthenticated(rule));
      return [...new Set(open.map(({ resource }) => resource))].map((resource) => ({ resource, message }));
    }),
  samples: {
    good: [
      {
        name: 'all of them do',
        given: [policy('api', [from('web', required)]), policy('db', [from('api', required), from('jobs', required)])],
      },
      { name: 'none of them does', given: [policy('api', [from('web')]), policy('db', [from('api')])] },
      {
        name: 'a load balancer has no identity',
        given: [policy('api', [from('web', required)]), policy('web', [{ fromCIDRSet: [{ cidr: '10.40.0.0/24' }] }])],
      },
      {
        name: 'another namespace does not',
        given: [policy('api', [from('web', required)]), policy('api', [from('web')], 'shop')],
      },
    ],
    bad: [
      {
        name: 'another policy does not',
        given: [policy('api', [from('web', required)]), policy('db', [from('api')])],
        message,
      },
      {
        name: 'another rule of the same policy does not',
        given: [policy('api', [from('web', required), from('jobs')])],
        message,
      },
      {
        name: 'one says that it is off',
        given: [
          policy('api', [from('web', required)]),
          policy('db', [from('api', { authentication: { mode: 'disabled' } })]),
        ],
        message,
      },
    ],
  },
});

/** The ingress rules of all specifications of a policy. */
function ingressOf({ props }: StackResource): readonly unknown[] {
  return [property(props, 'spec'), ...listIn(props, 'specs')].flatMap((spec) => listIn(spec, 'ingress'));
}

function isAuthenticated(rule: unknown): boolean {
  return property(property(rule, 'authentication'), 'mode') === 'required';
}
