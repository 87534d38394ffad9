import { defineRule } from '../rule';
import { environment, project } from './samples';

export const codebuildNoPlainCredentials = defineRule({
  id: 'codebuild-no-plain-credentials',
  on: 'aws',
  types: ['aws:codebuild/project:Project'],
  severity: 'critical',
  title: 'Keep credentials out of build variables',
  rationale:
    'Everybody who may look at the project reads its plain variables, and every build prints them to its log sooner or later.',
  remediation:
    "Set the variable's type to 'SECRETS_MANAGER' or 'PARAMETER_STORE', or give the build's role the permission instead. Rotate what was written here.",
  references: [
    { standard: 'aws-fsbp', control: 'CodeBuild.2' },
    { standard: 'mitre-attack', control: 'T1552.001' },
  ],
  forEach: { as: 'variable', in: 'object.environment.?environmentVariables.orValue([])', label: 'variable.name' },
  cel: `
    variable.?type.orValue('PLAINTEXT') != 'PLAINTEXT'
    || !['secret', 'password', 'token', 'access_key', 'private_key', 'passphrase'].exists(word, variable.name.lowerAscii().contains(word))
  `,
  message: 'plain variables are named like credentials: {label}',
  samples: {
    good: [
      { name: 'none', given: project() },
      {
        name: 'one that only names things',
        given: project(environment({ environmentVariables: [{ name: 'AWS_REGION', value: 'eu-west-1' }] })),
      },
      {
        name: 'one from Secrets Manager',
        given: project(
          environment({ environmentVariables: [{ name: 'NPM_TOKEN', type: 'SECRETS_MANAGER', value: 'build/npm' }] }),
        ),
      },
    ],
    bad: [
      {
        name: 'an access key',
        given: project(environment({ environmentVariables: [{ name: 'AWS_SECRET_ACCESS_KEY', value: 'x' }] })),
        message: 'plain variables are named like credentials: AWS_SECRET_ACCESS_KEY',
      },
      {
        name: 'in small letters, said to be plain',
        given: project(environment({ environmentVariables: [{ name: 'npm_token', type: 'PLAINTEXT', value: 'x' }] })),
        message: 'plain variables are named like credentials: npm_token',
      },
      {
        name: 'two among others',
        given: project(
          environment({
            environmentVariables: [
              { name: 'DB_PASSWORD', value: 'x' },
              { name: 'AWS_REGION', value: 'eu-west-1' },
              { name: 'PULUMI_CONFIG_PASSPHRASE', value: 'x' },
            ],
          }),
        ),
        message: 'plain variables are named like credentials: DB_PASSWORD, PULUMI_CONFIG_PASSPHRASE',
      },
    ],
  },
});
