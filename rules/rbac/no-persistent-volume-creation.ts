import { clusterRole, eachPermission, permission, role, roles } from '../rbac-objects';
import { defineRule } from '../rule';

export const noPersistentVolumeCreation = defineRule({
  id: 'no-persistent-volume-creation',
  severity: 'high',
  title: 'Grant nobody the making of persistent volumes',
  rationale:
    'A persistent volume may point at any path of a node. Whoever can make one reads and writes the node’s files through a harmless looking claim, past every rule about pods.',
  remediation: 'Take the permission out; storage classes make the volumes that claims ask for.',
  references: [
    { standard: 'cis-kubernetes', control: '5.1.9' },
    { standard: 'nsa-cisa', control: 'Role-based access control' },
    { standard: 'mitre-attack', control: 'T1611' },
  ],
  on: 'object',
  resources: [roles],
  forEach: eachPermission,
  cel: '!("" in rule.?apiGroups.orValue([])) || !("persistentvolumes" in rule.?resources.orValue([])) || !rule.verbs.exists(verb, verb in ["*", "create", "patch", "update"])',
  message: 'the role can make persistent volumes: {label}',
  samples: {
    good: [
      { name: 'makes claims', given: role(permission(['create'], ['persistentvolumeclaims'])) },
      { name: 'lists volumes', given: clusterRole(permission(['list'], ['persistentvolumes'])) },
    ],
    bad: [
      {
        name: 'makes volumes',
        given: clusterRole(permission(['create'], ['persistentvolumes'])),
        message: 'the role can make persistent volumes: create persistentvolumes',
      },
      {
        name: 'changes volumes',
        given: clusterRole(permission(['get', 'patch'], ['persistentvolumes'])),
        message: 'the role can make persistent volumes: get/patch persistentvolumes',
      },
      {
        name: 'updates volumes and claims',
        given: clusterRole(permission(['update'], ['persistentvolumeclaims', 'persistentvolumes'])),
        message: 'the role can make persistent volumes: update persistentvolumeclaims/persistentvolumes',
      },
    ],
  },
});
