import { defineRule } from '../rule';
import { service } from '../service-objects';

const balancer = { type: 'LoadBalancer' };

export const noPublicLoadBalancers = defineRule({
  id: 'no-public-load-balancers',
  severity: 'high',
  title: 'Keep load balancers internal, or limit who reaches them',
  rationale:
    'Most clouds make a load balancer public unless it says otherwise: one line in a Service opens a port to the whole internet, past whoever looks after the network’s edge.',
  remediation:
    'Make it internal by your cloud’s annotation (on AWS `service.beta.kubernetes.io/aws-load-balancer-scheme: internal`), or list the callers’ networks in `loadBalancerSourceRanges`.',
  references: [
    { standard: 'nsa-cisa', control: 'Network separation and hardening' },
    { standard: 'mitre-attack', control: 'T1190' },
  ],
  on: 'object',
  resources: [{ group: '', versions: ['v1'], kinds: { Service: 'services' } }],
  cel: [
    'object.spec.?type.orValue("ClusterIP") != "LoadBalancer"',
    'object.metadata.?annotations[?"service.beta.kubernetes.io/aws-load-balancer-scheme"].orValue("") == "internal"',
    'object.metadata.?annotations[?"service.beta.kubernetes.io/aws-load-balancer-internal"].orValue("") == "true"',
    'object.metadata.?annotations[?"networking.gke.io/load-balancer-type"].orValue("") == "Internal"',
    'object.metadata.?annotations[?"service.beta.kubernetes.io/azure-load-balancer-internal"].orValue("") == "true"',
    '(object.spec.?loadBalancerSourceRanges.orValue([]).size() > 0 && object.spec.?loadBalancerSourceRanges.orValue([]).all(range, cidr(range).prefixLength() > 3))',
  ].join(' || '),
  message: 'the Service’s load balancer is open to the internet',
  samples: {
    good: [
      {
        name: 'is internal',
        given: service(balancer, { 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internal' }),
      },
      { name: 'limits its callers', given: service({ ...balancer, loadBalancerSourceRanges: ['198.51.100.0/24'] }) },
    ],
    bad: [
      {
        name: 'says nothing',
        given: service(balancer),
        message: 'the Service’s load balancer is open to the internet',
      },
      {
        name: 'is public, explicitly',
        given: service(balancer, { 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internet-facing' }),
        message: 'the Service’s load balancer is open to the internet',
      },
      {
        name: 'limits its callers to everyone',
        given: service({ ...balancer, loadBalancerSourceRanges: ['198.51.100.0/24', '0.0.0.0/0'] }),
        message: 'the Service’s load balancer is open to the internet',
      },
      {
        name: 'limits its callers to two halves of everyone',
        given: service({ ...balancer, loadBalancerSourceRanges: ['0.0.0.0/1', '128.0.0.0/1'] }),
        message: 'the Service’s load balancer is open to the internet',
      },
    ],
  },
});
