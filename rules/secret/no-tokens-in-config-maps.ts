import { configMap, configMaps, eachKey } from '../config-map-objects';
import { defineRule } from '../rule';
import { fakeToken, holdsToken, serviceTokens, shapeOf } from '../token-shapes';

const message = 'the ConfigMap holds a token under: ';
const githubToken = fakeToken(shapeOf('a GitHub token'));

export const noTokensInConfigMaps = defineRule({
  id: 'no-tokens-in-config-maps',
  severity: 'high',
  title: 'Keep tokens out of ConfigMaps',
  rationale:
    'ConfigMaps are not encrypted in etcd, are readable by everyone who may look at a namespace, and are printed and copied without a second thought. A token to the source code or the package registry lets its finder change what runs.',
  remediation:
    'Revoke the token: it must be taken for known. Keep the new one in a secret store, or in a Secret that is mounted as a file.',
  references: [
    { standard: 'cis-kubernetes', control: '5.4.2' },
    { standard: 'nsa-cisa', control: 'Secrets' },
    { standard: 'mitre-attack', control: 'T1552.001' },
  ],
  on: 'object',
  resources: configMaps,
  forEach: eachKey,
  cel: `!${holdsToken('object.data[key]', serviceTokens)}`,
  message: `${message}{label}`,
  samples: {
    good: [
      { name: 'holds settings', given: configMap({ url: 'https://github.com/example/app' }) },
      {
        name: 'holds what only begins like a token',
        given: configMap({
          note: 'tokens begin with ghp_, glpat- or xoxb-',
          npm: 'npm_config_registry=https://a.example',
        }),
      },
    ],
    bad: [
      {
        name: 'holds a GitHub token',
        given: configMap({ '.git-credentials': `https://bot:${githubToken}@github.com\n` }),
        message: `${message}.git-credentials`,
      },
      {
        name: 'holds an npm token beside settings',
        given: configMap({
          settings: 'a=b',
          '.npmrc': `//registry.npmjs.org/:_authToken=${fakeToken(shapeOf('an npm token'))}`,
        }),
        message: `${message}.npmrc`,
      },
      {
        name: 'holds tokens of Slack and of Vault, after something that is none',
        given: configMap({
          slack: `xoxb- ${fakeToken(shapeOf('a Slack token'))}`,
          vault: fakeToken(shapeOf('a Vault token')),
        }),
        message: `${message}slack, vault`,
      },
    ],
  },
});
