import { defineRule, type JsonObject } from '../rule';

const policy = (spec: JsonObject): JsonObject => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicy',
  metadata: { name: 'sample' },
  spec: {
    matchConstraints: {
      resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }],
    },
    validations: [{ expression: 'object.metadata.name != "forbidden"' }],
    ...spec,
  },
});

export const noFailOpenAdmissionPolicies = defineRule({
  id: 'no-fail-open-admission-policies',
  severity: 'medium',
  title: 'Refuse what an admission policy could not judge',
  rationale:
    'A policy that is ignored when its expression fails lets through just the objects that its author did not think of, and an attacker can make such objects.',
  remediation: 'Leave `failurePolicy` out or set it to `Fail`, and write expressions that hold for absent fields.',
  references: [
    { standard: 'cis-kubernetes', control: '5.2.1' },
    { standard: 'mitre-attack', control: 'T1562.001' },
    {
      standard: 'documentation',
      url: 'https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#failure-policy',
    },
  ],
  on: 'object',
  resources: [
    {
      group: 'admissionregistration.k8s.io',
      versions: ['v1'],
      kinds: { ValidatingAdmissionPolicy: 'validatingadmissionpolicies' },
    },
  ],
  cel: 'object.spec.?failurePolicy.orValue("Fail") != "Ignore"',
  message: 'the policy lets through what it could not judge',
  samples: {
    good: [
      { name: 'fails by default', given: policy({}) },
      { name: 'fails, explicitly', given: policy({ failurePolicy: 'Fail' }) },
    ],
    bad: [
      {
        name: 'ignores failures',
        given: policy({ failurePolicy: 'Ignore' }),
        message: 'the policy lets through what it could not judge',
      },
      {
        name: 'ignores them, with a condition',
        given: policy({ failurePolicy: 'Ignore', matchConditions: [{ name: 'always', expression: 'true' }] }),
        message: 'the policy lets through what it could not judge',
      },
      {
        name: 'ignores them, with variables',
        given: policy({ failurePolicy: 'Ignore', variables: [{ name: 'name', expression: 'object.metadata.name' }] }),
        message: 'the policy lets through what it could not judge',
      },
    ],
  },
});
