import { defineRule } from '../rule';
import {
  ciliumPolicies,
  ciliumPolicy,
  ciliumPolicyOf,
  ciliumReference,
  endpoints,
  specifications,
  toPorts,
} from './cilium';

const message = 'the Cilium policy opens connections for every pod that it can select';
const endpointSelector = {};
const port = toPorts('8080');
const selectsPods =
  'spec.?nodeSelector.hasValue() || spec.?endpointSelector.?matchLabels.orValue({}).size() + spec.?endpointSelector.?matchExpressions.orValue([]).size() > 0';
const isForDns =
  'rule.size() == 0 || (rule.?toPorts.orValue([]).size() > 0 && rule.?toPorts.orValue([]).all(entry, entry.?ports.orValue([]).size() > 0 && entry.?ports.orValue([]).all(each, each.?port.orValue("") == "53" && !each.?endPort.hasValue())))';

export const noNamespaceWideCiliumOpenings = defineRule({
  id: 'no-namespace-wide-cilium-openings',
  severity: 'low',
  title: 'Open connections by Cilium for the pods that need them, not for all',
  rationale:
    'Policies add up: what one that selects every pod of the namespace, or of the cluster, lets through, each of them may do, those that are put there later too, whatever the policies of their own say.',
  remediation:
    'Select the pods in `endpointSelector` by their labels. For all pods, deny by default and allow DNS alone.',
  references: [
    { standard: 'nsa-cisa', control: 'Network policies' },
    { standard: 'mitre-attack', control: 'T1046' },
    ciliumReference,
  ],
  on: 'object',
  resources: [ciliumPolicies],
  cel: `${specifications}.all(spec, ${selectsPods} || (spec.?ingress.orValue([]).all(rule, rule.size() == 0) && spec.?egress.orValue([]).all(rule, ${isForDns})))`,
  message,
  samples: {
    good: [
      { name: 'denies by default', given: ciliumPolicy({ endpointSelector, ingress: [{}], egress: [{}] }) },
      {
        name: 'lets every pod ask for names',
        given: ciliumPolicy({
          endpointSelector,
          egress: [{ toEndpoints: [endpoints('kube-dns', 'kube-system')], ...toPorts('53') }],
        }),
      },
      { name: 'selects pods', given: ciliumPolicy({ ingress: [{ fromEndpoints: [endpoints('web')], ...port }] }) },
    ],
    bad: [
      {
        name: 'lets pods in to all',
        given: ciliumPolicy({ endpointSelector, ingress: [{ fromEndpoints: [endpoints('web')], ...port }] }),
        message,
      },
      {
        name: 'lets all pods reach more than names, in the second specification',
        given: ciliumPolicyOf(
          { ingress: [{}] },
          {
            endpointSelector: { matchLabels: {} },
            egress: [{ toEndpoints: [endpoints('kube-dns', 'kube-system')], ...toPorts('53', '443') }],
          },
        ),
        message,
      },
      {
        name: 'lets all pods reach one',
        given: ciliumPolicy({ endpointSelector, egress: [{ toEndpoints: [endpoints('db')], ...port }] }),
        message,
      },
    ],
  },
});
