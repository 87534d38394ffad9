import { clusterRole, eachPermission, permission, roles } from '../rbac-objects';
import { defineRule } from '../rule';

export const noCertificateApproval = defineRule({
  id: 'no-certificate-approval',
  severity: 'critical',
  title: 'Grant nobody the approval of certificates',
  rationale:
    'Whoever can approve signing requests can have a certificate made for any name, a node’s or an administrator’s, that RBAC then believes.',
  remediation: 'Leave approval to the cluster’s own controllers and take these permissions out.',
  references: [
    { standard: 'cis-kubernetes', control: '5.1.11' },
    { standard: 'nsa-cisa', control: 'Role-based access control' },
    { standard: 'mitre-attack', control: 'T1098' },
  ],
  on: 'object',
  resources: [roles],
  forEach: eachPermission,
  cel: '!("certificates.k8s.io" in rule.?apiGroups.orValue([])) || !((rule.?resources.orValue([]).exists(resource, resource in ["certificatesigningrequests/approval", "certificatesigningrequests/status"]) && rule.verbs.exists(verb, verb in ["*", "patch", "update"])) || ("signers" in rule.?resources.orValue([]) && rule.verbs.exists(verb, verb in ["*", "approve", "sign"])))',
  message: 'the role can approve or sign certificates: {label}',
  samples: {
    good: [
      {
        name: 'asks for certificates',
        given: clusterRole(
          permission(['create', 'get'], ['certificatesigningrequests'], { apiGroups: ['certificates.k8s.io'] }),
        ),
      },
      {
        name: 'reads approvals',
        given: clusterRole(
          permission(['get'], ['certificatesigningrequests/approval'], { apiGroups: ['certificates.k8s.io'] }),
        ),
      },
    ],
    bad: [
      {
        name: 'approves',
        given: clusterRole(
          permission(['update'], ['certificatesigningrequests/approval'], { apiGroups: ['certificates.k8s.io'] }),
        ),
        message: 'the role can approve or sign certificates: update certificatesigningrequests/approval',
      },
      {
        name: 'may approve for a signer',
        given: clusterRole(permission(['approve'], ['signers'], { apiGroups: ['certificates.k8s.io'] })),
        message: 'the role can approve or sign certificates: approve signers',
      },
      {
        name: 'may sign for a signer',
        given: clusterRole(
          permission(['sign'], ['signers'], {
            apiGroups: ['certificates.k8s.io'],
            resourceNames: ['kubernetes.io/kube-apiserver-client'],
          }),
        ),
        message: 'the role can approve or sign certificates: sign signers',
      },
    ],
  },
});
