import { podOf } from '../hardened';
import { defineRule } from '../rule';

const also = ['require-image-digest'];

export const noLatestTag = defineRule({
  id: 'no-latest-tag',
  severity: 'high',
  title: 'Do not run whatever image is the latest',
  rationale:
    'Without a tag, or with `latest`, each start of the pod may run other code than the one before: nobody chose it, no review saw it, and no rollback finds the way back.',
  remediation: 'Name a version and pin its digest: `image: registry/name:1.4.2@sha256:…`.',
  references: [
    { standard: 'cis-kubernetes', control: '5.5.1' },
    { standard: 'nsa-cisa', control: 'Building secure container images' },
    { standard: 'mitre-attack', control: 'T1525' },
  ],
  on: 'container',
  // A colon before the last slash belongs to the registry's port, not to a tag.
  cel: 'container.?image.orValue("").contains("@") || (container.?image.orValue("").lastIndexOf(":") > container.?image.orValue("").lastIndexOf("/") && !container.?image.orValue("").endsWith(":latest"))',
  message: 'these containers run whatever image is the latest: {label}',
  samples: {
    good: [
      { name: 'has a digest', given: podOf({}) },
      {
        name: 'has a digest beside the tag latest',
        given: podOf({
          image:
            'registry.example.com/app:latest@sha256:4a1c4b21597c1b4415bdbecb28a3296c6b5e23ca4f9feeb599860a1dac6a0108',
        }),
      },
    ],
    bad: [
      {
        name: 'has the tag latest',
        given: podOf({ image: 'registry.example.com/app:latest' }),
        message: 'these containers run whatever image is the latest: app',
        also,
      },
      {
        name: 'has no tag',
        given: podOf({ image: 'nginx' }),
        message: 'these containers run whatever image is the latest: app',
        also: [...also, 'require-image-registry'],
      },
      {
        name: 'has no tag, though the registry has a port',
        given: podOf({ image: 'registry.example.com:5000/team/app' }),
        message: 'these containers run whatever image is the latest: app',
        also,
      },
    ],
  },
});
