import { podOf } from '../hardened';
import { defineRule } from '../rule';

const digest = 'sha256:4a1c4b21597c1b4415bdbecb28a3296c6b5e23ca4f9feeb599860a1dac6a0108';

export const requireImageDigest = defineRule({
  id: 'require-image-digest',
  severity: 'high',
  title: 'Pin images by digest',
  rationale:
    'A tag is a name that anyone who may push can move. Two nodes can run different code under one tag, and what was reviewed, scanned or signed need not be what runs.',
  remediation:
    'Write `image: registry/name@sha256:…`, with the tag before the @ if you like it readable. Let a bot keep the digest current.',
  references: [
    { standard: 'cis-kubernetes', control: '5.5.1' },
    { standard: 'nsa-cisa', control: 'Building secure container images' },
    { standard: 'mitre-attack', control: 'T1525' },
    { standard: 'documentation', url: 'https://kubernetes.io/docs/concepts/containers/images/#image-names' },
  ],
  on: 'container',
  cel: 'container.?image.orValue("").split("@sha256:").size() == 2 && container.?image.orValue("").split("@sha256:")[1].size() == 64',
  message: 'these containers name an image without its digest: {label}',
  samples: {
    good: [
      { name: 'has a digest', given: podOf({ image: `registry.example.com/app@${digest}` }) },
      { name: 'has a tag and a digest', given: podOf({ image: `registry.example.com/app:1.4.2@${digest}` }) },
    ],
    bad: [
      {
        name: 'has a tag only',
        given: podOf({ image: 'registry.example.com/app:1.4.2' }),
        message: 'these containers name an image without its digest: app',
      },
      {
        name: 'has half a digest',
        given: podOf({ image: 'registry.example.com/app@sha256:4a1c4b21597c1b44' }),
        message: 'these containers name an image without its digest: app',
      },
      {
        name: 'has a tag that looks like a digest',
        given: podOf({ image: 'registry.example.com/app:sha256-4a1c4b21597c1b44' }),
        message: 'these containers name an image without its digest: app',
      },
    ],
  },
});
