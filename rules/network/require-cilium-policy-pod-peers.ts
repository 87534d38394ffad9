import { defineRule, type JsonObject } from '../rule';
import {
  ciliumPolicies,
  ciliumPolicy,
  ciliumPolicyOf,
  ciliumReference,
  endpoints,
  specifications,
  toPorts,
} from './cilium';

const message = 'the Cilium policy names whole namespaces as peers';
const port = toPorts('8080');
const whole = (namespace: string): JsonObject => ({ matchLabels: { 'k8s:io.kubernetes.pod.namespace': namespace } });

/** A label beside those that Cilium gives to all pods of a namespace. No selector at all is another rule's. */
const isOfPods = (key: string) =>
  `!(${key} in ["io.kubernetes.pod.namespace", "k8s:io.kubernetes.pod.namespace", "any:io.kubernetes.pod.namespace", "io.cilium.k8s.policy.cluster", "k8s:io.cilium.k8s.policy.cluster"]) && !${key}.contains("io.cilium.k8s.namespace.labels.")`;
const namesPods = `peer.?matchLabels.orValue({}).size() + peer.?matchExpressions.orValue([]).size() == 0 || peer.?matchLabels.orValue({}).exists(label, ${isOfPods('label')}) || peer.?matchExpressions.orValue([]).exists(expression, ${isOfPods('expression.key')})`;

export const requireCiliumPolicyPodPeers = defineRule({
  id: 'require-cilium-policy-pod-peers',
  severity: 'low',
  title: 'Name the pods that connect in a Cilium policy, not their namespace',
  rationale:
    'A peer that is selected by its namespace alone is everything in it: what is broken into there, or put there later, is let through too.',
  remediation:
    'Give each entry of `fromEndpoints` and `toEndpoints` a label of the pods beside `k8s:io.kubernetes.pod.namespace`.',
  references: [
    { standard: 'nsa-cisa', control: 'Network policies' },
    { standard: 'mitre-attack', control: 'T1046' },
    ciliumReference,
  ],
  on: 'object',
  resources: [ciliumPolicies],
  cel: `${specifications}.all(spec, spec.?ingress.orValue([]).all(rule, rule.?fromEndpoints.orValue([]).all(peer, ${namesPods})) && spec.?egress.orValue([]).all(rule, rule.?toEndpoints.orValue([]).all(peer, ${namesPods})))`,
  message,
  samples: {
    good: [
      {
        name: 'names pods, here and elsewhere',
        given: ciliumPolicy({
          ingress: [{ fromEndpoints: [endpoints('gateway', 'gateways'), endpoints('web')], ...port }],
        }),
      },
      {
        name: 'names pods by an expression',
        given: ciliumPolicy({
          egress: [
            { toEndpoints: [{ matchExpressions: [{ key: 'app', operator: 'In', values: ['db', 'cache'] }] }], ...port },
          ],
        }),
      },
    ],
    bad: [
      {
        name: 'lets a namespace in',
        given: ciliumPolicy({ ingress: [{ fromEndpoints: [endpoints('web'), whole('monitoring')], ...port }] }),
        message,
      },
      {
        name: 'lets a namespace be reached, in the second specification',
        given: ciliumPolicyOf({ ingress: [{}] }, { egress: [{ toEndpoints: [whole('shared')], ...port }] }),
        message,
      },
      {
        name: 'lets namespaces of a label in',
        given: ciliumPolicy({
          ingress: [
            { fromEndpoints: [{ matchLabels: { 'k8s:io.cilium.k8s.namespace.labels.team': 'web' } }], ...port },
          ],
        }),
        message,
      },
      {
        name: 'lets every namespace in',
        given: ciliumPolicy({
          ingress: [
            {
              fromEndpoints: [{ matchExpressions: [{ key: 'k8s:io.kubernetes.pod.namespace', operator: 'Exists' }] }],
              ...port,
            },
          ],
        }),
        message,
      },
    ],
  },
});
