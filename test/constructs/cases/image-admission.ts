import { ExternalSecret, ImageAdmission, type ImageAdmissionProps, SecretProvider } from '@palisade/constructs';
import { createAuthority } from '../../../rehearsal/cluster/certificate';
import { type Case, image } from './case';

const from = SecretProvider.vault({ server: 'https://vault.example.com', path: 'kv', role: 'images' });
const authority = createAuthority('images', 1).certificate;

const props: ImageAdmissionProps = {
  image: image('palisade'),
  owner: 'platform',
  trust: {
    signers: { release: { key: 'release.pub', transparencyLog: false } },
    images: [{ from: 'registry.example.com', signedBy: ['release'] }],
  },
  files: { 'release.pub': 'a public key' },
  tls: (namespace) =>
    new ExternalSecret(namespace, 'images-tls', {
      from,
      type: 'kubernetes.io/tls',
      onRotation: 'reread',
      data: { 'tls.crt': { key: 'images/tls', property: 'crt' }, 'tls.key': { key: 'images/tls', property: 'key' } },
    }),
  authority,
  clients: { authority, names: ['kube-apiserver'] },
  askedFrom: ['10.0.0.0/28'],
  registries: { cidrs: ['203.0.113.0/24'] },
};

export const imageAdmission: readonly Case[] = [
  {
    name: 'image-admission',
    make: (namespace) => new ImageAdmission(namespace, 'Images', { ...props, namespace: 'images-by-certificate' }),
  },
  {
    name: 'image-admission-of-a-managed-cluster',
    cluster: { cni: 'cilium' },
    make: (namespace) =>
      new ImageAdmission(namespace, 'Images', {
        ...props,
        namespace: 'images-managed',
        clients: 'network-only',
        registries: { domains: ['registry.example.com'] },
        passwords: (own) =>
          new ExternalSecret(own, 'images-passwords', { from, data: { reader: { key: 'images/registry' } } }),
      }),
  },
];
