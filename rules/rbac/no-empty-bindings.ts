import { bindings, clusterRoleBinding, roleBinding, serviceAccount, subject } from '../rbac-objects';
import { defineRule } from '../rule';

const message = 'the binding grants to nobody';

export const noEmptyBindings = defineRule({
  id: 'no-empty-bindings',
  severity: 'low',
  title: 'Keep no bindings that grant to nobody',
  rationale:
    'A binding without subjects stays when people leave, and adding one to it is a smaller change than a new grant: it passes a review that looks at new bindings and roles.',
  remediation: 'Delete the binding, or name who it is for.',
  references: [
    { standard: 'nsa-cisa', control: 'Role-based access control' },
    { standard: 'mitre-attack', control: 'T1098.006' },
  ],
  on: 'object',
  resources: [bindings],
  cel: 'object.?subjects.orValue([]).size() > 0',
  message,
  samples: {
    good: [
      { name: 'grants to an account', given: roleBinding('view', serviceAccount('app')) },
      { name: 'grants to a group', given: clusterRoleBinding('view', subject('Group', 'readers')) },
    ],
    bad: [
      { name: 'grants to nobody', given: roleBinding('view'), message },
      { name: 'grants to nobody in the whole cluster', given: clusterRoleBinding('view'), message },
      { name: 'has no list', given: { ...roleBinding('view'), subjects: undefined }, message },
    ],
  },
});
