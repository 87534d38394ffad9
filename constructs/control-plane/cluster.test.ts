import { type ClusterOptions, clusterOf, controlPlaneNodes } from './index';

const options: ClusterOptions = {
  name: 'edge',
  endpoint: 'api.edge.example.com',
  nodes: [
    { name: 'cp-1', address: '10.0.0.11', role: 'control-plane' },
    { name: 'worker-1', address: '10.0.0.21', role: 'worker' },
  ],
};
const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFh6yxZ1m9bZb2mEZm3PzAVTzYvLwzPZ9V4nq2n7wW3k ops@example';

describe('a cluster', () => {
  it('has defaults for all but its name, its endpoint and its machines', () => {
    expect(clusterOf(options)).toEqual({
      ...options,
      kubernetesVersion: '1.37',
      release: '1.37.2',
      podCidr: '10.244.0.0/16',
      serviceCidr: '10.96.0.0/16',
      issuers: [],
      encryption: { provider: 'local' },
      minimumTls: '1.3',
      exemptNamespaces: [],
      authenticatedWebhooks: [],
      access: {
        api: [],
        nodePorts: [],
        networkPlugin: [
          { protocol: 'udp', port: 8472 },
          { protocol: 'tcp', port: 4240 },
        ],
      },
    });
    expect(controlPlaneNodes(options).map(({ name }) => name)).toEqual(['cp-1']);
  });

  it.each<[string, Partial<ClusterOptions>, string]>([
    [
      'a range that begins in the middle',
      { podCidr: '10.244.0.1/16' },
      "control plane: podCidr is '10.244.0.1/16'. Write a range in CIDR notation that begins at its first address, such as 10.244.0.0/16.",
    ],
    [
      'ranges that overlap',
      { podCidr: '10.96.128.0/17' },
      'control plane: podCidr 10.96.128.0/17 and serviceCidr 10.96.0.0/16 overlap. Write two ranges that have no address in common.',
    ],
    [
      'too few addresses for the pods of its machines',
      { podCidr: '10.244.7.0/24' },
      'control plane: podCidr is 10.244.7.0/24, of which 2 nodes get a /24 each. Write a range from /8 to /23.',
    ],
    [
      'a range that cannot be divided for IPv6',
      {
        podCidr: 'fd00:1::/40',
        serviceCidr: 'fd00:2::/112',
        nodes: [
          { name: 'cp-1', address: '2001:db8::11', role: 'control-plane' },
          { name: 'worker-1', address: '2001:db8::21', role: 'worker' },
        ],
      },
      'control plane: podCidr is fd00:1::/40, of which 2 nodes get a /64 each. Write a range from /48 to /63.',
    ],
    [
      'ranges of two families, of which one is not the machines’',
      { podCidr: 'fd00:1::/48', nodes: [{ name: 'cp-1', address: '10.0.0.11', role: 'control-plane' }] },
      [
        'control plane: podCidr fd00:1::/48 and serviceCidr 10.96.0.0/16 are of two families. Write both of IPv4 or both of IPv6.',
        'control plane: nodes[0].address 10.0.0.11 and podCidr fd00:1::/48 are of two families. Write addresses and ranges of IPv4 only or of IPv6 only.',
      ].join('\n'),
    ],
    [
      'a range of Services without a place for DNS',
      { serviceCidr: '10.96.0.0/29' },
      'control plane: serviceCidr is 10.96.0.0/29. Write a range of 16 addresses or more: the tenth is that of cluster DNS.',
    ],
    [
      'a machine among the pods',
      { nodes: [{ name: 'cp-1', address: '10.244.3.1', role: 'control-plane' }] },
      'control plane: nodes[0].address 10.244.3.1 lies in podCidr 10.244.0.0/16. Write ranges of pods and Services that no machine is in.',
    ],
    [
      'a machine that only itself reaches',
      { nodes: [{ name: 'cp-1', address: '127.0.0.2', role: 'control-plane' }] },
      'control plane: nodes[0].address is 127.0.0.2, which no other machine reaches. Write the address that the other nodes reach it at.',
    ],
    [
      'an address that readers differ about',
      { nodes: [{ name: 'cp-1', address: '010.0.0.1', role: 'control-plane' }] },
      "control plane: nodes[0].address is '010.0.0.1'. Write an IP address, such as 10.0.0.11.",
    ],
    [
      'a name with a line break',
      { nodes: [{ name: 'cp-1\nreboot', address: '10.0.0.11', role: 'control-plane' }] },
      "control plane: nodes[0].name is 'cp-1\nreboot', which is not a DNS label. Write lower-case letters, digits and hyphens.",
    ],
    [
      'an even control plane',
      {
        nodes: [
          { name: 'cp-1', address: '10.0.0.11', role: 'control-plane' },
          { name: 'cp-2', address: '10.0.0.12', role: 'control-plane' },
        ],
      },
      'control plane: 2 nodes have the role control-plane. Write 1, 3 or 5: of an even number, etcd survives no more losses than of one less.',
    ],
    [
      'a release of another version',
      { release: '1.36.4' },
      "control plane: release is '1.36.4' where kubernetesVersion is '1.37'. Write a whole version of that one, such as '1.37.2'.",
    ],
    [
      'a version whose releases are not known',
      { kubernetesVersion: '1.36' },
      "control plane: no release of Kubernetes 1.36 is known here. Write release, such as '1.36.0'.",
    ],
    [
      'SSH for everybody',
      { access: { ssh: { from: ['0.0.0.0/0'], keys: [key] } } },
      "control plane: access.ssh.from[0] is '0.0.0.0/0', the whole internet. Write the range that operators come from.",
    ],
    [
      'a key with a command',
      { access: { ssh: { from: ['10.20.0.0/16'], keys: [`command="id" ${key}`] } } },
      'control plane: access.ssh.keys[0] is no public key that is taken here. Write one line of type ssh-ed25519, ecdsa-sha2-… or sk-…, without options.',
    ],
    [
      'SSH without keys',
      { access: { ssh: { from: ['10.20.0.0/16'], keys: [] } } },
      'control plane: access.ssh.keys is empty. Write at least one, or leave access.ssh out.',
    ],
    [
      'a port that is none',
      { access: { networkPlugin: [{ protocol: 'tcp', port: 70000 }] } },
      'control plane: access.networkPlugin[0].port is 70000. Write a number from 1 to 65535.',
    ],
  ])('refuses %s', (_, wrong, message) => {
    expect(() => clusterOf({ ...options, ...wrong })).toThrow(new Error(message));
  });

  it('is told everything that is wrong at once', () => {
    const nodes = [
      { name: 'one', address: '10.0.0.1', role: 'control-plane' as const },
      { name: 'one', address: '10.0.0.1', role: 'worker' as const },
    ];
    expect(() => clusterOf({ ...options, name: 'Edge', nodes, access: { api: ['10.0.0.0'] } })).toThrow(
      new Error(
        [
          "control plane: name is 'Edge', which is not a DNS label. Write lower-case letters, digits and hyphens.",
          "control plane: two nodes have the name 'one'. Give each its own name.",
          "control plane: two nodes have the address '10.0.0.1'. Give each its own address.",
          "control plane: access.api[0] is '10.0.0.0'. Write a range in CIDR notation that begins at its first address, such as 10.20.0.0/16.",
        ].join('\n'),
      ),
    );
  });
});
