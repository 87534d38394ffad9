import { property } from '../pods';
import { defineRule } from '../rule';
import { nameOf, namespaceOf, namespacesOf, ofKind } from './objects';
import { binding, guarded, role, serviceAccount } from './samples';

const worker = serviceAccount('worker');
const made = [...guarded('payments'), worker];

export const bindingRolesExist = defineRule({
  id: 'binding-roles-exist',
  on: 'stack',
  severity: 'low',
  title: 'Bind roles that exist',
  rationale:
    'A binding to a role that does not exist grants whatever somebody later writes under that name: the review of the role does not show who already has it.',
  remediation: 'Make the Role beside the binding, correct the name in `roleRef`, or delete the binding.',
  references: [
    { standard: 'nsa-cisa', control: 'Role-based access control' },
    { standard: 'mitre-attack', control: 'T1098.006' },
  ],
  // ClusterRoles may come from anywhere; a Role of a namespace that the stack makes comes from the stack.
  check: (resources) => {
    const own = namespacesOf(resources);
    const roles = new Set(
      ofKind(resources, 'rbac.authorization.k8s.io', 'Role').map((each) => `${namespaceOf(each)}/${nameOf(each)}`),
    );
    return ofKind(resources, 'rbac.authorization.k8s.io', 'RoleBinding').flatMap((resource) => {
      const reference = property(resource.props, 'roleRef');
      const path = `${namespaceOf(resource)}/${property(reference, 'name')}`;
      if (property(reference, 'kind') !== 'Role' || !own.has(namespaceOf(resource)) || roles.has(path)) return [];
      return [{ resource, message: `the binding is to a role that does not exist: ${path}` }];
    });
  },
  samples: {
    good: [
      { name: 'made beside it', given: [...made, role('reader'), binding('Role', 'reader', worker)] },
      { name: 'a ClusterRole, which may be anywhere', given: [...made, binding('ClusterRole', 'view', worker)] },
      { name: 'in a namespace made elsewhere', given: [binding('Role', 'reader', worker)] },
    ],
    bad: [
      {
        name: 'not made',
        given: [...made, binding('Role', 'reader', worker)],
        message: 'the binding is to a role that does not exist: payments/reader',
      },
      {
        name: 'misspelt',
        given: [...made, role('reader'), binding('Role', 'raeder', worker)],
        message: 'the binding is to a role that does not exist: payments/raeder',
        also: ['unbound-roles'],
      },
      {
        name: 'made in another namespace',
        given: [...made, role('reader', 'web'), binding('Role', 'reader', worker)],
        message: 'the binding is to a role that does not exist: payments/reader',
      },
    ],
  },
});
