import type { JsonObject } from '@palisade/rules';

/** An object, and what becomes of its creation. */
export interface Case {
  readonly name: string;
  readonly object: JsonObject;
  /** `admit`, or `deny` or `warn` with the message; of a failed evaluation, whose words differ, no message. */
  readonly expected: 'admit' | 'deny an error' | { readonly deny: string } | { readonly warn: string };
}

/** Policies with their bindings and parameters, and objects to try them on. The first object is not admitted. */
export interface Example {
  readonly name: string;
  readonly policies: string;
  readonly cases: readonly [Case, ...Case[]];
}

const deployment = (
  replicas: number | undefined,
  more: { labels?: JsonObject; namespace?: string; image?: string } = {},
) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: more.namespace ?? 'plain', ...(more.labels ? { labels: more.labels } : {}) },
  spec: {
    ...(replicas === undefined ? {} : { replicas }),
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'web', image: more.image ?? 'registry.example.net/web:1' }] },
    },
  },
});

const pod = (name: string, { labels, ...container }: { labels?: JsonObject; [field: string]: unknown } = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'plain', ...(labels === undefined ? {} : { labels }) },
  spec: {
    automountServiceAccountToken: false,
    containers: [{ name: 'app', image: 'registry.example.net/app:1', ...container }],
  },
});

const configMap = (name: string, data: JsonObject, namespace = 'plain') => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace },
  data,
});

const clusterRole = (resourceNames: readonly string[]) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name: 'signers' },
  rules: [{ apiGroups: ['certificates.k8s.io'], resources: ['signers'], verbs: ['approve'], resourceNames }],
});

/** The name of a group, kind and plural on which a policy is, as a rule of `matchConstraints`. */
const on = (group: string, resources: string, operations = '[CREATE, UPDATE]') =>
  `[{apiGroups: ["${group}"], apiVersions: [v1], operations: ${operations}, resources: [${resources}]}]`;

const head = (name: string) =>
  `apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\nmetadata: {name: ${name}}\n`;
const binding = (name: string, spec: string, policy = name) => `---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: ${name}}
spec: {policyName: ${policy}, ${spec}}
`;

/** The kind of the parameters, and what says that it is one. */
export const replicaLimits = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: replicalimits.rules.example.com}
spec:
  group: rules.example.com
  scope: Namespaced
  names: {kind: ReplicaLimit, plural: replicalimits, singular: replicalimit}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema: {type: object, properties: {maxReplicas: {type: integer}}}
`;

/** Namespaces of the examples; also those whose labels policies ask for. */
export const namespaces: readonly JsonObject[] = [
  { name: 'plain', labels: {} },
  { name: 'testing', labels: { environment: 'test' } },
  { name: 'staged', labels: { environment: 'staging' } },
].map(({ name, labels }) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name,
    labels: {
      ...labels,
      'pod-security.kubernetes.io/enforce': 'privileged',
      'pod-security.kubernetes.io/warn': 'privileged',
    },
  },
}));

/**
 * The examples that the Kubernetes documentation has of ValidatingAdmissionPolicy and of policies from a manifest, in our
 * words: for each what it shows (parameters, selectors, conditions, variables, messages, annotations, delegation).
 * https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
export const examples: readonly Example[] = [
  {
    name: 'a limit',
    policies: `${head('few-copies')}spec:
  failurePolicy: Fail
  matchConstraints:
    resourceRules: ${on('apps', 'deployments')}
    objectSelector: {matchExpressions: [{key: many, operator: DoesNotExist}]}
  validations: [{expression: object.spec.replicas <= 5}]
${binding('few-copies', 'validationActions: [Deny]')}`,
    cases: [
      { name: 'above', object: deployment(6), expected: { deny: 'failed expression: object.spec.replicas <= 5' } },
      { name: 'at it', object: deployment(5), expected: 'admit' },
      { name: 'left to the default', object: deployment(undefined), expected: 'admit' },
      { name: 'of another kind', object: pod('a'), expected: 'admit' },
    ],
  },
  {
    name: 'a least number, with the message of the policy',
    policies: `${head('several-copies')}spec:
  matchConstraints: {resourceRules: ${on('apps', '"*"')}, objectSelector: {matchLabels: {several: please}}}
  validations: [{expression: object.spec.replicas > 1, message: " write at least two ", reason: Invalid}]
${binding('several-copies', 'validationActions: [Warn, Audit]')}`,
    cases: [
      {
        name: 'left to the default',
        object: deployment(undefined, { labels: { several: 'please' } }),
        expected: { warn: 'write at least two' },
      },
      { name: 'enough', object: deployment(2, { labels: { several: 'please' } }), expected: 'admit' },
    ],
  },
  {
    name: 'parameters, and bindings by the labels of namespaces',
    policies: `${head('limited-copies')}spec:
  paramKind: {apiVersion: rules.example.com/v1, kind: ReplicaLimit}
  matchConstraints: {resourceRules: ${on('apps', 'deployments')}}
  validations:
  - expression: object.spec.replicas <= params.maxReplicas
    messageExpression: "'at most ' + string(params.maxReplicas) + ' copies in ' + params.metadata.name"
${binding(
  'limited-in-test',
  `validationActions: [Deny], paramRef: {name: three, namespace: default, parameterNotFoundAction: Deny},
  matchResources: {namespaceSelector: {matchLabels: {environment: test}}}`,
  'limited-copies',
)}${binding(
  'limited-elsewhere',
  `validationActions: [Deny], paramRef: {name: hundred, namespace: default, parameterNotFoundAction: Deny},
  matchResources: {namespaceSelector: {matchExpressions: [{key: environment, operator: NotIn, values: [test]}]}}`,
  'limited-copies',
)}---
apiVersion: rules.example.com/v1
kind: ReplicaLimit
metadata: {name: three, namespace: default}
maxReplicas: 3
---
apiVersion: rules.example.com/v1
kind: ReplicaLimit
metadata: {name: hundred, namespace: default}
maxReplicas: 100
`,
    cases: [
      {
        name: 'four in test',
        object: deployment(4, { namespace: 'testing' }),
        expected: { deny: 'at most 3 copies in three' },
      },
      { name: 'four elsewhere', object: deployment(4), expected: 'admit' },
      {
        name: 'too many elsewhere',
        // All examples stand at the server together, and it names only one of the policies that deny.
        object: deployment(101, { labels: { many: 'wanted' } }),
        expected: { deny: 'at most 100 copies in hundred' },
      },
    ],
  },
  {
    name: 'a parameter that is not there',
    policies: `${head('needs-a-limit')}spec:
  paramKind: {apiVersion: v1, kind: ConfigMap}
  matchConstraints: {resourceRules: ${on('', 'secrets')}, objectSelector: {matchLabels: {app: web}}}
  validations: [{expression: object.type == params.data.type}]
${binding('needs-a-limit', 'validationActions: [Warn], paramRef: {name: nowhere, parameterNotFoundAction: Deny}')}`,
    cases: [
      {
        name: 'whatever it is',
        object: {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: 'a', namespace: 'plain', labels: { app: 'web' } },
        },
        expected: {
          deny: 'failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction',
        },
      },
    ],
  },
  {
    name: 'parameters by a selector, of the same namespace, and one that may be missing',
    policies: `${head('listed-names')}spec:
  paramKind: {apiVersion: v1, kind: ConfigMap}
  matchConstraints:
    resourceRules: ${on('', 'serviceaccounts')}
    excludeResourceRules: [{apiGroups: [""], apiVersions: [v1], operations: ["*"], resources: ["*"], resourceNames: [spared]}]
  validations: [{expression: "object.metadata.name != params.data.taken", message: the name is taken}]
${binding(
  'listed-names',
  'validationActions: [Deny], paramRef: {selector: {matchLabels: {names: taken}}, parameterNotFoundAction: Allow}',
)}---
apiVersion: v1
kind: ConfigMap
metadata: {name: first, namespace: plain, labels: {names: taken}}
data: {taken: one}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: second, namespace: plain, labels: {names: taken}}
data: {taken: two}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: third, namespace: plain, labels: {names: spared}}
data: {taken: spared}
`,
    cases: ['two', 'one', 'three', 'spared'].map((name) => ({
      name,
      object: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: 'plain' } },
      expected: name === 'one' || name === 'two' ? { deny: 'the name is taken' } : 'admit',
    })) as unknown as Example['cases'],
  },
  {
    name: 'variables, the namespace and a message of them',
    policies: `${head('images-of-the-environment')}spec:
  failurePolicy: Fail
  matchConstraints: {resourceRules: ${on('apps', 'deployments')}}
  variables:
  - {name: environment, expression: "namespaceObject.metadata.labels[?'environment'].orValue('prod')"}
  - {name: exempt, expression: "has(object.metadata.labels) && object.metadata.labels[?'exempt'].orValue('') == 'yes'"}
  - {name: ours, expression: "object.spec.template.spec.containers.filter(c, c.image.contains('example.org'))"}
  validations:
  - expression: variables.exempt || variables.ours.all(c, c.image.startsWith(variables.environment + '.'))
    messageExpression: "'in ' + namespaceObject.metadata.name + ' run images of ' + variables.environment"
${binding('images-of-the-environment', 'validationActions: [Deny]')}`,
    cases: [
      {
        name: 'of another environment',
        object: deployment(2, { namespace: 'staged', image: 'prod.example.org/web:1' }),
        expected: { deny: 'in staged run images of staging' },
      },
      {
        name: 'of this one',
        object: deployment(2, { namespace: 'staged', image: 'staging.example.org/web:1' }),
        expected: 'admit',
      },
      {
        name: 'exempt',
        object: deployment(2, { namespace: 'staged', image: 'x.example.org/web:1', labels: { exempt: 'yes' } }),
        expected: 'admit',
      },
      {
        name: 'in a namespace that says nothing',
        object: deployment(2, { image: 'dev.example.org/web:1' }),
        expected: { deny: 'in plain run images of prod' },
      },
      { name: 'of somebody else', object: deployment(2, { namespace: 'staged' }), expected: 'admit' },
    ],
  },
  {
    name: 'conditions on the request',
    policies: `${head('names-begin-with-demo')}spec:
  matchConstraints:
    matchPolicy: Equivalent
    objectSelector: {matchExpressions: [{key: spared, operator: DoesNotExist}]}
    resourceRules: [{apiGroups: ["*"], apiVersions: ["*"], operations: ["*"], resources: [configmaps, leases, roles, podtemplates], scope: Namespaced}]
  matchConditions:
  - {name: no-leases, expression: '!(request.resource.group == "coordination.k8s.io" && request.resource.resource == "leases")'}
  - {name: no-nodes, expression: '!("system:nodes" in request.userInfo.groups)'}
  - {name: no-rbac, expression: 'request.resource.group != "rbac.authorization.k8s.io"'}
  - {name: here, expression: 'request.namespace == "plain" && request.kind.kind == "ConfigMap" && request.operation == "CREATE"'}
  validations: [{expression: "object.metadata.name.startsWith('demo') || oldObject != null", message: "no demo"}]
${binding('names-begin-with-demo', 'validationActions: [Deny]')}`,
    cases: [
      { name: 'another name', object: configMap('x', {}), expected: { deny: 'no demo' } },
      { name: 'the name', object: configMap('demo-x', {}), expected: 'admit' },
      { name: 'another namespace', object: configMap('x', {}, 'staged'), expected: 'admit' },
      {
        name: 'another group',
        object: {
          apiVersion: 'coordination.k8s.io/v1',
          kind: 'Lease',
          metadata: { name: 'x', namespace: 'plain' },
          spec: {},
        },
        expected: 'admit',
      },
      {
        name: 'a label that spares it',
        object: { ...configMap('x', {}), metadata: { name: 'x', namespace: 'plain', labels: { spared: '' } } },
        expected: 'admit',
      },
    ],
  },
  {
    name: 'no privileged containers, but in kube-system',
    policies: `${head('no-privilege')}spec:
  failurePolicy: Fail
  matchConstraints: {resourceRules: ${on('', 'pods')}}
  validations:
  - expression: >-
      object.spec.containers.all(c, !has(c.securityContext) ||
      !has(c.securityContext.privileged) || !c.securityContext.privileged)
    message: no container may be privileged
${binding(
  'no-privilege',
  `validationActions: [Deny], matchResources: {namespaceSelector: {matchExpressions: [
  {key: kubernetes.io/metadata.name, operator: NotIn, values: [kube-system]}]}}`,
)}`,
    cases: [
      {
        name: 'one',
        object: pod('a', { securityContext: { privileged: true } }),
        expected: { deny: 'no container may be privileged' },
      },
      { name: 'none', object: pod('a', { securityContext: { privileged: false } }), expected: 'admit' },
      { name: 'nothing said', object: pod('a'), expected: 'admit' },
    ],
  },
  {
    name: 'a List of a policy and its binding: a label on every pod',
    policies: JSON.stringify({
      apiVersion: 'v1',
      kind: 'List',
      items: [
        {
          apiVersion: 'admissionregistration.k8s.io/v1',
          kind: 'ValidatingAdmissionPolicy',
          metadata: { name: 'pods-are-named' },
          spec: {
            matchConstraints: {
              resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
            },
            matchConditions: [{ name: 'mine', expression: 'object.metadata.name.startsWith("label-")' }],
            validations: [
              {
                expression: "has(object.metadata.labels) && 'app.kubernetes.io/name' in object.metadata.labels",
                message: 'a pod has the label app.kubernetes.io/name',
              },
            ],
          },
        },
        {
          apiVersion: 'admissionregistration.k8s.io/v1',
          kind: 'ValidatingAdmissionPolicyBinding',
          metadata: { name: 'pods-are-named' },
          spec: { policyName: 'pods-are-named', validationActions: ['Deny'] },
        },
      ],
    }),
    cases: [
      {
        name: 'no labels',
        object: pod('label-a'),
        expected: { deny: 'a pod has the label app.kubernetes.io/name' },
      },
      {
        name: 'other labels',
        object: pod('label-a', { labels: { app: 'x' } }),
        expected: { deny: 'a pod has the label app.kubernetes.io/name' },
      },
      { name: 'the label', object: pod('label-a', { labels: { 'app.kubernetes.io/name': 'x' } }), expected: 'admit' },
    ],
  },
  {
    name: 'roles of signers, by a domain from a parameter',
    policies: `${head('signers-of-the-domain')}spec:
  paramKind: {apiVersion: v1, kind: ConfigMap}
  matchConstraints: {resourceRules: ${on('rbac.authorization.k8s.io', 'clusterroles', '[CREATE]')}}
  matchConditions: [{name: mine, expression: "request.userInfo.username != params.data.spared"}]
  variables:
  - {name: certificates, expression: "object.?rules.orValue([]).filter(r, r.apiGroups.exists(g, g == 'certificates.k8s.io'))"}
  - {name: signers, expression: "variables.certificates.filter(r, r.resources.exists(each, each == 'signers'))"}
  - {name: signing, expression: "variables.signers.filter(r, r.verbs.exists(v, v == 'approve' || v == 'sign'))"}
  - {name: inDomain, expression: "variables.signing.all(r, r.resourceNames.all(n, n.startsWith(params.data.domain + '/')))"}
  validations:
  - expression: variables.inDomain == true
    messageExpression: "string(request.operation) + ' of ' + request.name + ' reaches out of ' + params.data.domain"
    reason: Forbidden
${binding('signers-of-the-domain', 'validationActions: [Deny], paramRef: {name: domain, namespace: plain, parameterNotFoundAction: Deny}')}---
apiVersion: v1
kind: ConfigMap
metadata: {name: domain, namespace: plain}
data: {domain: example.com, spared: nobody}
`,
    cases: [
      {
        name: 'outside',
        object: clusterRole(['example.com/a', 'other.com/b']),
        expected: { deny: 'CREATE of signers reaches out of example.com' },
      },
      { name: 'inside', object: clusterRole(['example.com/a']), expected: 'admit' },
      {
        name: 'about something else',
        object: { ...clusterRole([]), rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] },
        expected: 'admit',
      },
      { name: 'about nothing', object: { ...clusterRole([]), rules: [] }, expected: 'admit' },
      { name: 'nothing said', object: { ...clusterRole([]), rules: null }, expected: 'deny an error' },
    ],
  },
  {
    name: 'expressions that fail, and fail closed',
    policies: `${head('fails-closed')}spec:
  matchConstraints: {resourceRules: ${on('', 'limitranges')}}
  matchConditions: [{name: mine, expression: "object.metadata.name == 'closed'"}]
  validations: [{expression: "object.spec.nothing == 'x'"}]
${binding('fails-closed', 'validationActions: [Deny]')}---
${head('fails-open')}spec:
  failurePolicy: Ignore
  matchConstraints: {resourceRules: ${on('', 'limitranges')}}
  matchConditions: [{name: mine, expression: "object.metadata.name == 'open'"}]
  validations: [{expression: "object.spec.nothing == 'x'"}]
${binding('fails-open', 'validationActions: [Deny]')}`,
    cases: ['closed', 'open', 'other'].map((name) => ({
      name,
      object: { apiVersion: 'v1', kind: 'LimitRange', metadata: { name, namespace: 'plain' }, spec: { limits: [] } },
      expected: name === 'closed' ? 'deny an error' : 'admit',
    })) as unknown as Example['cases'],
  },
  {
    name: 'annotations for the audit log, and a message that falls back',
    policies: `${head('audited-copies')}spec:
  matchConstraints: {resourceRules: ${on('apps', 'statefulsets')}}
  validations:
  - expression: object.spec.replicas <= 50
    message: too many
    messageExpression: "'many\\\\n' + string(object.spec.replicas)"
  auditAnnotations: [{key: many, valueExpression: "'copies: ' + string(object.spec.replicas)"}]
${binding('audited-copies', 'validationActions: [Deny]')}`,
    cases: [51, 50].map((replicas) => ({
      name: `${replicas}`,
      object: {
        ...deployment(replicas),
        kind: 'StatefulSet',
        spec: { ...deployment(replicas).spec, serviceName: 'web' },
      },
      expected: replicas > 50 ? { deny: 'too many' } : 'admit',
    })) as unknown as Example['cases'],
  },
];
