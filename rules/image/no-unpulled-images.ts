import { podOf } from '../hardened';
import { defineRule } from '../rule';

const message = 'these containers run images that nobody pulls: app';

export const noUnpulledImages = defineRule({
  id: 'no-unpulled-images',
  severity: 'medium',
  title: 'Have the registry asked for images',
  rationale:
    'With `Never` a container runs whatever lies on the node under that name: put there by hand, by a pod that could reach the node’s runtime, or with the credentials of another team.',
  remediation:
    'Leave `imagePullPolicy` out, or set `Always`; with a digest it costs a question, and the registry checks the credentials of each pod.',
  references: [
    { standard: 'nsa-cisa', control: 'Building secure container images' },
    { standard: 'mitre-attack', control: 'T1525' },
    {
      standard: 'documentation',
      url: 'https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#alwayspullimages',
    },
  ],
  on: 'container',
  cel: 'container.?imagePullPolicy.orValue("Always") != "Never"',
  message: 'these containers run images that nobody pulls: {label}',
  samples: {
    good: [
      { name: 'says nothing', given: podOf({}) },
      { name: 'asks each time', given: podOf({ imagePullPolicy: 'Always' }) },
      { name: 'asks once, for a digest', given: podOf({ imagePullPolicy: 'IfNotPresent' }) },
    ],
    bad: [
      { name: 'never asks', given: podOf({ imagePullPolicy: 'Never' }), message },
      {
        name: 'never asks, for an image without a registry',
        given: podOf({ image: 'app:1.4.2', imagePullPolicy: 'Never' }),
        message,
        also: ['require-image-digest', 'require-image-registry'],
      },
      {
        name: 'never asks, though the pod has credentials',
        given: podOf({ imagePullPolicy: 'Never' }, { imagePullSecrets: [{ name: 'registry' }] }),
        message,
      },
    ],
  },
});
