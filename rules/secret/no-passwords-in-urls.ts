import { podOf } from '../hardened';
import { defineRule } from '../rule';
import { afterFirstAndLast, textsOfContainer } from '../token-shapes';

const message = 'these containers are given an address with a password in it: app';
/** CEL that is true where a user and a password stand before a host, written out: no reference, and no place for one. */
const hasPassword = [
  'authority.contains("@")',
  'authority.split("@")[0].contains(":")',
  '!authority.split("@")[0].endsWith(":")',
  ...['$', '{', '<', ' '].map((mark) => `!authority.contains(${JSON.stringify(mark)})`),
].join(' && ');
const authorities = `${afterFirstAndLast('text', '://')}.map(part, part.split("/")[0])`;

export const noPasswordsInUrls = defineRule({
  id: 'no-passwords-in-urls',
  severity: 'medium',
  title: 'Write no passwords into addresses',
  rationale:
    'An address is what programs log first when something fails: the password in it then stands in the log store and the error tracker too, besides the repository and etcd.',
  remediation:
    'Put the user and the password into a mounted file and have the program read them from there, or leave them out and use the workload’s own identity.',
  references: [
    { standard: 'cis-kubernetes', control: '5.4.1' },
    { standard: 'cis-eks', control: '4.4.1' },
    { standard: 'nsa-cisa', control: 'Secrets' },
    { standard: 'mitre-attack', control: 'T1552.007' },
  ],
  on: 'container',
  cel: `${textsOfContainer}.all(text, !text.contains("://") || !${authorities}.exists(authority, ${hasPassword}))`,
  message: 'these containers are given an address with a password in it: {label}',
  samples: {
    good: [
      {
        name: 'has an address without',
        given: podOf({ env: [{ name: 'DATABASE_URL', value: 'postgres://app@database:5432/app' }] }),
      },
      {
        name: 'has the password from elsewhere',
        given: podOf({
          env: [{ name: 'DATABASE_URL', value: 'postgres://app:$(PASSWORD)@database:5432/app' }],
          args: ['--upstream=http://localhost:8080/users/@me', '--template=https://{user}:{password}@host'],
        }),
      },
    ],
    bad: [
      {
        name: 'has one in a variable',
        given: podOf({ env: [{ name: 'DATABASE_URL', value: 'postgres://app:hunter2@database:5432/app' }] }),
        message,
      },
      {
        name: 'has one in an argument, in the second address',
        given: podOf({ args: ['--peers=https://a.example:2379,https://root:hunter2@b.example:2379'] }),
        message,
      },
      {
        name: 'has one in a script',
        given: podOf({ command: ['sh', '-c', 'exec migrate --url mysql://root:hunter2@db/app'] }),
        message,
      },
    ],
  },
});
