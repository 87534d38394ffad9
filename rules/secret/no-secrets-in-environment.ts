import { podOf } from '../hardened';
import { defineRule } from '../rule';

export const noSecretsInEnvironment = defineRule({
  id: 'no-secrets-in-environment',
  severity: 'medium',
  title: 'Mount secrets as files, not as environment variables',
  rationale:
    'Environment variables are inherited by every child process, printed by crash reports and debug pages, readable in /proc, and never change while the process lives, so that a rotated secret stays in use.',
  remediation:
    'Mount the Secret, or a secret store’s CSI volume, read-only, and have the program read the file each time it needs it.',
  references: [
    { standard: 'cis-kubernetes', control: '5.4.1' },
    { standard: 'cis-eks', control: '4.4.1' },
    { standard: 'nsa-cisa', control: 'Secrets' },
    { standard: 'mitre-attack', control: 'T1552.007' },
  ],
  on: 'container',
  cel: 'container.?env.orValue([]).all(variable, !variable.?valueFrom.?secretKeyRef.hasValue()) && container.?envFrom.orValue([]).all(source, !source.?secretRef.hasValue())',
  message: 'these containers take secrets from their environment: {label}',
  samples: {
    good: [
      { name: 'has plain variables', given: podOf({ env: [{ name: 'LOG_LEVEL', value: 'info' }] }) },
      { name: 'takes a ConfigMap', given: podOf({ envFrom: [{ configMapRef: { name: 'app' } }] }) },
    ],
    bad: [
      {
        name: 'takes one key of a Secret',
        given: podOf({
          env: [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'database', key: 'password' } } }],
        }),
        message: 'these containers take secrets from their environment: app',
      },
      {
        name: 'takes a whole Secret',
        given: podOf({ envFrom: [{ secretRef: { name: 'database' } }] }),
        message: 'these containers take secrets from their environment: app',
      },
      {
        name: 'takes a Secret after a ConfigMap',
        given: podOf({
          envFrom: [{ configMapRef: { name: 'app' } }, { prefix: 'DB_', secretRef: { name: 'database' } }],
        }),
        message: 'these containers take secrets from their environment: app',
      },
    ],
  },
});
