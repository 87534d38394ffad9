import { defineRule } from '../rule';
import { isForProbes, networkPolicies, networkPolicy, podsNamed, probesReference } from './network-policy';

const message = 'the network policy opens connections for every pod of its namespace';
const podSelector = {};
const ports = [{ port: 8080, protocol: 'TCP' }];
const dns = [{ port: 53, protocol: 'UDP' }];
const selectsPods =
  'object.spec.?podSelector.?matchLabels.orValue({}).size() + object.spec.?podSelector.?matchExpressions.orValue([]).size() > 0';
const isForDns =
  'rule.?ports.orValue([]).size() > 0 && rule.?ports.orValue([]).all(entry, entry.?port.orValue(0) == 53 && !entry.?endPort.hasValue())';
const isForLinkerd =
  'rule.?to.orValue([]).size() > 0 && rule.?to.orValue([]).all(peer, "linkerd.io/control-plane-component" in peer.?podSelector.?matchLabels.orValue({}))';

export const noNamespaceWideOpenings = defineRule({
  id: 'no-namespace-wide-openings',
  severity: 'low',
  title: 'Open connections for the pods that need them, not for the namespace',
  rationale:
    'Policies add up: what one that selects every pod lets through, each pod of the namespace may do, those that are put there later too, whatever the policies of their own say.',
  remediation: 'Select the pods in `podSelector` by their labels. For all pods, deny by default and allow DNS alone.',
  references: [
    { standard: 'nsa-cisa', control: 'Network policies' },
    { standard: 'cis-kubernetes', control: '5.3.2' },
    {
      standard: 'documentation',
      url: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-policies',
    },
    probesReference,
  ],
  on: 'object',
  resources: [networkPolicies],
  // A proxy of Linkerd in each pod asks the control plane who is who.
  cel: `${selectsPods} || (object.spec.?ingress.orValue([]).all(rule, ${isForProbes}) && object.spec.?egress.orValue([]).all(rule, (${isForDns}) || (${isForLinkerd})))`,
  message,
  samples: {
    good: [
      { name: 'denies by default', given: networkPolicy({ podSelector, policyTypes: ['Ingress', 'Egress'] }) },
      {
        name: 'lets every pod ask for names',
        given: networkPolicy({ podSelector, egress: [{ ports: dns, to: [podsNamed('kube-dns', 'kube-system')] }] }),
      },
      {
        name: 'lets the probes of a mesh in',
        given: networkPolicy({ podSelector, ingress: [{ from: [{ ipBlock: { cidr: '169.254.7.127/32' } }] }] }),
      },
      {
        name: 'lets every proxy of a mesh reach the control plane',
        given: networkPolicy({
          podSelector,
          egress: [
            {
              ports: [{ port: 8086, protocol: 'TCP' }],
              to: [
                {
                  podSelector: { matchLabels: { 'linkerd.io/control-plane-component': 'destination' } },
                  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'linkerd' } },
                },
              ],
            },
          ],
        }),
      },
      { name: 'selects pods', given: networkPolicy({ ingress: [{ ports, from: [podsNamed('web')] }] }) },
    ],
    bad: [
      {
        name: 'lets pods in to all',
        given: networkPolicy({ podSelector, ingress: [{ ports, from: [podsNamed('web')] }] }),
        message,
      },
      {
        name: 'lets all pods reach more than names',
        given: networkPolicy({
          podSelector: { matchLabels: {} },
          egress: [{ ports: [...dns, { port: 443 }], to: [podsNamed('kube-dns', 'kube-system')] }],
        }),
        message,
      },
      {
        name: 'lets all pods reach a range of ports from that of names on',
        given: networkPolicy({
          podSelector,
          egress: [{ ports: [{ port: 53, endPort: 9000 }], to: [podsNamed('db')] }],
        }),
        message,
      },
    ],
  },
});
