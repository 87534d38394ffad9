import { CloudIdentity, Deployment } from '@palisade/constructs';
import { Duration } from 'cdk8s';
import { type Case, image } from './case';

const program = { image: image('worker'), resources: { cpu: '100m', memory: '64Mi' } };
const cluster = { apiServerCidrs: ['10.0.0.10/32'] };

export const identities: readonly Case[] = [
  {
    name: 'permissions',
    cluster,
    make: (namespace) =>
      new Deployment(namespace, 'operator', {
        ...program,
        permissions: [
          { resource: 'configmaps', verbs: ['get', 'list', 'watch'] },
          { resource: 'pods', verbs: ['get', 'list', 'delete'] },
          { resource: 'configmaps', names: ['state'], verbs: ['update', 'patch'] },
          { resource: 'secrets', names: ['license'], verbs: ['get'] },
          { customResource: 'widgets.example.com', verbs: ['get', 'list', 'watch'] },
        ],
      }),
  },
  {
    name: 'eviction',
    cluster,
    make: (namespace) =>
      new Deployment(namespace, 'operator', {
        ...program,
        permissions: [{ resource: 'pods/eviction', verbs: ['create'] }],
      }),
  },
  {
    name: 'tokens',
    make: (namespace) =>
      new Deployment(namespace, 'worker', {
        ...program,
        tokens: [
          { audience: 'https://vault.example.com', path: '/var/run/secrets/vault', expiration: Duration.minutes(15) },
        ],
      }),
  },
  {
    name: 'pod-identity',
    make: (namespace) =>
      new Deployment(namespace, 'worker', { ...program, cloudIdentity: CloudIdentity.podIdentity() }),
  },
  {
    name: 'irsa',
    make: (namespace) =>
      new Deployment(namespace, 'worker', {
        ...program,
        cloudIdentity: CloudIdentity.irsa('arn:aws:iam::123456789012:role/worker'),
      }),
  },
];
