import { defineRule } from '../rule';
import { nameOf, ownNamespaces } from './objects';
import { hardLimits, isBounded } from './quotas';
import { bounds, closedAccount, namespace, quota } from './samples';

const message = 'no quota of the namespace bounds ';
const made = [
  namespace('payments'),
  closedAccount('payments'),
  ...bounds('payments').filter(({ type }) => !type.endsWith(':ResourceQuota')),
];
const room = { 'requests.cpu': '8', 'limits.memory': '32Gi', pods: '50' };

export const namespaceServicesBounded = defineRule({
  id: 'namespace-services-bounded',
  on: 'stack',
  severity: 'low',
  title: 'Bound the ways into a namespace from outside',
  rationale:
    'Whoever may make a Service may make a load balancer, which is public more often than not and costs money, or open a port on every node. A quota says how many there may be before anybody looks.',
  remediation:
    'Set `services.loadbalancers` and `services.nodeports` in the ResourceQuota of the namespace: to `0`, unless its services are meant to be reached past an Ingress or a Gateway.',
  references: [
    { standard: 'nsa-cisa', control: 'Network separation and hardening' },
    { standard: 'mitre-attack', control: 'T1133' },
    { standard: 'documentation', url: 'https://kubernetes.io/docs/concepts/policy/resource-quotas/' },
  ],
  check: (resources) => {
    const limits = hardLimits(resources);
    return ownNamespaces(resources).flatMap((resource) => {
      const own = limits.get(nameOf(resource)) ?? [];
      const missing = ['services.loadbalancers', 'services.nodeports'].filter((name) => !isBounded(own, name));
      return missing.length === 0 ? [] : [{ resource, message: message + missing.join(' and ') }];
    });
  },
  samples: {
    good: [
      {
        name: 'none of either',
        given: [...made, quota('payments', { ...room, 'services.loadbalancers': '0', 'services.nodeports': '0' })],
      },
      {
        name: 'some, in a quota of their own',
        given: [
          ...made,
          quota('payments', room),
          quota('payments', { 'services.loadbalancers': '1', 'services.nodeports': '3' }, 'services'),
        ],
      },
    ],
    bad: [
      {
        name: 'pods only',
        given: [...made, quota('payments', room)],
        message: `${message}services.loadbalancers and services.nodeports`,
      },
      {
        name: 'load balancers only',
        given: [...made, quota('payments', { ...room, 'services.loadbalancers': '0' })],
        message: `${message}services.nodeports`,
      },
      {
        name: 'all services, of whatever type',
        given: [...made, quota('payments', { ...room, services: '10', 'services.nodeports': '0' })],
        message: `${message}services.loadbalancers`,
      },
    ],
  },
});
