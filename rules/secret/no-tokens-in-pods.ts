import { podOf } from '../hardened';
import { defineRule } from '../rule';
import { cloudKeys, fakeToken, holdsToken, serviceTokens, shapeOf, textsOfContainer } from '../token-shapes';

const message = 'these containers are started with a credential in plain text: app';

export const noTokensInPods = defineRule({
  id: 'no-tokens-in-pods',
  severity: 'high',
  title: 'Start containers without credentials in plain text',
  rationale:
    'What stands in a pod’s variables, command or arguments is read by everyone who may look at pods, is kept in etcd, in the history of the repository and in the audit log, and shows in every list of processes.',
  remediation:
    'Revoke the credential: it must be taken for known. Use the cloud’s identity for workloads, or mount a Secret as a file.',
  references: [
    { standard: 'cis-kubernetes', control: '5.4.1' },
    { standard: 'cis-eks', control: '4.4.1' },
    { standard: 'nsa-cisa', control: 'Secrets' },
    { standard: 'mitre-attack', control: 'T1552.007' },
  ],
  on: 'container',
  cel: `${textsOfContainer}.all(text, !text.contains("PRIVATE KEY-----") && !${holdsToken('text', [...cloudKeys, ...serviceTokens])})`,
  message: 'these containers are started with a credential in plain text: {label}',
  samples: {
    good: [
      { name: 'has settings', given: podOf({ env: [{ name: 'LOG_LEVEL', value: 'info' }], args: ['--port=8080'] }) },
      {
        name: 'names what begins like one',
        given: podOf({ args: ['--prefix=ghp_', '--deny=AKIA'], command: ['npm_config_cache=/tmp', 'sk_live_'] }),
      },
    ],
    bad: [
      {
        name: 'has an AWS key in a variable',
        given: podOf({
          env: [
            { name: 'LOG_LEVEL', value: 'info' },
            { name: 'AWS_ACCESS_KEY_ID', value: fakeToken(shapeOf('an AWS access key')) },
          ],
        }),
        message,
      },
      {
        name: 'has a GitLab token in an argument',
        given: podOf({ args: ['clone', `--header=PRIVATE-TOKEN: ${fakeToken(shapeOf('a GitLab token'))}`] }),
        message,
      },
      {
        name: 'has a private key in a variable',
        given: podOf({ env: [{ name: 'TLS', value: ['-----BEGIN PRIVATE', 'KEY-----\nAAAA\n'].join(' ') }] }),
        message,
      },
      {
        name: 'has a JSON Web Token in an argument',
        given: podOf({ args: [`--header=Authorization: Bearer ${fakeToken(shapeOf('a JSON Web Token'))}`] }),
        message,
      },
      {
        name: 'has a Stripe key in a script',
        given: podOf({ command: ['sh', '-c', `STRIPE=${fakeToken(shapeOf('a Stripe key'))} exec server`] }),
        message,
      },
    ],
  },
});
