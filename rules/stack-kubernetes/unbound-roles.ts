import { property } from '../pods';
import { defineRule } from '../rule';
import { nameOf, namespaceOf, namespacesOf, ofKind } from './objects';
import { binding, guarded, role, serviceAccount } from './samples';

const worker = serviceAccount('worker');
const made = [...guarded('payments'), worker];

export const unboundRoles = defineRule({
  id: 'unbound-roles',
  on: 'stack',
  severity: 'low',
  title: 'Keep no roles that nobody has',
  rationale:
    'A role that is bound to nobody is a grant that lies ready: one binding, which may name anyone, puts permissions in force that nobody looks at any more.',
  remediation: 'Bind the role where it is needed, or delete it.',
  references: [
    { standard: 'nsa-cisa', control: 'Role-based access control' },
    { standard: 'mitre-attack', control: 'T1098.006' },
  ],
  // A ClusterRole is often made for others to bind, and a Role of a namespace made elsewhere may be bound elsewhere too.
  check: (resources) => {
    const own = namespacesOf(resources);
    const bound = new Set(
      ofKind(resources, 'rbac.authorization.k8s.io', 'RoleBinding')
        .map((each) => ({ each, reference: property(each.props, 'roleRef') }))
        .filter(({ reference }) => property(reference, 'kind') === 'Role')
        .map(({ each, reference }) => `${namespaceOf(each)}/${property(reference, 'name')}`),
    );
    return ofKind(resources, 'rbac.authorization.k8s.io', 'Role')
      .filter((each) => own.has(namespaceOf(each)) && !bound.has(`${namespaceOf(each)}/${nameOf(each)}`))
      .map((resource) => ({ resource, message: 'nothing binds the role' }));
  },
  samples: {
    good: [
      { name: 'bound', given: [...made, role('reader'), binding('Role', 'reader', worker)] },
      { name: 'in a namespace made elsewhere', given: [role('reader')] },
    ],
    bad: [
      { name: 'bound to nobody', given: [...made, role('reader')], message: 'nothing binds the role' },
      {
        name: 'has the name of a ClusterRole that is bound',
        given: [...made, role('view'), binding('ClusterRole', 'view', worker)],
        message: 'nothing binds the role',
      },
      {
        name: 'bound in another namespace only',
        given: [...made, ...guarded('web'), role('reader', 'web'), role('reader'), binding('Role', 'reader', worker)],
        message: 'nothing binds the role',
      },
    ],
  },
});
