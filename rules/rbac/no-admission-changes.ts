import { clusterRole, eachPermission, permission, roles } from '../rbac-objects';
import { defineRule } from '../rule';

export const noAdmissionChanges = defineRule({
  id: 'no-admission-changes',
  severity: 'high',
  title: 'Grant nobody the change of admission control',
  rationale:
    'Admission webhooks see every object that is written, Secrets too, and may change it; whoever can write or delete them, or the policies beside them, switches the cluster’s guard off or turns it around.',
  remediation: 'Leave admission control to the pipeline that installs it.',
  references: [
    { standard: 'cis-kubernetes', control: '5.1.12' },
    { standard: 'nsa-cisa', control: 'Role-based access control' },
    { standard: 'mitre-attack', control: 'T1562.001' },
  ],
  on: 'object',
  resources: [roles],
  forEach: eachPermission,
  cel: '!("admissionregistration.k8s.io" in rule.?apiGroups.orValue([])) || rule.verbs.all(verb, verb in ["get", "list", "watch"])',
  message: 'the role can change admission control: {label}',
  samples: {
    good: [
      {
        name: 'reads policies',
        given: clusterRole(
          permission(['get', 'list'], ['validatingadmissionpolicies'], { apiGroups: ['admissionregistration.k8s.io'] }),
        ),
      },
      {
        name: 'reads webhooks',
        given: clusterRole(
          permission(['watch'], ['validatingwebhookconfigurations'], { apiGroups: ['admissionregistration.k8s.io'] }),
        ),
      },
    ],
    bad: [
      {
        name: 'makes mutating webhooks',
        given: clusterRole(
          permission(['create'], ['mutatingwebhookconfigurations'], { apiGroups: ['admissionregistration.k8s.io'] }),
        ),
        message: 'the role can change admission control: create mutatingwebhookconfigurations',
      },
      {
        name: 'deletes policies',
        given: clusterRole(
          permission(['delete'], ['validatingadmissionpolicies'], { apiGroups: ['admissionregistration.k8s.io'] }),
        ),
        message: 'the role can change admission control: delete validatingadmissionpolicies',
      },
      {
        name: 'patches bindings',
        given: clusterRole(
          permission(['get', 'patch'], ['validatingadmissionpolicybindings'], {
            apiGroups: ['admissionregistration.k8s.io'],
          }),
        ),
        message: 'the role can change admission control: get/patch validatingadmissionpolicybindings',
      },
    ],
  },
});
