import { describe, expect, test } from '@jest/globals';
import { Evaluator, kubernetesRules, stackRules } from '@palisade/rules';
import { App, Chart, Duration } from 'cdk8s';
import { findings } from '../synth/check';
import { modelErrors } from '../testing/model-errors';
import { ExternalSecret, type ExternalSecretProps } from './external-secret';
import { SecretProvider } from './secret-provider';
import { TestReader } from './testing/reader';

const evaluator = new Evaluator([...kubernetesRules, ...stackRules]);
const aws = SecretProvider.awsSecretsManager({ region: 'eu-west-1' });
const vault = SecretProvider.vault({ server: 'https://vault.example.com:8200' });
const password = { password: { key: 'shop/db', property: 'password' } };

function chartOf(namespace = 'shop') {
  return new Chart(new App(), 'chart', { namespace });
}

/** All that an ExternalSecret makes when `api` mounts it. */
function synthesised(props: ExternalSecretProps, identity: 'pod-identity' | 'irsa' | undefined = 'irsa') {
  const chart = chartOf();
  const reader = new TestReader(chart, 'api', identity);
  const mount = new ExternalSecret(chart, 'db', props).mountFor(reader);
  const objects = chart.toJson();
  expect(modelErrors(objects)).toEqual([]);
  expect(findings(evaluator, objects)).toEqual([]);
  return { mount, objects };
}

test('copies values of AWS Secrets Manager into a Secret, read as the workload that mounts it', () => {
  const { mount, objects } = synthesised({ from: aws, data: password });
  expect(objects).toEqual([
    {
      apiVersion: 'external-secrets.io/v1',
      kind: 'SecretStore',
      metadata: { name: 'api-aws-secrets-manager', namespace: 'shop' },
      spec: {
        provider: {
          aws: {
            service: 'SecretsManager',
            region: 'eu-west-1',
            auth: { jwt: { serviceAccountRef: { name: 'api' } } },
          },
        },
      },
    },
    {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: { name: 'db', namespace: 'shop' },
      spec: {
        refreshPolicy: 'Periodic',
        refreshInterval: '1h',
        secretStoreRef: { kind: 'SecretStore', name: 'api-aws-secrets-manager' },
        target: { name: 'db', creationPolicy: 'Owner', deletionPolicy: 'Retain' },
        data: [{ secretKey: 'password', remoteRef: { key: 'shop/db', property: 'password' } }],
      },
    },
  ]);
  expect(mount).toEqual({
    volume: { secret: { secretName: 'db', defaultMode: 0o440 } },
    restartOn: { kind: 'Secret', name: 'db' },
  });
});

test.each([
  { refreshInterval: Duration.minutes(1), written: '1m' },
  { refreshInterval: Duration.seconds(90), written: '90s' },
  { refreshInterval: Duration.minutes(120), written: '2h' },
  { refreshInterval: Duration.days(1), written: '24h' },
])('looks for new values every $written', ({ refreshInterval, written }) => {
  const { objects } = synthesised({ from: vault, data: password, refreshInterval });
  expect(objects[1]).toMatchObject({ spec: { refreshInterval: written } });
});

test('restarts nobody who reads files again', () => {
  const { mount } = synthesised({ from: vault, data: password, onRotation: 'reread' });
  expect(mount).toEqual({ volume: { secret: { secretName: 'db', defaultMode: 0o440 } } });
});

describe('refuses', () => {
  test.each([
    {
      name: 'no values',
      props: { from: vault, data: {} },
      message: "chart/db: data is empty. Write a value by its file's name: { password: { key: 'shop/db' } }.",
    },
    {
      name: 'a file that climbs out',
      props: { from: vault, data: { '../x': { key: 'a' } } },
      message:
        "chart/db: '../x' is no name for a file of a secret. Write letters, digits, hyphens, underscores and dots, with no dot in front, at most 253 of them.",
    },
    {
      name: 'an empty key and a property with a line end',
      props: { from: vault, data: { a: { key: '', property: 'b\n' } } },
      message: [
        "chart/db: data.a.key is ''. Write the name that the secret has in its store, without spaces around it.",
        "chart/db: data.a.property is 'b\n'. Write the name that the secret has in its store, without spaces around it.",
      ].join('\n'),
    },
    {
      name: 'never to look again',
      props: { from: vault, data: password, refreshInterval: Duration.seconds(0) },
      message:
        'chart/db: refreshInterval is 0 seconds, which asks the store all the time, or never again. Write a minute or more, such as Duration.minutes(15).',
    },
    {
      name: 'a certificate without its key',
      props: { from: vault, data: { 'tls.crt': { key: 'a' } }, type: 'kubernetes.io/tls' as const },
      message:
        "chart/db: type is 'kubernetes.io/tls', and data has no tls.key. Write both: the certificate with those that signed it, and its key, in PEM.",
    },
  ])('$name', ({ props, message }) => {
    const chart = chartOf();
    const reader = new TestReader(chart, 'api', 'irsa');
    expect(() => new ExternalSecret(chart, 'db', props).mountFor(reader)).toThrow(new Error(message));
  });

  test.each([
    {
      name: 'no role of AWS',
      identity: undefined,
      message:
        "chart/api: it mounts chart/db from AWS, and its account is no role of AWS. Give it one that may read the secret: cloudIdentity: CloudIdentity.irsa('arn:aws:iam::...').",
    },
    {
      name: 'a role by Pod Identity',
      identity: 'pod-identity' as const,
      message:
        "chart/api: it mounts chart/db from AWS, and its account is a role by Pod Identity, which the External Secrets operator can't take the place of. Give it one by IRSA, or mount the secret with a CsiSecret, which knows both.",
    },
  ])('AWS to a workload with $name', ({ identity, message }) => {
    const chart = chartOf();
    const secret = new ExternalSecret(chart, 'db', { from: aws, data: password });
    expect(() => secret.mountFor(new TestReader(chart, 'api', identity))).toThrow(new Error(message));
  });

  test('a second workload', () => {
    const chart = chartOf();
    const secret = new ExternalSecret(chart, 'db', { from: vault, data: password });
    const api = new TestReader(chart, 'api');
    expect(secret.mountFor(api)).toEqual(secret.mountFor(api));
    expect(() => secret.mountFor(new TestReader(chart, 'web'))).toThrow(
      new Error(
        'chart/web: it mounts chart/db, which chart/api mounts too. Make a secret for each: it is then read with the rights of the workload that mounts it.',
      ),
    );
  });

  test('a workload of another namespace', () => {
    const app = new App();
    const secret = new ExternalSecret(new Chart(app, 'a', { namespace: 'shop' }), 'db', {
      from: vault,
      data: password,
    });
    const reader = new TestReader(new Chart(app, 'b', { namespace: 'mail' }), 'api');
    expect(() => secret.mountFor(reader)).toThrow(
      new Error(
        "b/api: it mounts a/db, which stands in the namespace 'shop'. Make the secret in 'mail', beside the workload.",
      ),
    );
  });

  test('at synth, what nobody mounts', () => {
    const chart = chartOf();
    const secret = new ExternalSecret(chart, 'db', { from: vault, data: password });
    expect(secret.node.validate()).toEqual([
      "No workload mounts it, so nobody may read it. Mount it (secrets: { '/etc/db': secret }), or leave it out.",
    ]);
    secret.mountFor(new TestReader(chart, 'api'));
    expect(secret.node.validate()).toEqual([]);
  });
});
