import { podOf } from '../hardened';
import { defineRule } from '../rule';

const message = 'these containers have a password in plain text in their environment: app';
const endings = [
  'password',
  'passwd',
  'passphrase',
  'secret',
  'secret_key',
  'secret_access_key',
  'private_key',
  'api_key',
  'access_token',
  'auth_token',
];

const isPassword = endings.map((ending) => `name.endsWith(${JSON.stringify(ending)})`).join(' || ');

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
  cel: `container.?env.orValue([]).all(variable, ![variable.name.lowerAscii()].exists(name, ${isPassword}) || variable.?value.orValue("").lowerAscii() in ["", "0", "1", "true", "false", "yes", "no", "none", "disabled", "enabled"] || variable.value.startsWith("/") || variable.value.startsWith("$(") || variable.value.startsWith("file:"))`,
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
        name: 'has the secret half of an AWS key',
        given: podOf({ env: [{ name: 'AWS_SECRET_ACCESS_KEY', value: 'wJalrXUtnFEMI' }] }),
        message,
      },
    ],
  },
});
