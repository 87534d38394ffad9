import { clusterOptionsIn, readClusterOptions } from './config';

const good = `name: edge
endpoint: api.edge.example.com
nodes:
  - { name: cp-1, address: 10.0.0.11, role: control-plane }
`;
const refusal = (text: string): string => {
  try {
    clusterOptionsIn(text, 'cluster.yaml');
    return 'none';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('the configuration of a cluster', () => {
  it('is read as it stands', () => {
    expect(clusterOptionsIn(good, 'cluster.yaml')).toEqual({
      name: 'edge',
      endpoint: 'api.edge.example.com',
      nodes: [{ name: 'cp-1', address: '10.0.0.11', role: 'control-plane' }],
    });
  });

  it('may hold every option', () => {
    const every = `${good}
kubernetesVersion: '1.37'
release: 1.37.2
podCidr: 10.1.0.0/16
serviceCidr: 10.2.0.0/16
issuers: [{ url: 'https://a', audiences: [b], prefix: 'c:', certificateAuthority: d, usernameClaim: e, groupsClaim: f }]
encryption: { provider: aws-kms, keyArn: arn, image: i }
minimumTls: '1.2'
auditWebhook: { url: 'https://a' }
imageWebhook: { url: 'https://a' }
exemptNamespaces: [agents]
access:
  api: [10.0.0.0/8]
  nodePorts: []
  ssh: { from: [10.0.0.0/8], keys: [k] }
  networkPlugin: [{ protocol: udp, port: 8472 }]
`;
    expect(refusal(every)).toBe('none');
  });

  it.each([
    ['that is empty', '', 'cluster.yaml: is empty: write name, endpoint and nodes'],
    ['that is a list', '- a', 'cluster.yaml: the file is a list: write a map'],
    ['that is two', `${good}---\n${good}`, 'cluster.yaml: holds several documents: write one'],
    [
      'with a field that nobody knows',
      `${good}anonymous: true\n`,
      'cluster.yaml: anonymous is not known: write one of name, endpoint, nodes, kubernetesVersion, release, podCidr, serviceCidr, issuers, encryption, minimumTls, auditWebhook, imageWebhook, authenticatedWebhooks, exemptNamespaces, access',
    ],
    [
      'with a number for a version',
      `${good}kubernetesVersion: 1.37\n`,
      "cluster.yaml: kubernetesVersion is 1.37: write a text, in quotes: '1.37'",
    ],
    [
      'with a key for every object',
      `${good}__proto__: { name: x }\n`,
      'cluster.yaml: __proto__ is not known: write one of name, endpoint, nodes, kubernetesVersion, release, podCidr, serviceCidr, issuers, encryption, minimumTls, auditWebhook, imageWebhook, authenticatedWebhooks, exemptNamespaces, access',
    ],
    [
      'with a provider that is a method',
      `${good}encryption: { provider: toString }\n`,
      `cluster.yaml: encryption.provider is "toString": write 'local' or 'aws-kms' or 'vault-transit'`,
    ],
    [
      'with a field of another provider',
      `${good}encryption: { provider: local, keyArn: a }\n`,
      'cluster.yaml: encryption.keyArn is not known: write one of provider',
    ],
    [
      'with a plug-in for a key that is a file',
      `${good}encryption: { provider: local, image: i }\n`,
      'cluster.yaml: encryption.image is not known: write one of provider',
    ],
    [
      'with a provider’s field missing',
      `${good}encryption: { provider: vault-transit, address: a, image: i }\n`,
      'cluster.yaml: encryption.key is missing: write it',
    ],
  ])('%s is refused', (_, text, message) => {
    expect(refusal(text)).toBe(message);
  });

  it('is told all that is wrong at once', () => {
    expect(refusal('name: 3\nnodes: [{ name: a, role: master }]\naccess: { ssh: { from: 10.0.0.0/8 } }\n')).toBe(
      [
        "cluster.yaml: name is 3: write a text, in quotes: '3'",
        'cluster.yaml: endpoint is missing: write it',
        'cluster.yaml: nodes[0].address is missing: write it',
        "cluster.yaml: nodes[0].role is \"master\": write 'control-plane' or 'worker'",
        'cluster.yaml: access.ssh.from is "10.0.0.0/8": write a list',
        'cluster.yaml: access.ssh.keys is missing: write it',
      ].join('\n'),
    );
  });

  it.each([
    [
      'is too large',
      `${good}#${'x'.repeat(1024 * 1024)}`,
      'cluster.yaml: is larger than 1 MiB: leave out what is not for this cluster',
    ],
    ['says a key twice', `${good}name: other\n`, 'cluster.yaml:5: the key "name" stands twice in one mapping'],
  ])('that %s is refused', (_, text, message) => {
    expect(refusal(text)).toBe(message);
  });

  it('shows a terminal nothing that it would obey', () => {
    expect(refusal(`${good}minimumTls: "\\e[2J"\n`)).toBe(
      `cluster.yaml: minimumTls is "\\u001b[2J": write '1.3' or '1.2'`,
    );
  });

  it('names a file that is not there', () => {
    expect(() => readClusterOptions('/nowhere/cluster.yaml')).toThrow(
      new Error('/nowhere/cluster.yaml: there is no such file or folder'),
    );
  });
});
