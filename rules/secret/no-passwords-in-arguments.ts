import { podOf } from '../hardened';
import { defineRule } from '../rule';
import { isNoPassword, isPasswordName } from './password-names';

const message = 'these containers are given a password in plain text as an argument: app';
/** Each flag with what follows it, whether behind `=` or as the next argument: `-db-password=hunter2`. */
const flags = '("=" + (container.?command.orValue([]) + container.?args.orValue([])).join("=")).split("=-")';
const name = 'flag.split("=")[0].lowerAscii()';

export const noPasswordsInArguments = defineRule({
  id: 'no-passwords-in-arguments',
  severity: 'medium',
  title: 'Pass no passwords as arguments',
  rationale:
    'Arguments are read by everyone who may look at the repository or at pods, are kept in etcd as they are, and stand in the list of processes for every process of the container.',
  remediation:
    'Mount a Secret, or a secret store’s CSI volume, and pass the path (`--password-file`). Replace the password: it must be taken for known.',
  references: [
    { standard: 'cis-kubernetes', control: '5.4.1' },
    { standard: 'cis-eks', control: '4.4.1' },
    { standard: 'nsa-cisa', control: 'Secrets' },
    { standard: 'mitre-attack', control: 'T1552.007' },
  ],
  on: 'container',
  cel: `container.?command.orValue([]).size() + container.?args.orValue([]).size() == 0 || ${flags}.all(flag, !flag.contains("=") || ![${name}].exists(name, ${isPasswordName('name')}) || [flag.split("=")[1]].all(value, ${isNoPassword('value')}))`,
  message: 'these containers are given a password in plain text as an argument: {label}',
  samples: {
    good: [
      {
        name: 'is told where it stands',
        given: podOf({
          args: ['--password-file=/run/secrets/database/password', '--tls-private-key', '/etc/tls/tls.key'],
        }),
      },
      {
        name: 'has switches and references of such names',
        given: podOf({
          command: ['server', '--use-password', '--port=8080'],
          args: ['--bootstrap-token=false', '--db-password=$(DB_PASSWORD)', '--tls-secret'],
        }),
      },
    ],
    bad: [
      { name: 'has it behind its flag', given: podOf({ args: ['--port=8080', '--password=hunter2'] }), message },
      {
        name: 'has it as the next argument',
        given: podOf({ args: ['--db-password', 'hunter2', '--verbose'] }),
        message,
      },
      { name: 'has a key in its command', given: podOf({ command: ['server', '-api-key=4711'] }), message },
    ],
  },
});
