/** One rule of an audit policy; the first that fits a request decides. */
export interface AuditRule {
  readonly level: 'Metadata' | 'Request' | 'RequestResponse';
  readonly verbs?: readonly string[];
  readonly resources?: readonly { readonly group: string; readonly resources?: readonly string[] }[];
  readonly omitManagedFields?: boolean;
}

/** Resources whose bodies hold credentials, or may: who touched them is logged, what stood in them never. */
const confidential = [
  { group: '', resources: ['secrets', 'configmaps', 'serviceaccounts/token'] },
  { group: 'authentication.k8s.io', resources: ['tokenreviews', 'tokenrequests'] },
];

/** Where a change moves the cluster's own defences: logged in full, before and after. */
const defences = [
  { group: 'rbac.authorization.k8s.io' },
  { group: 'admissionregistration.k8s.io' },
  { group: 'certificates.k8s.io' },
  { group: 'networking.k8s.io', resources: ['networkpolicies'] },
  { group: '', resources: ['namespaces', 'serviceaccounts', 'resourcequotas', 'limitranges'] },
];

const changes = ['create', 'update', 'patch', 'delete', 'deletecollection'];

/**
 * Every request leaves a line, whoever makes it: there is no rule of level None. The stage RequestReceived is left out
 * because the later stages of the same request say the same and more.
 *
 * @see CIS Kubernetes Benchmark 3.2.1 and 3.2.2
 */
export const auditPolicy: {
  readonly apiVersion: string;
  readonly kind: string;
  readonly omitStages: readonly string[];
  readonly rules: readonly AuditRule[];
} = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [
    { level: 'Metadata', resources: confidential },
    { level: 'RequestResponse', verbs: changes, resources: defences, omitManagedFields: true },
    { level: 'Metadata' },
  ],
};
