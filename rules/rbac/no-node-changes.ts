import { clusterRole, eachPermission, permission, roles } from '../rbac-objects';
import { defineRule } from '../rule';

const message = 'the role can change nodes: ';

export const noNodeChanges = defineRule({
  id: 'no-node-changes',
  severity: 'high',
  title: 'Grant nobody the change of nodes',
  rationale:
    'Labels and taints decide what runs where: whoever writes them draws other teams’ pods, and the Secrets mounted in them, to a node of their choice, or drives everything off. A node’s status names the address that the API server sends its own requests to.',
  remediation: 'Leave nodes to the kubelet, the cloud’s controller and the autoscaler; people may read them.',
  references: [
    { standard: 'nsa-cisa', control: 'Role-based access control' },
    { standard: 'mitre-attack', control: 'T1098.006' },
    { standard: 'documentation', url: 'https://kubernetes.io/docs/concepts/security/rbac-good-practices/' },
  ],
  on: 'object',
  resources: [roles],
  forEach: eachPermission,
  cel: '!("" in rule.?apiGroups.orValue([])) || !rule.?resources.orValue([]).exists(resource, resource in ["nodes", "nodes/status"]) || !rule.verbs.exists(verb, verb in ["create", "update", "patch", "delete", "deletecollection"])',
  message: `${message}{label}`,
  samples: {
    good: [
      { name: 'reads nodes', given: clusterRole(permission(['get', 'list', 'watch'], ['nodes'])) },
      {
        name: 'changes a kind of that name in another group',
        given: clusterRole(permission(['update'], ['nodes'], { apiGroups: ['fleet.example.com'] })),
      },
    ],
    bad: [
      { name: 'labels', given: clusterRole(permission(['patch'], ['nodes'])), message: `${message}patch nodes` },
      {
        name: 'writes the status',
        given: clusterRole(permission(['get', 'update'], ['nodes/status'])),
        message: `${message}get/update nodes/status`,
      },
      {
        name: 'deletes them, beside harmless permissions',
        given: clusterRole(permission(['get'], ['pods']), permission(['delete'], ['pods', 'nodes'])),
        message: `${message}delete pods/nodes`,
      },
    ],
  },
});
