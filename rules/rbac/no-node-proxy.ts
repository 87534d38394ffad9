import { clusterRole, eachPermission, permission, roles } from '../rbac-objects';
import { defineRule } from '../rule';

export const noNodeProxy = defineRule({
  id: 'no-node-proxy',
  severity: 'critical',
  title: 'Grant nobody the kubelet’s own interface',
  rationale:
    'Through `nodes/proxy` one talks to the kubelet directly: it runs commands in every pod of the node, without admission control and without an entry in the API server’s audit log.',
  remediation:
    'Take `nodes/proxy` out. Metrics need `nodes/metrics` and `nodes/stats` alone, with fine-grained kubelet authorisation.',
  references: [
    { standard: 'cis-kubernetes', control: '5.1.10' },
    { standard: 'nsa-cisa', control: 'Role-based access control' },
    { standard: 'mitre-attack', control: 'T1609' },
  ],
  on: 'object',
  resources: [roles],
  forEach: eachPermission,
  cel: '!("" in rule.?apiGroups.orValue([])) || !("nodes/proxy" in rule.?resources.orValue([])) || rule.verbs.size() == 0',
  message: 'the role reaches the kubelets: {label}',
  samples: {
    good: [
      { name: 'reads metrics', given: clusterRole(permission(['get'], ['nodes/metrics'])) },
      { name: 'lists nodes', given: clusterRole(permission(['get', 'list'], ['nodes'])) },
    ],
    bad: [
      {
        name: 'reads through the proxy',
        given: clusterRole(permission(['get'], ['nodes/proxy'])),
        message: 'the role reaches the kubelets: get nodes/proxy',
      },
      {
        name: 'writes through the proxy',
        given: clusterRole(permission(['create'], ['nodes/proxy'])),
        message: 'the role reaches the kubelets: create nodes/proxy',
      },
      {
        name: 'asks for it beside metrics',
        given: clusterRole(permission(['get'], ['nodes/metrics', 'nodes/proxy'])),
        message: 'the role reaches the kubelets: get nodes/metrics/nodes/proxy',
      },
    ],
  },
});
