import { describe, expect, test } from '@jest/globals';
import { Peer, type PeerPort } from '.';

describe('a block of addresses', () => {
  test.each([
    ['10.1.0.0/16'],
    ['203.0.113.7/32'],
    ['16.0.0.0/4'],
    ['2001:db8::/32'],
    ['::/8'],
    ['64:ff9b::/96'],
    ['fd00:ec2::253/128'],
    ['0.0.0.0/8'],
  ])('%s is taken', (cidr) => {
    expect(Peer.cidr(cidr)).toMatchObject({ cidr, except: [], ports: [] });
  });

  test.each<[string, readonly string[]]>([
    ['160.0.0.0/4', ['169.254.0.0/16']],
    ['169.254.0.0/16', ['169.254.169.254/32']],
    ['fc00::/7', ['fd00:ec2::/32', 'fd01::/16']],
  ])('%s is taken without %j', (cidr, except) => {
    expect(Peer.cidr(cidr, { except }).except).toEqual(except);
  });

  const noBlock =
    'it is no block of addresses. Write its first address and the length of its prefix, such as 10.1.0.0/16';
  const tooWide =
    'it is so wide that it names no place. Write the blocks that are meant, each of a prefix of at least 4, or name the domain with allowToDomain';
  const metadata4 = `it holds 169.254.169.254/32, the cloud's metadata service. Write narrower blocks, or leave it out: { except: ['169.254.169.254/32'] }`;
  const metadata6 = `it holds fd00:ec2::254/128, the cloud's metadata service. Write narrower blocks, or leave it out: { except: ['fd00:ec2::254/128'] }`;
  test.each<[string, readonly string[], readonly string[]]>([
    ['10.1.0.0', [], [noBlock]],
    ['10.1.0.0/33', [], [noBlock]],
    ['10.1.0.0/016', [], [noBlock]],
    ['10.1.0.0/-1', [], [noBlock]],
    ['10.1.0.1/16', [], [noBlock]],
    ['010.1.0.0/16', [], [noBlock]],
    ['10.1/16', [], [noBlock]],
    ['2001:db8::1/32', [], [noBlock]],
    ['::ffff:10.0.0.0/104', [], [noBlock]],
    ['::ffff:a00:0/120', [], [noBlock]],
    ['fe80::%eth0/64', [], [noBlock]],
    ['example.com', [], [noBlock]],
    ['', [], [noBlock]],
    ['0.0.0.0/0', [], [tooWide, metadata4]],
    ['0.0.0.0/0', ['169.254.169.254/32'], [tooWide]],
    ['128.0.0.0/1', [], [tooWide, metadata4]],
    ['::/0', [], [tooWide, metadata6]],
    ['2000::/3', [], [tooWide]],
    ['169.254.169.254/32', [], [metadata4]],
    ['160.0.0.0/4', ['169.254.170.0/24'], [metadata4]],
    ['fc00::/7', [], [metadata6]],
    [
      '10.1.0.0/16',
      ['10.2.0.0/24', '10.1.0.0/16', 'nothing'],
      [
        `except holds '10.1.0.0/16', which is no smaller block within it. Write a part of it`,
        `except holds '10.2.0.0/24', which is no smaller block within it. Write a part of it`,
        `except holds 'nothing', which is no smaller block within it. Write a part of it`,
      ],
    ],
  ])('%j without %j is refused', (cidr, except, messages) => {
    const text = messages.map((message) => `Peer.cidr('${cidr}'): ${message}.`).join('\n');
    expect(() => Peer.cidr(cidr, { except })).toThrow(new Error(text));
  });

  test.each<[PeerPort, string]>([
    [0, '0'],
    [65536, '65536'],
    [80.5, '80.5'],
    [Number.NaN, 'NaN'],
    [{ number: -1, protocol: 'UDP' }, '-1'],
  ])('has no port %j', (port, written) => {
    expect(() => Peer.cidr('10.1.0.0/16', { ports: [port] })).toThrow(
      new Error(`Peer.cidr('10.1.0.0/16'): ports holds ${written}. Write whole numbers from 1 to 65535.`),
    );
  });
});

describe('pods of others', () => {
  test('are known by namespace and labels', () => {
    const peer = Peer.pods({
      namespace: 'monitoring',
      labels: { 'app.kubernetes.io/name': 'prometheus', track: '' },
      ports: [9090, { number: 53, protocol: 'UDP' }],
      serviceAccount: 'prometheus.server',
    });
    expect(peer).toMatchObject({
      namespace: 'monitoring',
      labels: { 'app.kubernetes.io/name': 'prometheus', track: '' },
      ports: [
        { number: 9090, protocol: 'TCP' },
        { number: 53, protocol: 'UDP' },
      ],
      serviceAccount: 'prometheus.server',
    });
  });

  test.each<[string, Parameters<typeof Peer.pods>[0], string]>([
    [
      'of no namespace',
      { namespace: '*', labels: { app: 'x' } },
      `Peer.pods in '*': namespace is '*', which is not a DNS label. Write the name of one namespace.`,
    ],
    [
      'without labels',
      { namespace: 'x', labels: {} },
      `Peer.pods in 'x': labels is empty, which is every pod of the namespace. Write the labels of the pods that are meant, such as { 'app.kubernetes.io/name': 'prometheus' }.`,
    ],
    [
      'with a label that cannot be',
      { namespace: 'x', labels: { 'app name': 'y' } },
      `Peer.pods in 'x': labels holds 'app name: y', which no pod can have. Write a label as it stands on the pods: names and values have at most 63 characters.`,
    ],
    [
      'with a value that is too long',
      { namespace: 'x', labels: { app: 'y'.repeat(64) } },
      `Peer.pods in 'x': labels holds 'app: ${'y'.repeat(64)}', which no pod can have. Write a label as it stands on the pods: names and values have at most 63 characters.`,
    ],
    [
      'of a service account with its namespace',
      { namespace: 'x', labels: { app: 'y' }, serviceAccount: 'x/y' },
      `Peer.pods in 'x': serviceAccount is 'x/y', which no service account can be named. Write the name without its namespace, such as prometheus.`,
    ],
  ])('%s are refused', (_, props, message) => {
    expect(() => Peer.pods(props)).toThrow(new Error(message));
  });
});
