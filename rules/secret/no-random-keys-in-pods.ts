import { podOf } from '../hardened';
import { defineRule } from '../rule';
import { fakeRandomKey, looksRandom, textsOfContainer } from '../token-shapes';

const message = 'these containers are started with what looks like a random key: app';

export const noRandomKeysInPods = defineRule({
  id: 'no-random-keys-in-pods',
  severity: 'medium',
  title: 'Start containers without random keys in plain text',
  rationale:
    'What looks like random bytes is a key more often than not, whatever its name says, and stands here for everyone who may look at the repository or at pods.',
  remediation:
    'Mount it from a Secret or a secret store, and replace it: it must be taken for known. Waive what is public, such as a key to check signatures by.',
  references: [
    { standard: 'cis-kubernetes', control: '5.4.1' },
    { standard: 'cis-eks', control: '4.4.1' },
    { standard: 'nsa-cisa', control: 'Secrets' },
    { standard: 'mitre-attack', control: 'T1552.007' },
  ],
  on: 'container',
  cel: `${textsOfContainer}.all(text, !${looksRandom('text')})`,
  message: 'these containers are started with what looks like a random key: {label}',
  samples: {
    good: [
      {
        name: 'has digests and ids',
        given: podOf({
          env: [
            { name: 'REVISION', value: '4a1c4b21597c1b4415bdbecb28a3296c6b5e23ca4f9feeb599860a1dac6a0108' },
            { name: 'TENANT', value: '123E4567-E89B-12D3-A456-426614174000' },
            { name: 'MAIN_CLASS', value: 'ApplicationConfigurationServer2Main' },
          ],
        }),
      },
      {
        name: 'has paths, addresses and long words',
        given: podOf({
          args: [
            '/opt/App1/bin/Server2/Main3/Run4/Z5Y6X7W8V9',
            'registry.example.com/team/app@sha256:4a1c4b21597c1b4415bdbecb28a3296c6b5e23ca',
            'MIIB'.repeat(60),
          ],
        }),
      },
    ],
    bad: [
      { name: 'has one in a variable', given: podOf({ env: [{ name: 'X', value: fakeRandomKey(40) }] }), message },
      { name: 'has one as an argument', given: podOf({ args: ['serve', fakeRandomKey(32)] }), message },
      {
        name: 'has one in Base64, after settings',
        given: podOf({
          env: [
            { name: 'LOG_LEVEL', value: 'info' },
            { name: 'SIGNING', value: `${fakeRandomKey(43)}=` },
          ],
        }),
        message,
      },
    ],
  },
});
