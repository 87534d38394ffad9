import { isSeenByAdmission, validatingAdmissionPolicy } from './admission';
import { kubernetesRules } from './catalogue';
import { noHostNetwork } from './pod/no-host-network';
import { noHostPathVolumes } from './pod/no-host-path-volumes';
import { noPrivilegedContainers } from './pod/no-privileged-containers';
import { noWildcardPermissions } from './rbac/no-wildcard-permissions';
import type { KubernetesRule } from './rule';

interface Policy {
  metadata: { name: string };
  spec: {
    failurePolicy: string;
    matchConstraints: {
      resourceRules: { apiGroups: string[]; apiVersions: string[]; operations: string[]; resources: string[] }[];
    };
    matchConditions?: { name: string; expression: string }[];
    variables?: { name: string; expression: string }[];
    validations: { expression: string; message: string; messageExpression?: string }[];
  };
}

function policyOf(rule: KubernetesRule): Policy {
  return validatingAdmissionPolicy(rule).policy as unknown as Policy;
}

test('a pod rule is asked about every kind that holds pods, and about what is added to a running one', () => {
  expect(policyOf(noHostNetwork).spec.matchConstraints.resourceRules).toEqual([
    {
      apiGroups: [''],
      apiVersions: ['v1'],
      operations: ['CREATE', 'UPDATE'],
      resources: ['pods', 'podtemplates', 'replicationcontrollers', 'pods/ephemeralcontainers', 'pods/resize'],
    },
    {
      apiGroups: ['apps'],
      apiVersions: ['v1'],
      operations: ['CREATE', 'UPDATE'],
      resources: ['daemonsets', 'deployments', 'replicasets', 'statefulsets'],
    },
    { apiGroups: ['batch'], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['cronjobs', 'jobs'] },
  ]);
});

test('a pod rule finds the pod by kind', () => {
  expect(policyOf(noHostNetwork).spec.variables).toEqual([
    {
      name: 'podSpec',
      expression:
        'object.kind in ["Pod"] ? object.spec : object.kind in ["PodTemplate"] ? object.template.spec : object.kind in ["CronJob"] ? object.spec.jobTemplate.spec.template.spec : object.spec.template.spec',
    },
    {
      name: 'podMetadata',
      expression:
        'object.kind in ["Pod"] ? object.?metadata.orValue({}) : object.kind in ["PodTemplate"] ? object.template.?metadata.orValue({}) : object.kind in ["CronJob"] ? object.spec.jobTemplate.spec.template.?metadata.orValue({}) : object.spec.template.?metadata.orValue({})',
    },
    {
      name: 'resourceContainers',
      expression: 'variables.podSpec.containers + variables.podSpec.?initContainers.orValue([])',
    },
    {
      name: 'containers',
      expression: 'variables.resourceContainers + variables.podSpec.?ephemeralContainers.orValue([])',
    },
  ]);
});

test('a container rule is asked of all containers, and names those at fault', () => {
  expect(policyOf(noPrivilegedContainers).spec.validations).toEqual([
    {
      expression: 'variables.containers.all(container, container.?securityContext.?privileged.orValue(false) != true)',
      message: 'Do not run privileged containers',
      messageExpression:
        '"these containers run privileged: " + variables.containers.filter(container, !(container.?securityContext.?privileged.orValue(false) != true)).map(container, container.name).join(", ") + ""',
      reason: 'Forbidden',
    },
  ]);
});

test('a rule about a list names the elements at fault', () => {
  expect(policyOf(noHostPathVolumes).spec.validations[0]?.messageExpression).toBe(
    '"these volumes mount a path of the node: " + (variables.podSpec.?volumes.orValue([])).filter(volume, !(!volume.?hostPath.hasValue())).map(volume, volume.name).join(", ") + ""',
  );
});

test('a rule about a whole pod needs no message expression', () => {
  expect(policyOf(noHostNetwork).spec.validations).toEqual([
    {
      expression: 'variables.podSpec.?hostNetwork.orValue(false) != true',
      message: 'the pod shares the node’s network',
      reason: 'Forbidden',
    },
  ]);
});

test('roles that the control plane itself writes are let through, by its names alone', () => {
  expect(policyOf(noWildcardPermissions).spec.matchConditions).toEqual([
    {
      name: 'is-not-of-the-control-plane',
      expression:
        '!(request.userInfo.username in ["system:apiserver","system:serviceaccount:kube-system:clusterrole-aggregation-controller"])',
    },
  ]);
});

test('what a pod rule refuses can still lose its finalizers', () => {
  expect(policyOf(noHostNetwork).spec.matchConditions).toEqual([
    {
      name: 'is-new-or-changes-the-pod',
      expression:
        'request.operation != "UPDATE" || object.?spec != oldObject.?spec || object.?template != oldObject.?template',
    },
  ]);
});

test('the binding denies everywhere but in the namespaces of the system', () => {
  expect(validatingAdmissionPolicy(noHostNetwork).binding).toEqual({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: {
      name: 'palisade-no-host-network',
      labels: { 'app.kubernetes.io/managed-by': 'palisade', 'palisade.dev/severity': 'high' },
    },
    spec: {
      policyName: 'palisade-no-host-network',
      validationActions: ['Deny'],
      matchResources: {
        namespaceSelector: {
          matchExpressions: [
            {
              key: 'kubernetes.io/metadata.name',
              operator: 'NotIn',
              values: ['kube-node-lease', 'kube-public', 'kube-system'],
            },
          ],
        },
      },
    },
  });
});

test('other namespaces can be exempted instead', () => {
  const { binding } = validatingAdmissionPolicy(noHostNetwork, { exemptNamespaces: ['b', 'a'] });
  expect(JSON.stringify(binding)).toContain('"operator":"NotIn","values":["a","b"]');
});

test.each(kubernetesRules.map((rule) => [rule.id, rule] as const))(
  '%s goes in to the letter, closed on failure',
  (id, rule) => {
    const { metadata, spec } = policyOf(rule);
    expect(metadata.name).toBe(`palisade-${id}`);
    expect(spec.failurePolicy).toBe('Fail');
    expect(spec.validations).toHaveLength(1);
    expect(spec.validations[0]?.expression).toContain(rule.cel);
    expect(JSON.stringify(validatingAdmissionPolicy(rule))).toBe(JSON.stringify(validatingAdmissionPolicy(rule)));
  },
);

test('policies are not asked about policies, nor about versions of an API', () => {
  expect(kubernetesRules.filter((rule) => !isSeenByAdmission(rule)).map(({ id }) => id)).toEqual([
    'no-deprecated-api-versions',
    'no-fail-open-admission-policies',
    'no-removed-api-versions',
  ]);
});
