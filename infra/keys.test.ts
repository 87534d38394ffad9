import * as pulumi from '@pulumi/pulumi';
import { stored } from './config/example';
import blueprint from './index';
import type { KeyStatement } from './key-policies';
import { Keys } from './keys';
import { type Recording, record, testAccount } from './testing';

const administrator = 'arn:aws:iam::111122223333:role/platform-deployer';
const root = 'arn:aws:iam::111122223333:root';

let keys: Recording<unknown>;
beforeAll(async () => {
  keys = await record(() => {
    const made = new Keys('keys', {
      account: testAccount,
      cluster: 'example',
      keys: { administrators: [administrator], deletionWindowDays: 30 },
    });
    return [made.secretsKeyArn, made.logsKeyArn, made.volumesKeyArn];
  });
});

const purposes = ['secrets', 'logs', 'volumes'];

function statements(purpose: string): KeyStatement[] {
  return JSON.parse(keys.one('Key', `keys-${purpose}`).inputs.policy).Statement;
}

function statement(purpose: string, sid: string): KeyStatement | undefined {
  return statements(purpose).find(({ Sid }) => Sid === sid);
}

test.each(purposes)('the key of %s rotates, goes slowly and has an alias', (purpose) => {
  const key = keys.one('Key', `keys-${purpose}`);

  expect(key.inputs).toMatchObject({
    description: `Encrypts ${purpose} of example`,
    enableKeyRotation: true,
    rotationPeriodInDays: 365,
    deletionWindowInDays: 30,
    multiRegion: false,
    tags: { 'palisade:cluster': 'example', Name: `example-${purpose}` },
  });
  expect(keys.one('Alias', `keys-${purpose}`).inputs).toMatchObject({
    name: `alias/palisade/example/${purpose}`,
    targetKeyId: key.id,
  });
});

test('each has an ARN of its own', () => {
  expect(new Set(keys.result as string[]).size).toBe(3);
});

describe.each(purposes)('the policy of %s', (purpose) => {
  test('names principals, and never everyone', () => {
    for (const { Principal } of statements(purpose)) {
      expect(['AWS', 'Service']).toContain(Object.keys(Principal)[0]);
      expect(Object.values(Principal).flat()).not.toContain('*');
    }
  });

  test('gives the account, and every service, nothing without a condition', () => {
    const open = statements(purpose).filter(({ Condition }) => Condition === undefined);

    for (const { Principal } of open) {
      expect(Principal).toHaveProperty('AWS');
      expect(Object.values(Principal).flat()).not.toContain(root);
    }
  });

  test('lets administrators change the key and not use it', () => {
    const own = statement(purpose, 'Administer');

    expect(own?.Principal).toEqual({ AWS: [administrator] });
    expect(own?.Action).toEqual(expect.arrayContaining(['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion']));
    expect(own?.Action.filter((action) => /\*|crypt|GenerateDataKey|CreateGrant/.test(action))).toEqual([]);
  });

  test('leaves all of it to the root user only', () => {
    const whole = statements(purpose).filter(({ Action }) => Action.includes('kms:*'));

    expect(whole).toEqual([
      {
        Sid: 'RecoverAsRootUser',
        Effect: 'Allow',
        Principal: { AWS: root },
        Action: ['kms:*'],
        Resource: '*',
        Condition: { StringEquals: { 'aws:PrincipalType': 'Account' } },
      },
    ]);
  });
});

test("secrets are encrypted by the control plane's role", () => {
  expect(statement('secrets', 'EncryptAsControlPlane')).toMatchObject({
    Principal: { AWS: root },
    Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:ListGrants'],
    Condition: {
      StringEquals: { 'kms:CallerAccount': '111122223333' },
      ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/cluster-*' },
    },
  });
});

test("logs are encrypted for this cluster's groups", () => {
  expect(statement('logs', 'EncryptLogGroups')).toMatchObject({
    Principal: { Service: 'logs.eu-west-1.amazonaws.com' },
    Condition: {
      ArnLike: {
        'kms:EncryptionContext:aws:logs:arn': [
          'arn:aws:logs:eu-west-1:111122223333:log-group:/aws/eks/example/*',
          'arn:aws:logs:eu-west-1:111122223333:log-group:/aws/codebuild/example-*',
          'arn:aws:logs:eu-west-1:111122223333:log-group:/palisade/example/*',
        ],
      },
    },
  });
});

test('alarms of this cluster reach the encrypted topic', () => {
  expect(statement('logs', 'PublishAlarms')).toMatchObject({
    Principal: { Service: 'cloudwatch.amazonaws.com' },
    Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    Condition: {
      StringEquals: { 'aws:SourceAccount': '111122223333' },
      ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:example-*' },
    },
  });
});

test("nodes' volumes are encrypted by Auto Scaling, with grants for EC2 only", () => {
  const scaling =
    'arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling';

  expect(statement('volumes', 'EncryptNodeVolumes')?.Principal).toEqual({ AWS: scaling });
  expect(statement('volumes', 'GiveTheKeyToNodes')).toMatchObject({
    Principal: { AWS: scaling },
    Action: ['kms:CreateGrant'],
    Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
  });
});

test.each([
  ['EncryptPersistentVolumes', 'ec2.eu-west-1.amazonaws.com'],
  ['GiveTheKeyToPersistentVolumes', 'ec2.eu-west-1.amazonaws.com'],
  ['GiveTheKeyToRepositories', 'ecr.eu-west-1.amazonaws.com'],
])('%s goes through %s', (sid, service) => {
  expect(statement('volumes', sid)?.Condition?.StringEquals).toEqual({
    'kms:CallerAccount': '111122223333',
    'kms:ViaService': service,
  });
});

test('the role that the blueprint gives the control plane is the one that the key of secrets names', async () => {
  const whole = await record(() => {
    // Without the baseline, for which the API would have to be reached.
    const config = Object.entries(stored((c) => (c.layer = 'cluster'))).map(([key, value]): [string, string] => [
      `palisade:${key}`,
      value,
    ]);
    pulumi.runtime.setAllConfig(Object.fromEntries(config));
    return blueprint().then(() => undefined);
  });
  const policy: { Statement: KeyStatement[] } = JSON.parse(whole.one('Key', 'keys-secrets').inputs.policy);
  const named = policy.Statement.find(({ Sid }) => Sid === 'EncryptAsControlPlane')?.Condition?.ArnLike?.[
    'aws:PrincipalArn'
  ];
  const role = whole.of('Role').find(({ inputs }) => inputs.assumeRolePolicy.includes('"eks.amazonaws.com"'));

  // Without a name of its own a role gets its name in the program, a hyphen and seven hexadecimal digits.
  expect(role?.inputs.name).toBeUndefined();
  expect(named).toBe(`arn:aws:iam::111122223333:role/${role?.name}-*`);
});
