import { clusterRole, hasPermissions, permission, role, roles } from '../rbac-objects';
import { defineRule } from '../rule';

const message = 'the role allows nothing';

export const noEmptyRoles = defineRule({
  id: 'no-empty-roles',
  severity: 'low',
  title: 'Keep no roles that allow nothing',
  rationale:
    'An empty role is bound to somebody already or soon will be: whoever fills it later grants to people that no review of the change names.',
  remediation: 'Delete the role and its bindings, or write down what it is meant to allow.',
  references: [
    { standard: 'nsa-cisa', control: 'Role-based access control' },
    { standard: 'mitre-attack', control: 'T1098.006' },
  ],
  on: 'object',
  resources: [roles],
  // The rules of an aggregated role are the controller's to write.
  cel: `(${hasPermissions} && object.rules.size() > 0) || object.?aggregationRule.hasValue()`,
  message,
  samples: {
    good: [
      { name: 'allows something', given: role(permission(['get'], ['configmaps'])) },
      {
        name: 'is put together from others',
        given: {
          ...clusterRole(),
          rules: undefined,
          aggregationRule: { clusterRoleSelectors: [{ matchLabels: { 'rbac.example.com/monitoring': 'true' } }] },
        },
      },
    ],
    bad: [
      { name: 'allows nothing', given: role(), message },
      { name: 'allows nothing in the whole cluster', given: clusterRole(), message },
      { name: 'has no list', given: { ...role(), rules: undefined }, message },
    ],
  },
});
