import { podOf } from '../hardened';
import { defineRule } from '../rule';

const message = 'these containers leave the registry to the node: app';
const digest = 'sha256:4a1c4b21597c1b4415bdbecb28a3296c6b5e23ca4f9feeb599860a1dac6a0108';

export const requireImageRegistry = defineRule({
  id: 'require-image-registry',
  severity: 'low',
  title: 'Name the registry of an image',
  rationale:
    'A name without a host is looked for wherever the node’s runtime looks first: usually the public Docker Hub, where anyone may take a name that is free, and where pulls are counted and cut off.',
  remediation: 'Write the host before the name: `registry.example.com/team/app@sha256:…`.',
  references: [
    { standard: 'cis-kubernetes', control: '5.5.1' },
    { standard: 'nsa-cisa', control: 'Building secure container images' },
    { standard: 'mitre-attack', control: 'T1525' },
    { standard: 'documentation', url: 'https://kubernetes.io/docs/concepts/containers/images/#image-names' },
  ],
  on: 'container',
  // The first part is a host where it holds a dot or a port, or is localhost; `library/nginx` is a name.
  cel: 'container.?image.orValue("").split("/").size() > 1 && (container.image.split("/")[0].contains(".") || container.image.split("/")[0].contains(":") || container.image.split("/")[0] == "localhost")',
  message: 'these containers leave the registry to the node: {label}',
  samples: {
    good: [
      { name: 'names it', given: podOf({ image: `registry.example.com/app@${digest}` }) },
      { name: 'names it by host and port', given: podOf({ image: `registry:5000/app@${digest}` }) },
    ],
    bad: [
      { name: 'has a bare name', given: podOf({ image: `nginx@${digest}` }), message },
      { name: 'has a name of two parts', given: podOf({ image: `library/nginx@${digest}` }), message },
      {
        name: 'has a dot in the tag only',
        given: podOf({ image: 'nginx:1.29' }),
        message,
        also: ['require-image-digest'],
      },
    ],
  },
});
