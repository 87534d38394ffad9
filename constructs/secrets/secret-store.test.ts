import { describe, expect, test } from '@jest/globals';
import { Evaluator, kubernetesRules, stackRules } from '@palisade/rules';
import { App, Chart } from 'cdk8s';
import { findings } from '../synth/check';
import { modelErrors } from '../testing/model-errors';
import { ExternalSecret, type ExternalSecretProps } from './external-secret';
import { SecretProvider } from './secret-provider';
import { SecretStore } from './secret-store';
import { TestReader } from './testing/reader';

const evaluator = new Evaluator([...kubernetesRules, ...stackRules]);
const certificate = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
const vault = SecretProvider.vault({ server: 'https://vault.example.com:8200' });
const password = { password: { key: 'shop/db', property: 'password' } };

function chartOf(namespace = 'shop') {
  return new Chart(new App(), 'chart', { namespace });
}

/** All that an ExternalSecret makes when `api` mounts it. */
function synthesised(props: ExternalSecretProps, identity: 'pod-identity' | 'irsa' | undefined = 'irsa') {
  const chart = chartOf();
  const reader = new TestReader(chart, 'api', identity);
  new ExternalSecret(chart, 'db', props).mountFor(reader);
  const objects = chart.toJson();
  expect(modelErrors(objects)).toEqual([]);
  expect(findings(evaluator, objects)).toEqual([]);
  return { objects };
}

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

describe('refuses', () => {
  const tooDeep = JSON.parse(`${'{"a":'.repeat(20)}1${'}'.repeat(20)}`);
  test.each([
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
});
