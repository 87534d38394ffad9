import { describe, expect, test } from '@jest/globals';
import { Evaluator, kubernetesRules, stackRules } from '@palisade/rules';
import { App, Chart, Duration } from 'cdk8s';
import { findings } from '../check';
import { modelErrors } from '../model-errors';
import { ExternalSecret, type ExternalSecretProps } from './external-secret';
import { restartAnnotations } from './mountable-secret';
import { SecretProvider } from './secret-provider';
import { SecretStore } from './secret-store';
import { TestReader } from './test-reader';

const evaluator = new Evaluator([...kubernetesRules, ...stackRules]);
const certificate = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
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

describe('a store', () => {
  test.each([
    {
      name: 'of AWS Parameter Store',
      from: SecretProvider.awsParameterStore({ region: 'us-gov-west-1' }),
      identity: 'irsa' as const,
      store: 'api-aws-parameter-store',
      provider: {
        aws: {
          service: 'ParameterStore',
          region: 'us-gov-west-1',
          auth: { jwt: { serviceAccountRef: { name: 'api' } } },
        },
      },
    },
    {
      name: 'of Vault, with a role of the workload’s own',
      from: vault,
      identity: undefined,
      store: 'api-vault',
      provider: {
        vault: {
          server: 'https://vault.example.com:8200',
          path: 'secret',
          version: 'v2',
          auth: {
            kubernetes: {
              mountPath: 'kubernetes',
              role: 'shop-api',
              serviceAccountRef: { name: 'api', audiences: ['vault'] },
            },
          },
        },
      },
    },
    {
      name: 'of Vault, with everything said',
      from: SecretProvider.vault({
        server: 'https://vault.example.com',
        path: 'teams/shop',
        mountPath: 'clusters/blue',
        role: 'shop',
        audience: 'https://vault.example.com',
        certificates: certificate,
      }),
      identity: undefined,
      store: 'api-vault',
      provider: {
        vault: {
          server: 'https://vault.example.com',
          path: 'teams/shop',
          version: 'v2',
          caBundle: 'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCkFBQUEKLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQo=',
          auth: {
            kubernetes: {
              mountPath: 'clusters/blue',
              role: 'shop',
              serviceAccountRef: { name: 'api', audiences: ['https://vault.example.com'] },
            },
          },
        },
      },
    },
    {
      name: 'of another provider',
      from: SecretProvider.other({
        name: 'gcp',
        provider: (serviceAccountRef) => ({
          gcpsm: { projectID: 'shop', auth: { workloadIdentity: { serviceAccountRef } } },
        }),
      }),
      identity: undefined,
      store: 'api-gcp',
      provider: { gcpsm: { projectID: 'shop', auth: { workloadIdentity: { serviceAccountRef: { name: 'api' } } } } },
    },
  ])('$name', ({ from, identity, store, provider }) => {
    const { objects } = synthesised({ from, data: { password: { key: 'shop/db' } } }, identity);
    expect(objects[0]).toMatchObject({ kind: 'SecretStore', metadata: { name: store }, spec: { provider } });
    expect(objects[1]).toMatchObject({
      spec: { secretStoreRef: { kind: 'SecretStore', name: store }, data: [{ remoteRef: { key: 'shop/db' } }] },
    });
  });

  test('is made once for all secrets that a workload reads from a provider', () => {
    const chart = chartOf();
    const reader = new TestReader(chart, 'api');
    new ExternalSecret(chart, 'db', { from: vault, data: password }).mountFor(reader);
    new ExternalSecret(chart, 'mail', { from: vault, data: password }).mountFor(reader);
    expect(chart.toJson().map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'SecretStore api-vault',
      'ExternalSecret db',
      'ExternalSecret mail',
    ]);
  });

  test('made by hand is used as it is', () => {
    const chart = chartOf();
    const store = new SecretStore(chart, 'certificates', { provider: vault, serviceAccountName: 'certificates' });
    new ExternalSecret(chart, 'shop-tls', {
      from: store,
      data: { 'tls.crt': { key: 'shop/tls', property: 'crt' }, 'tls.key': { key: 'shop/tls', property: 'key' } },
      type: 'kubernetes.io/tls',
    });
    const objects = chart.toJson();
    expect(modelErrors(objects)).toEqual([]);
    expect(findings(evaluator, objects)).toEqual([]);
    expect(objects[1]).toMatchObject({
      kind: 'ExternalSecret',
      spec: {
        secretStoreRef: { name: 'certificates' },
        target: { name: 'shop-tls', template: { type: 'kubernetes.io/tls' } },
      },
    });
    expect(chart.node.validate()).toEqual([]);
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

test.each([
  { name: 'nothing is rotated', mounts: [], annotations: {} },
  {
    name: 'several are',
    mounts: [
      { kind: 'Secret' as const, name: 'mail' },
      { kind: 'Secret' as const, name: 'db' },
      { kind: 'SecretProviderClass' as const, name: 'keys' },
      { kind: 'Secret' as const, name: 'db' },
    ],
    annotations: {
      'secret.reloader.stakater.com/reload': 'db,mail',
      'secretproviderclass.reloader.stakater.com/reload': 'keys',
    },
  },
])('tells Reloader when $name', ({ mounts, annotations }) => {
  const volume = { secret: { secretName: 'any', defaultMode: 0o440 } };
  expect(restartAnnotations(mounts.map((restartOn) => ({ volume, restartOn })))).toEqual(annotations);
  expect(restartAnnotations([{ volume }])).toEqual({});
});

describe('refuses', () => {
  const tooDeep = JSON.parse(`${'{"a":'.repeat(20)}1${'}'.repeat(20)}`);
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
    {
      name: 'a region that is none',
      props: { from: SecretProvider.awsSecretsManager({ region: 'Ireland' }), data: password },
      message:
        "chart/api/api-aws-secrets-manager: region is 'Ireland', which no region of AWS is called. Write one such as 'eu-west-1'.",
    },
    {
      name: 'a Vault without TLS',
      props: { from: SecretProvider.vault({ server: 'http://vault.example.com' }), data: password },
      message:
        "chart/api/api-vault: server is 'http://vault.example.com', which is not reached by TLS. Write the server's address alone, such as 'https://vault.example.com:8200'.",
    },
    {
      name: 'a password in an address',
      props: { from: SecretProvider.vault({ server: 'https://root:x@vault.example.com' }), data: password },
      message:
        "chart/api/api-vault: server holds a user or a password. Write the server's address alone, such as 'https://vault.example.com:8200'.",
    },
    {
      name: 'paths that are none',
      props: {
        from: SecretProvider.vault({ server: 'https://v.example.com', path: '/secret', mountPath: 'a/../b' }),
        data: password,
      },
      message: [
        "chart/api/api-vault: path is '/secret', which is no path of Vault. Write names with a slash between them and none at either end, such as 'secret' or 'teams/shop'.",
        "chart/api/api-vault: mountPath is 'a/../b', which is no path of Vault. Write names with a slash between them and none at either end, such as 'secret' or 'teams/shop'.",
      ].join('\n'),
    },
    {
      name: 'a private key beside the certificates',
      props: {
        from: SecretProvider.vault({
          server: 'https://v.example.com',
          certificates: `${certificate}-----BEGIN ${''}PRIVATE KEY-----`,
        }),
        data: password,
      },
      message: 'chart/api/api-vault: certificates holds a private key. Write certificates alone, and replace that key.',
    },
    {
      name: 'a provider with the rights of the operator',
      props: {
        from: SecretProvider.other({ name: 'gcp', provider: () => ({ gcpsm: { projectID: 'shop' } }) }),
        data: password,
      },
      message:
        'chart/api/api-gcp: provider names no account, so that it is read with rights that are not the workload’s. Write the account that it is given as serviceAccountRef of its auth.',
    },
    {
      name: 'a provider with the rights of another account',
      props: {
        from: SecretProvider.other({
          name: 'gcp',
          provider: ({ name }) => ({ gcpsm: { auth: { serviceAccountRef: { name, namespace: 'platform' } } } }),
        }),
        data: password,
      },
      message:
        "chart/api/api-gcp: provider reads as 'platform/api'. Write the account that it is given, with no namespace.",
    },
    {
      name: 'two providers at once',
      props: {
        from: SecretProvider.other({
          name: 'both',
          provider: (serviceAccountRef) => ({ a: { serviceAccountRef }, b: { serviceAccountRef } }),
        }),
        data: password,
      },
      message: 'chart/api/api-both: provider is of 2 kinds (a, b). Write one provider, such as { gcpsm: { ... } }.',
    },
    {
      name: 'a provider without end',
      props: { from: SecretProvider.other({ name: 'deep', provider: () => tooDeep }), data: password },
      message: 'chart/api/api-deep: provider is nested more than 16 deep. Write what the operator knows of.',
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

  test('a store of another namespace', () => {
    const app = new App();
    const store = new SecretStore(new Chart(app, 'a', { namespace: 'shop' }), 'store', {
      provider: vault,
      serviceAccountName: 'api',
    });
    expect(
      () => new ExternalSecret(new Chart(app, 'b', { namespace: 'mail' }), 'db', { from: store, data: password }),
    ).toThrow(
      new Error("b/db: from is a SecretStore of the namespace 'shop'. Make one in 'mail', or give a SecretProvider."),
    );
  });

  test('to mount what is read as another', () => {
    const chart = chartOf();
    const store = new SecretStore(chart, 'store', { provider: vault, serviceAccountName: 'other' });
    const secret = new ExternalSecret(chart, 'db', { from: store, data: password });
    expect(() => secret.mountFor(new TestReader(chart, 'api'))).toThrow(
      new Error(
        "chart/api: it mounts chart/db, which is read as 'other'. Read it as 'api', the workload's own account, or give a SecretProvider as 'from'.",
      ),
    );
  });

  test('two providers of one name', () => {
    const chart = chartOf();
    const api = new TestReader(chart, 'api');
    new ExternalSecret(chart, 'db', { from: vault, data: password }).mountFor(api);
    const from = SecretProvider.vault({ server: 'https://other.example.com' });
    expect(() => new ExternalSecret(chart, 'mail', { from, data: password }).mountFor(api)).toThrow(
      new Error(
        "chart/api: its secrets come from two providers that are both named 'vault'. Make a SecretStore for one of them, and give it to its ExternalSecrets as 'from'.",
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
