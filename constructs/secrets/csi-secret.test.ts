import { describe, expect, test } from '@jest/globals';
import { Evaluator, kubernetesRules, stackRules } from '@palisade/rules';
import { App, Chart } from 'cdk8s';
import { findings } from '../synth/check';
import { CsiSecret, type CsiSecretProps } from './csi-secret';
import { TestReader } from './testing/reader';

const evaluator = new Evaluator([...kubernetesRules, ...stackRules]);

function synthesised(props: CsiSecretProps, identity?: 'pod-identity' | 'irsa') {
  const chart = new Chart(new App(), 'chart', { namespace: 'shop' });
  const mount = new CsiSecret(chart, 'db', props).mountFor(new TestReader(chart, 'api', identity));
  const objects = chart.toJson();
  expect(findings(evaluator, objects)).toEqual([]);
  const [object, ...others] = objects;
  expect(others).toEqual([]);
  const { objects: list, ...parameters } = object.spec.parameters;
  return { mount, object, parameters, list: JSON.parse(list) };
}

test('is a volume of the driver, without a Secret', () => {
  const { mount, object } = synthesised({ provider: 'vault', data: { password: { path: 'kv/db', key: 'password' } } });
  expect(mount).toEqual({
    volume: {
      csi: {
        driver: 'secrets-store.csi.k8s.io',
        readOnly: true,
        volumeAttributes: { secretProviderClass: 'db' },
      },
    },
    restartOn: { kind: 'SecretProviderClass', name: 'db' },
  });
  expect(object).toMatchObject({
    apiVersion: 'secrets-store.csi.x-k8s.io/v1',
    kind: 'SecretProviderClass',
    metadata: { name: 'db', namespace: 'shop' },
  });
  expect(object.spec.secretObjects).toBeUndefined();
});

describe('reads from', () => {
  test.each([
    {
      name: 'AWS Secrets Manager by Pod Identity, each secret once',
      identity: 'pod-identity' as const,
      props: {
        provider: 'aws-secrets-manager' as const,
        region: 'eu-west-1',
        data: {
          'db.json': { name: 'shop/db' },
          user: { name: 'shop/db', jmesPath: 'user' },
          password: { name: 'shop/db', jmesPath: 'password' },
          key: { name: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/key-AbCdEf' },
        },
      },
      parameters: { region: 'eu-west-1', usePodIdentity: 'true' },
      list: [
        {
          objectName: 'shop/db',
          objectType: 'secretsmanager',
          objectAlias: 'db.json',
          filePermission: '0444',
          jmesPath: [
            { path: 'user', objectAlias: 'user', filePermission: '0444' },
            { path: 'password', objectAlias: 'password', filePermission: '0444' },
          ],
        },
        {
          objectName: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/key-AbCdEf',
          objectType: 'secretsmanager',
          objectAlias: 'key',
          filePermission: '0444',
        },
      ],
    },
    {
      name: 'AWS Parameter Store by IRSA',
      identity: 'irsa' as const,
      props: {
        provider: 'aws-parameter-store' as const,
        region: 'eu-west-1',
        data: { password: { name: '/shop/db/password' } },
      },
      parameters: { region: 'eu-west-1' },
      list: [
        {
          objectName: '/shop/db/password',
          objectType: 'ssmparameter',
          objectAlias: 'password',
          filePermission: '0444',
        },
      ],
    },
    {
      name: 'Vault, with a role of the workload’s own',
      identity: undefined,
      props: { provider: 'vault' as const, data: { password: { path: 'secret/data/shop/db', key: 'password' } } },
      parameters: { roleName: 'shop-api', vaultAuthMountPath: 'kubernetes', audience: 'vault' },
      list: [
        { objectName: 'password', secretPath: 'secret/data/shop/db', secretKey: 'password', filePermission: 0o444 },
      ],
    },
    {
      name: 'Vault, with everything said',
      identity: undefined,
      props: {
        provider: 'vault' as const,
        role: 'shop',
        mountPath: 'clusters/blue',
        audience: 'https://vault.example.com',
        data: { user: { path: 'database/creds/shop', key: 'username' } },
      },
      parameters: { roleName: 'shop', vaultAuthMountPath: 'clusters/blue', audience: 'https://vault.example.com' },
      list: [{ objectName: 'user', secretPath: 'database/creds/shop', secretKey: 'username', filePermission: 0o444 }],
    },
  ])('$name', ({ identity, props, parameters, list }) => {
    const found = synthesised(props, identity);
    expect(found.parameters).toEqual(parameters);
    expect(found.list).toEqual(list);
  });
});

test('restarts nobody who reads files again', () => {
  const data = { password: { path: 'kv/db', key: 'password' } };
  expect(synthesised({ provider: 'vault', data, onRotation: 'reread' }).mount.restartOn).toBeUndefined();
});

describe('refuses', () => {
  test.each([
    {
      name: 'no values',
      props: { provider: 'vault' as const, data: {} },
      message: "chart/db: data is empty. Write a value by its file's name, such as { password: { ... } }.",
    },
    {
      name: 'a hidden file, a region and a name that are none',
      props: { provider: 'aws-secrets-manager' as const, region: '', data: { '..data': { name: ' a', jmesPath: '' } } },
      message: [
        "chart/db: '..data' is no name for a file of a secret. Write letters, digits, hyphens, underscores and dots, with no dot in front, at most 253 of them.",
        "chart/db: region is '', which no region of AWS is called. Write one such as 'eu-west-1'.",
        "chart/db: data...data.name is ' a'. Write the name that the secret has in its store, without spaces around it.",
        "chart/db: data...data.jmesPath is ''. Write the name that the secret has in its store, without spaces around it.",
      ].join('\n'),
    },
    {
      name: 'one secret as two whole files',
      props: {
        provider: 'aws-secrets-manager' as const,
        region: 'eu-west-1',
        data: { a: { name: 'db' }, b: { name: 'db' } },
      },
      message:
        "chart/db: data.b is the whole of 'db', which another file is already. Write a jmesPath for one of them, or leave one out.",
    },
    {
      name: 'an ARN of another region, and one of another service',
      props: {
        provider: 'aws-secrets-manager' as const,
        region: 'eu-west-1',
        data: {
          a: { name: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:db-AbCdEf' },
          b: { name: 'arn:aws:ssm:eu-west-1:111122223333:parameter/db' },
        },
      },
      message: [
        "chart/db: data.a.name is 'arn:aws:secretsmanager:us-east-1:111122223333:secret:db-AbCdEf', which is no secret of eu-west-1. Write the ARN of one in that region, or its name.",
        "chart/db: data.b.name is 'arn:aws:ssm:eu-west-1:111122223333:parameter/db', which is no secret of eu-west-1. Write the ARN of one in that region, or its name.",
      ].join('\n'),
    },
    {
      name: 'an ARN of a parameter',
      props: {
        provider: 'aws-parameter-store' as const,
        region: 'eu-west-1',
        data: { a: { name: 'arn:aws:ssm:eu-west-1:111122223333:parameter/db' } },
      },
      message:
        "chart/db: data.a.name is 'arn:aws:ssm:eu-west-1:111122223333:parameter/db', an ARN. Write the parameter's name.",
    },
    {
      name: 'paths that are none',
      props: { provider: 'vault' as const, mountPath: 'a b', data: { a: { path: '/kv/db', key: 'a' } } },
      message: [
        "chart/db: mountPath is 'a b', which is no path of Vault. Write names with a slash between them and none at either end, such as 'secret' or 'teams/shop'.",
        "chart/db: data.a.path is '/kv/db', which is no path of Vault. Write names with a slash between them and none at either end, such as 'secret' or 'teams/shop'.",
      ].join('\n'),
    },
    {
      name: 'AWS to a workload with no role of AWS',
      props: { provider: 'aws-parameter-store' as const, region: 'eu-west-1', data: { a: { name: 'a' } } },
      message:
        'chart/api: it mounts chart/db from AWS, and its account is no role of AWS. Give it one that may read the secret: cloudIdentity: CloudIdentity.podIdentity().',
    },
  ])('$name', ({ props, message }) => {
    const chart = new Chart(new App(), 'chart', { namespace: 'shop' });
    const reader = new TestReader(chart, 'api');
    expect(() => new CsiSecret(chart, 'db', props).mountFor(reader)).toThrow(new Error(message));
  });

  test('at synth, what nobody mounts', () => {
    const chart = new Chart(new App(), 'chart', { namespace: 'shop' });
    const data = { password: { path: 'kv/db', key: 'password' } };
    const secret = new CsiSecret(chart, 'db', { provider: 'vault', data });
    expect(secret.node.validate()).toEqual([
      "No workload mounts it, so nobody may read it. Mount it (secrets: { '/etc/db': secret }), or leave it out.",
    ]);
  });
});
