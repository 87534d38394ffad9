import { podOf } from '../hardened';
import { defineRule } from '../rule';
import { isNoPassword, isPasswordName } from './password-names';

const message = 'these containers have a password in plain text in their environment: app';
export const noPasswordsInEnvironment = defineRule({
  id: 'no-passwords-in-environment',
  severity: 'medium',
  title: 'Write no passwords into a container’s variables',
  rationale:
    'A literal in a manifest is read by everyone who may look at the repository or at pods, is kept in etcd as it is, and never changes because nobody knows who uses it.',
  remediation:
    'Mount a Secret, or a secret store’s CSI volume, and pass the path (`DB_PASSWORD_FILE`). Replace the password: it must be taken for known.',
  references: [
    { standard: 'cis-kubernetes', control: '5.4.1' },
    { standard: 'cis-eks', control: '4.4.1' },
    { standard: 'nsa-cisa', control: 'Secrets' },
    { standard: 'mitre-attack', control: 'T1552.007' },
  ],
  on: 'container',
  // Switches such as ALLOW_EMPTY_PASSWORD=yes, paths and references to other variables hold no secret.
  cel: `container.?env.orValue([]).all(variable, ![variable.name.lowerAscii()].exists(name, ${isPasswordName('name')}) || [variable.?value.orValue("")].all(value, ${isNoPassword('value')}))`,
  message: 'these containers have a password in plain text in their environment: {label}',
  samples: {
    good: [
      {
        name: 'is told where it stands',
        given: podOf({ env: [{ name: 'DB_PASSWORD_FILE', value: '/run/secrets/database/password' }] }),
      },
      {
        name: 'has switches and references of such names',
        given: podOf({
          env: [
            { name: 'ALLOW_EMPTY_PASSWORD', value: 'yes' },
            { name: 'PGPASSWORD', value: '$(OTHER)' },
            { name: 'TLS_PRIVATE_KEY', value: '/etc/tls/tls.key' },
            { name: 'API_KEY' },
            { name: 'DB_PASSWORD', value: '$'.concat('{PASSWORD_FROM_FILE}') },
            { name: 'SERVICE_TOKEN', value: 'vault:secret/data/app#token' },
          ],
        }),
      },
    ],
    bad: [
      {
        name: 'has a password',
        given: podOf({
          env: [
            { name: 'DB_USER', value: 'app' },
            { name: 'DB_PASSWORD', value: 'hunter2' },
          ],
        }),
        message,
      },
      {
        name: 'has a key, in small letters',
        given: podOf({ env: [{ name: 'service_api_key', value: '4711' }] }),
        message,
      },
      {
        name: 'has passwords and a token, by other names of theirs',
        given: podOf({
          env: [
            { name: 'LOG_LEVEL', value: 'info' },
            { name: 'DB_PASS', value: 'hunter2' },
            { name: 'MYSQL_PWD', value: 'hunter2' },
            { name: 'GITHUB_TOKEN', value: '4711' },
          ],
        }),
        message,
      },
      {
        name: 'has the secret half of an AWS key',
        given: podOf({ env: [{ name: 'AWS_SECRET_ACCESS_KEY', value: 'wJalrXUtnFEMI' }] }),
        message,
      },
    ],
  },
});
