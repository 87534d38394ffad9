import { defineRule, type JsonObject } from '../rule';
import { deprecated, retirementOf, selectorsOf } from './lifecycle';

const message = 'Kubernetes will no longer serve ';
const object = (apiVersion: string, kind: string, rest: JsonObject = {}): JsonObject => ({
  apiVersion,
  kind,
  metadata: { name: 'sample' },
  ...rest,
});

export const noDeprecatedApiVersions = defineRule({
  id: 'no-deprecated-api-versions',
  severity: 'low',
  title: 'Leave versions behind before Kubernetes does',
  rationale:
    'A version that is on its way out goes with a named release, and whoever upgrades then has to change objects and the cluster at once, usually in a hurry because of a patch.',
  remediation: 'Write the version that takes its place; the table of removals names it.',
  references: [
    { standard: 'nsa-cisa', control: 'Upgrading and application security practices' },
    { standard: 'documentation', url: 'https://kubernetes.io/docs/reference/using-api/deprecation-policy/' },
  ],
  on: 'object',
  notForAdmission: 'the API server converts objects to the version that a policy names, whatever version was sent',
  resources: selectorsOf(deprecated),
  forEach: { as: 'version', in: retirementOf(deprecated, 'from'), label: 'version' },
  cel: 'version == ""',
  message: `${message}{label}`,
  samples: {
    good: [
      { name: 'is current', given: object('resource.k8s.io/v1', 'DeviceClass', { spec: {} }) },
      {
        name: 'is current too',
        given: object('admissionregistration.k8s.io/v1', 'MutatingAdmissionPolicyBinding', {
          spec: { policyName: 'sample' },
        }),
      },
    ],
    bad: [
      {
        name: 'goes with 1.38',
        given: object('resource.k8s.io/v1beta1', 'DeviceClass', { spec: {} }),
        message: `${message}resource.k8s.io/v1beta1 DeviceClass, from 1.38`,
      },
      {
        name: 'goes with 1.39',
        given: object('resource.k8s.io/v1beta2', 'ResourceSlice', { spec: {} }),
        message: `${message}resource.k8s.io/v1beta2 ResourceSlice, from 1.39`,
      },
      {
        name: 'goes with 1.40',
        given: object('certificates.k8s.io/v1beta1', 'ClusterTrustBundle', { spec: { trustBundle: '' } }),
        message: `${message}certificates.k8s.io/v1beta1 ClusterTrustBundle, from 1.40`,
      },
    ],
  },
});
