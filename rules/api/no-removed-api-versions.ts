import { defineRule, type JsonObject } from '../rule';
import { removed, retirementOf, selectorsOf } from './lifecycle';

const message = 'Kubernetes no longer serves ';
const object = (apiVersion: string, kind: string, rest: JsonObject = {}): JsonObject => ({
  apiVersion,
  kind,
  metadata: { name: 'sample', namespace: 'sample' },
  ...rest,
});

export const noRemovedApiVersions = defineRule({
  id: 'no-removed-api-versions',
  severity: 'high',
  title: 'Write objects in versions that Kubernetes serves',
  rationale:
    'What is written in a version that was removed cannot be applied: a cluster that is upgraded or rebuilt comes up without it, be it a network policy, a role or the guard itself.',
  remediation:
    'Write the version that took its place (`kubectl convert -f FILE --output-version GROUP/VERSION` helps), and mind the fields that changed.',
  references: [
    { standard: 'nsa-cisa', control: 'Upgrading and application security practices' },
    { standard: 'documentation', url: 'https://kubernetes.io/docs/reference/using-api/deprecation-guide/' },
  ],
  on: 'object',
  notForAdmission: 'the API server refuses what it does not serve before any policy is asked',
  resources: selectorsOf(removed),
  forEach: { as: 'version', in: retirementOf(removed, 'since'), label: 'version' },
  cel: 'version == ""',
  message: `${message}{label}`,
  samples: {
    good: [
      {
        name: 'is current',
        given: object('policy/v1', 'PodDisruptionBudget', { spec: { maxUnavailable: 1, selector: {} } }),
      },
      {
        name: 'is served still',
        given: object('apps/v1', 'ControllerRevision', { revision: 1 }),
      },
    ],
    bad: [
      {
        name: 'went with 1.25',
        given: object('policy/v1beta1', 'PodDisruptionBudget', { spec: { maxUnavailable: 1, selector: {} } }),
        message: `${message}policy/v1beta1 PodDisruptionBudget, since 1.25`,
      },
      {
        name: 'went with 1.16',
        given: object('extensions/v1beta1', 'Deployment', { spec: { template: {} } }),
        message: `${message}extensions/v1beta1 Deployment, since 1.16`,
      },
      {
        name: 'went with 1.32',
        given: object('flowcontrol.apiserver.k8s.io/v1beta3', 'FlowSchema', { spec: {} }),
        message: `${message}flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema, since 1.32`,
      },
      {
        name: 'went with 1.37',
        given: object('storage.k8s.io/v1beta1', 'VolumeAttributesClass', { driverName: 'ebs.csi.aws.com' }),
        message: `${message}storage.k8s.io/v1beta1 VolumeAttributesClass, since 1.37`,
      },
    ],
  },
});
