import { hardenedContainer, hardenedPod, podOf } from '../hardened';
import { defineRule } from '../rule';

export const noHostNetwork = defineRule({
  id: 'no-host-network',
  severity: 'high',
  title: 'Do not share the node’s network',
  rationale:
    'A pod in the node’s network namespace can listen to the traffic of every pod of the node, reach services that the node keeps on its loopback address, ask the cloud’s metadata service for the node’s credentials, and is out of reach of network policies.',
  remediation: 'Leave `hostNetwork` out and publish the port with a Service.',
  references: [
    { standard: 'pod-security', level: 'baseline', control: 'Host Namespaces' },
    { standard: 'cis-kubernetes', control: '5.2.5' },
    { standard: 'cis-eks', control: '4.2.4' },
    { standard: 'nsa-cisa', control: 'Pod security enforcement' },
    { standard: 'mitre-attack', control: 'T1040' },
  ],
  on: 'pod',
  cel: 'variables.podSpec.?hostNetwork.orValue(false) != true',
  message: 'the pod shares the node’s network',
  samples: {
    good: [
      { name: 'says nothing about it', given: hardenedPod() },
      { name: 'is explicitly apart', given: hardenedPod({ hostNetwork: false }) },
    ],
    bad: [
      { name: 'asks for it', given: hardenedPod({ hostNetwork: true }), message: 'the pod shares the node’s network' },
      {
        name: 'asks for it on chosen nodes',
        given: hardenedPod({ hostNetwork: true, nodeSelector: { role: 'infrastructure' } }),
        message: 'the pod shares the node’s network',
      },
      {
        name: 'asks for it with an init container beside',
        given: podOf({}, { hostNetwork: true, initContainers: [hardenedContainer({ name: 'setup' })] }),
        message: 'the pod shares the node’s network',
      },
    ],
  },
});
