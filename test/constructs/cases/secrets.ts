import {
  CloudIdentity,
  CsiSecret,
  Deployment,
  ExternalSecret,
  type MountableSecret,
  SecretProvider,
  SecretStore,
  type TeamNamespace,
} from '@palisade/constructs';
import { Duration } from 'cdk8s';
import { type Case, image } from './case';

const region = 'eu-west-1';

function reader(namespace: TeamNamespace, secret: MountableSecret, cloudIdentity?: CloudIdentity) {
  return new Deployment(namespace, 'api', {
    image: image('api'),
    resources: { cpu: '100m', memory: '64Mi' },
    secrets: { '/etc/db': secret },
    ...(cloudIdentity && { cloudIdentity }),
  });
}

const irsa = CloudIdentity.irsa('arn:aws:iam::123456789012:role/api');

export const secrets: readonly Case[] = [
  {
    name: 'secret-from-aws',
    make: (namespace) => {
      const from = SecretProvider.awsSecretsManager({ region });
      const data = { password: { key: 'prod/shop/db', property: 'password' } };
      return reader(namespace, new ExternalSecret(namespace, 'db', { from, data }), irsa);
    },
  },
  {
    name: 'secret-from-parameter-store',
    make: (namespace) => {
      const from = SecretProvider.awsParameterStore({ region });
      const data = { password: { key: '/prod/shop/db' } };
      const refreshInterval = Duration.minutes(5);
      return reader(
        namespace,
        new ExternalSecret(namespace, 'db', { from, data, refreshInterval, onRotation: 'reread' }),
        irsa,
      );
    },
  },
  {
    name: 'secret-from-vault',
    make: (namespace) => {
      const from = SecretProvider.vault({ server: 'https://vault.example.com', path: 'kv', role: 'shop' });
      return reader(
        namespace,
        new ExternalSecret(namespace, 'db', { from, data: { password: { key: 'shop/db', property: 'password' } } }),
      );
    },
  },
  {
    name: 'secret-from-a-store',
    make: (namespace) => {
      const provider = SecretProvider.vault({ server: 'https://vault.example.com' });
      const store = new SecretStore(namespace, 'shop', { provider, serviceAccountName: 'api' });
      return reader(
        namespace,
        new ExternalSecret(namespace, 'db', { from: store, data: { password: { key: 'shop/db' } } }),
      );
    },
  },
  {
    name: 'secret-by-csi-from-aws',
    make: (namespace) =>
      reader(
        namespace,
        new CsiSecret(namespace, 'db', {
          provider: 'aws-secrets-manager',
          region,
          data: { password: { name: 'prod/shop/db' } },
        }),
        irsa,
      ),
  },
  {
    name: 'secret-by-csi-from-vault',
    make: (namespace) => {
      const data = { password: { path: 'kv/data/shop/db', key: 'password' } };
      return reader(namespace, new CsiSecret(namespace, 'db', { provider: 'vault', data }));
    },
  },
];
