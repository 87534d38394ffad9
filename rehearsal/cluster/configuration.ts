// The files that the API server is configured by, each a plain object. JSON is YAML, so they are written as JSON.

/** Paths an anonymous request may ask for: what a load balancer or a probe needs, exactly as written. */
export const ANONYMOUS_PATHS = ['/livez', '/readyz'] as const;

/** Namespaces whose pods Pod Security does not judge: the cluster's own only. */
export const POD_SECURITY_EXEMPT_NAMESPACES = ['kube-system'] as const;

/**
 * Everything in etcd is encrypted, not Secrets alone: ConfigMaps and custom resources hold credentials too. `identity`
 * is not among the providers, so a plain record put into etcd behind the API server's back is refused, not served.
 * @param key 32 random bytes (XSalsa20-Poly1305).
 */
export function encryptionConfiguration(key: Buffer) {
  if (key.length !== 32) throw new Error(`The encryption key has ${key.length} bytes: secretbox needs exactly 32.`);
  return {
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'EncryptionConfiguration',
    resources: [
      {
        resources: ['*.*'],
        providers: [{ secretbox: { keys: [{ name: 'key1', secret: key.toString('base64') }] } }],
      },
    ],
  };
}

/** Who may be anonymous: only who asks for {@link ANONYMOUS_PATHS}. */
export const authenticationConfiguration = {
  apiVersion: 'apiserver.config.k8s.io/v1',
  kind: 'AuthenticationConfiguration',
  anonymous: { enabled: true, conditions: ANONYMOUS_PATHS.map((path) => ({ path })) },
} as const;

/** Nodes may do what their pods need, everybody else what RBAC grants. No AlwaysAllow, no ABAC. */
export const authorizationConfiguration = {
  apiVersion: 'apiserver.config.k8s.io/v1',
  kind: 'AuthorizationConfiguration',
  authorizers: [
    { type: 'Node', name: 'node' },
    { type: 'RBAC', name: 'rbac' },
  ],
} as const;

const podSecurityVersion = 'v1.37';

export const admissionConfiguration = {
  apiVersion: 'apiserver.config.k8s.io/v1',
  kind: 'AdmissionConfiguration',
  plugins: [
    {
      name: 'EventRateLimit',
      configuration: {
        apiVersion: 'eventratelimit.admission.k8s.io/v1alpha1',
        kind: 'Configuration',
        limits: [
          { type: 'Server', qps: 100, burst: 500 },
          { type: 'Namespace', qps: 50, burst: 100, cacheSize: 2000 },
          { type: 'SourceAndObject', qps: 10, burst: 50, cacheSize: 2000 },
        ],
      },
    },
    {
      name: 'PodSecurity',
      configuration: {
        apiVersion: 'pod-security.admission.config.k8s.io/v1',
        kind: 'PodSecurityConfiguration',
        // What holds in a namespace that carries no label of its own.
        defaults: {
          enforce: 'restricted',
          'enforce-version': podSecurityVersion,
          audit: 'restricted',
          'audit-version': podSecurityVersion,
          warn: 'restricted',
          'warn-version': podSecurityVersion,
        },
        exemptions: { usernames: [], runtimeClasses: [], namespaces: [...POD_SECURITY_EXEMPT_NAMESPACES] },
      },
    },
  ],
};

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
