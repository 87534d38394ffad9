import { expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import { Peer } from '../network';
import { ExternalSecret, SecretProvider } from '../secrets';
import { App } from '../synth/app';
import { checkedObjects } from '../synth/check';
import { ImageAdmission, type ImageAdmissionProps, imageWebhook } from '.';

/** Of an authority whose key is nowhere. */
const authority = `-----BEGIN CERTIFICATE-----
MIIBejCCAR+gAwIBAgIUYFgsyl1qc1zmB3jJRnz0vC7pnoYwCgYIKoZIzj0EAwIw
ETEPMA0GA1UEAwwGaW1hZ2VzMCAXDTI2MTEyNTA3MjIxNloYDzIxMjYxMTAxMDcy
MjE2WjARMQ8wDQYDVQQDDAZpbWFnZXMwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
AASYF6IF0PFnQ/ZC+NeAIwmVq5z6UNBtAiaqrZHnJnZNdi9oNEjtQNc0joZzYjpv
2bfznxnA+YJKPcnmaxFRZMmno1MwUTAdBgNVHQ4EFgQUBot+PmL/n8pIqE7wrb8P
2S9Hqg0wHwYDVR0jBBgwFoAUBot+PmL/n8pIqE7wrb8P2S9Hqg0wDwYDVR0TAQH/
BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEAyP9H4CoxDA1DsxQ2h9Pxp01odg6t
E3Uanw8u6vRrZdsCIQCt1LksXdewhlkAVHV/cfKzMEnesAPROW2DjlqFv59pEQ==
-----END CERTIFICATE-----
`;
const from = SecretProvider.vault({ server: 'https://vault.example.com', path: 'kv', role: 'images' });

function objectsOf(more: Partial<ImageAdmissionProps> = {}) {
  const app = new App();
  new ImageAdmission(new Chart(app, 'images'), 'Images', {
    image: `registry.example.com/palisade@sha256:${'0'.repeat(64)}`,
    owner: 'platform',
    trust: {
      signers: { release: { key: 'release.pub' } },
      images: [{ from: 'registry.example.com', signedBy: ['release'] }],
    },
    files: { 'release.pub': 'a key' },
    tls: (namespace) =>
      new ExternalSecret(namespace, 'images-tls', {
        from,
        data: { 'tls.crt': { key: 'images/tls', property: 'crt' }, 'tls.key': { key: 'images/tls', property: 'key' } },
      }),
    authority,
    clients: { authority, names: ['kube-apiserver'] },
    askedFrom: ['10.0.0.0/28'],
    registries: { cidrs: ['203.0.113.0/24'] },
    ...more,
  });
  // What breaks a rule is refused here.
  return checkedObjects(app) as { kind: string }[];
}

/** Objects of a kind, looked into without types. */
// biome-ignore lint/suspicious/noExplicitAny: what synth writes has no types
const of = (kind: string, objects = objectsOf()): any[] => objects.filter((each) => each.kind === kind);

test('it has no rights, and no token', () => {
  const objects = objectsOf();
  expect(objects.map(({ kind }) => kind).filter((kind) => /Role/.test(kind))).toEqual([]);
  const [{ spec }] = of('Deployment', objects);
  expect(spec.replicas).toBe(2);
  expect(spec.template.spec).toMatchObject({
    automountServiceAccountToken: false,
    hostUsers: false,
    containers: [
      {
        args: ['images', 'serve', '--config', '/etc/palisade/images/images.json'],
        securityContext: { readOnlyRootFilesystem: true, runAsNonRoot: true },
        resources: { limits: { memory: '384Mi', 'ephemeral-storage': '384Mi' } },
        readinessProbe: { httpGet: { path: '/readyz', port: 8081 } },
        livenessProbe: { httpGet: { path: '/livez', port: 8081 } },
      },
    ],
  });
  expect(of('PodDisruptionBudget', objects)).toHaveLength(1);
});

test('only the API server gets in, only to registries and DNS it gets out', () => {
  const policies = of('NetworkPolicy');
  const own = policies.find(({ metadata }) => metadata.name === 'images');
  expect(own?.spec).toMatchObject({
    ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/28' } }], ports: [{ port: 8443 }] }],
    egress: [{ to: [{ ipBlock: { cidr: '203.0.113.0/24' } }], ports: [{ port: 443 }] }],
  });
  expect(policies).toHaveLength(3);
});

test('its metrics are read by whom it is told, and by nobody else', () => {
  const scrapedBy = Peer.pods({ namespace: 'monitoring', labels: { app: 'prometheus' } });
  const objects = objectsOf({ clients: { authority, names: ['kube-apiserver', 'prometheus'], scrapedBy } });
  const own = of('NetworkPolicy', objects).find(({ metadata }) => metadata.name === 'images');
  expect(own?.spec.ingress).toEqual([
    expect.anything(),
    {
      from: [expect.objectContaining({ podSelector: { matchLabels: { app: 'prometheus' } } })],
      ports: [{ port: 9464, protocol: 'TCP' }],
    },
  ]);
  expect(JSON.parse(of('ConfigMap', objects)[0].data['images.json']).metrics).toBe('0.0.0.0:9464');
  expect(JSON.stringify(objectsOf())).not.toContain('9464');
});

test('what it is told is what the service reads', () => {
  const [{ data }] = of('ConfigMap');
  expect(Object.keys(data).sort()).toEqual(['clients-ca.crt', 'images.json', 'release.pub']);
  expect(JSON.parse(data['images.json'] ?? '')).toEqual({
    signers: { release: { key: 'release.pub' } },
    images: [{ from: 'registry.example.com', signedBy: ['release'] }],
    listen: '0.0.0.0:8443',
    health: '0.0.0.0:8081',
    tls: {
      certificate: '/etc/palisade/tls/tls.crt',
      key: '/etc/palisade/tls/tls.key',
      clientAuthority: 'clients-ca.crt',
      clients: ['kube-apiserver'],
    },
  });
  const [managed] = of('ConfigMap', objectsOf({ clients: 'network-only' }));
  expect(JSON.parse(managed.data['images.json'] ?? '').tls.clientAuthentication).toBe(false);
});

test('registries of an authority of one’s own are known by it', () => {
  const objects = objectsOf({ registryAuthority: authority });
  const [{ data }] = of('ConfigMap', objects);
  expect(data['registries-ca.crt']).toBe(authority);
  const [{ spec }] = of('Deployment', objects);
  expect(spec.template.spec.containers[0].env).toEqual([
    { name: 'NODE_EXTRA_CA_CERTS', value: '/etc/palisade/images/registries-ca.crt' },
  ]);
  expect(() => objectsOf({ registryAuthority: 'nothing' })).toThrow(
    'registryAuthority is no certificate in PEM: give that of who signs the certificate of a registry',
  );
});

test('the webhook fails closed, and leaves out by name whom it must', () => {
  const [{ webhooks }] = of('ValidatingWebhookConfiguration');
  expect(webhooks).toEqual(imageWebhook({ authority }).webhooks);
  expect(webhooks).toMatchObject([
    {
      failurePolicy: 'Fail',
      sideEffects: 'None',
      timeoutSeconds: 10,
      clientConfig: {
        service: { namespace: 'palisade-images', name: 'images', port: 8443, path: '/admission-review' },
        caBundle: Buffer.from(authority).toString('base64'),
      },
      namespaceSelector: {
        matchExpressions: [
          { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['kube-system', 'palisade-images'] },
        ],
      },
    },
  ]);
});

test.each([
  ['a private key', '-----BEGIN PRIVATE KEY-----', 'the authority holds a private key: give its certificate only'],
  ['nothing', '', 'the authority is no certificate in PEM: give that of who signs the certificate of the service'],
])('%s vouches for nobody', (_, given, message) => {
  expect(() => imageWebhook({ authority: given })).toThrow(message);
});
