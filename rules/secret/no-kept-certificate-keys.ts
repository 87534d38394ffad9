import { defineRule, type JsonObject } from '../rule';

const message = 'the private key stays the same when the certificate is renewed';
const certificate = (privateKey?: JsonObject): JsonObject => ({
  apiVersion: 'cert-manager.io/v1',
  kind: 'Certificate',
  metadata: { name: 'sample', namespace: 'sample' },
  spec: {
    secretName: 'sample-tls',
    dnsNames: ['app.example.com'],
    issuerRef: { kind: 'ClusterIssuer', name: 'lets-encrypt' },
    ...(privateKey && { privateKey }),
  },
});

export const noKeptCertificateKeys = defineRule({
  id: 'no-kept-certificate-keys',
  severity: 'medium',
  title: 'Make a new private key with each renewal of a certificate',
  rationale:
    'A key that outlives its certificates is a key that a thief can use for years: whoever read it once serves as that host until somebody makes a new one by hand.',
  remediation:
    'Set `privateKey.rotationPolicy: Always`, or leave it out: since cert-manager 1.18 that is the default. Have servers read the Secret again when it changes.',
  references: [
    { standard: 'mitre-attack', control: 'T1552.004' },
    { standard: 'documentation', url: 'https://cert-manager.io/docs/usage/certificate/' },
  ],
  on: 'object',
  resources: [{ group: 'cert-manager.io', versions: ['v1'], kinds: { Certificate: 'certificates' } }],
  cel: 'object.?spec.?privateKey.?rotationPolicy.orValue("Always") != "Never"',
  message,
  samples: {
    good: [
      { name: 'makes a new key', given: certificate({ rotationPolicy: 'Always', algorithm: 'ECDSA', size: 256 }) },
      { name: 'makes a new key by default', given: certificate() },
    ],
    bad: [
      { name: 'keeps the key', given: certificate({ rotationPolicy: 'Never' }), message },
      {
        name: 'keeps a key of elliptic curves',
        given: certificate({ rotationPolicy: 'Never', algorithm: 'ECDSA', size: 256 }),
        message,
      },
      {
        name: 'keeps a long key',
        given: certificate({ rotationPolicy: 'Never', algorithm: 'RSA', size: 4096, encoding: 'PKCS8' }),
        message,
      },
    ],
  },
});
