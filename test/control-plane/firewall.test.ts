import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ClusterOptions, clusterOf } from '@palisade/constructs/control-plane';
import { nftables } from '../../constructs/control-plane/node-os/nftables';

const run = promisify(execFile);
const peer = join(__dirname, 'firewall-peer.mjs');

const options: ClusterOptions = {
  name: 'edge',
  endpoint: 'api.edge.example.com',
  nodes: [
    { name: 'cp-1', address: '10.0.0.11', role: 'control-plane' },
    { name: 'cp-2', address: '10.0.0.12', role: 'control-plane' },
    { name: 'cp-3', address: '10.0.0.13', role: 'control-plane' },
    { name: 'worker-1', address: '10.0.0.21', role: 'worker' },
    { name: 'worker-2', address: '10.0.0.22', role: 'worker' },
  ],
  access: {
    api: ['10.20.0.0/16', 'fd00:20::/32'],
    nodePorts: ['10.30.0.0/16'],
    ssh: {
      from: ['10.20.1.0/24'],
      keys: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFh6yxZ1m9bZb2mEZm3PzAVTzYvLwzPZ9V4nq2n7wW3k ops@example'],
    },
  },
};

/** Everything that listens on the machine: what some may reach, and what nobody may. */
const ports = [22, 111, 2379, 2380, 4240, 6443, 8080, 10249, 10250, 10255, 10257, 10259, 29999, 30000, 32767];

/** Who asks, by address. */
const others = {
  'a machine of the control plane': '10.0.0.12',
  'a worker': '10.0.0.22',
  'a pod': '10.244.3.7',
  'a client of the API server': '10.20.9.9',
  'an operator': '10.20.1.9',
  'a user of a service': '10.30.0.4',
  'a stranger': '192.0.2.77',
  'a stranger on the same link': '10.0.0.99',
  'a client of the API server, by IPv6': 'fd00:20::9',
  'a stranger, by IPv6': 'fd00:66::9',
} as const;

const addresses = Object.values(others);
const gateway = { 4: '10.0.0.254', 6: 'fd00::fe' } as const;
const ipv6 = 'fd00::11';

/** Two machines on one link: one with the firewall, and one that is everybody else. They are nowhere but in this test. */
class Link {
  readonly #names = ['machine', 'others'].map((name) => `palisade-${randomBytes(3).toString('hex')}-${name}`);
  #listener: ChildProcess | undefined;
  #pod: ChildProcess | undefined;

  async lay(machine: string): Promise<void> {
    const [inside = '', outside = ''] = this.#names;
    for (const name of this.#names) await run('ip', ['netns', 'add', name]);
    await run('ip', [
      'link',
      'add',
      'link0',
      'netns',
      inside,
      'type',
      'veth',
      'peer',
      'name',
      'link0',
      'netns',
      outside,
    ]);
    await this.#set(inside, [`${machine}/24`, `${ipv6}/64`]);
    await this.#set(outside, [`${gateway[4]}/24`, `${gateway[6]}/64`, ...addresses.map(single)]);
    await run('ip', ['-n', inside, 'route', 'add', 'default', 'via', gateway[4]]);
    await run('ip', ['-n', inside, '-6', 'route', 'add', 'default', 'via', gateway[6]]);
    const listening = ['netns', 'exec', inside, process.execPath, peer, 'listen', `${machine},${ipv6}`, String(ports)];
    this.#listener = spawn('ip', listening, { stdio: ['ignore', 'pipe', 'inherit'] });
    if (this.#listener.stdout) await once(this.#listener.stdout, 'data');
  }

  /** Runs nft on the machine. */
  async nft(...args: readonly string[]): Promise<string> {
    return (await run('ip', ['netns', 'exec', this.#names[0] ?? '', 'nft', ...args])).stdout;
  }

  /** Which ports of an address answer, to each who asks from an address of its own. */
  async open(to: string, from: readonly string[]): Promise<Readonly<Record<string, number[]>>> {
    const trying = [process.execPath, peer, 'connect', to, String(from), String(ports)];
    const { stdout } = await run('ip', ['netns', 'exec', this.#names[1] ?? '', ...trying]);
    return JSON.parse(stdout) as Record<string, number[]>;
  }

  /** Sends ports on to a pod elsewhere, as kube-proxy does for a Service, and network plug-ins for a pod's own. */
  async serve(ports: readonly number[], pod: string): Promise<void> {
    const [inside = '', outside = ''] = this.#names;
    await run('ip', ['netns', 'exec', inside, 'sysctl', '-w', 'net.ipv4.ip_forward=1']);
    const listening = ['netns', 'exec', outside, process.execPath, peer, 'listen', pod, '9376'];
    this.#pod = spawn('ip', listening, { stdio: ['ignore', 'pipe', 'inherit'] });
    if (this.#pod.stdout) await once(this.#pod.stdout, 'data');
    await this.nft(`table ip kube-proxy {
      chain to-pods { type nat hook prerouting priority dstnat; tcp dport { ${ports.join(', ')} } dnat to ${pod}:9376; }
      chain from-here { type nat hook postrouting priority srcnat; ct status dnat masquerade; }
    }`);
  }

  async cut(): Promise<void> {
    this.#listener?.kill('SIGKILL');
    this.#pod?.kill('SIGKILL');
    for (const name of this.#names) await run('ip', ['netns', 'delete', name]);
  }

  async #set(name: string, own: readonly string[]): Promise<void> {
    for (const address of own) {
      // Without the second in which IPv6 looks whether somebody has the address.
      const rest = address.includes(':') ? ['nodad'] : [];
      await run('ip', ['-n', name, 'address', 'add', address, 'dev', 'link0', ...rest]);
    }
    for (const device of ['lo', 'link0']) await run('ip', ['-n', name, 'link', 'set', device, 'up']);
  }
}

const single = (address: string) => `${address}/${address.includes(':') ? 128 : 32}`;
const isIpv6 = (address: string) => address.includes(':');

describe.each([
  [
    'control-plane',
    '10.0.0.11',
    {
      'a machine of the control plane': [2379, 2380, 4240, 6443, 10250],
      'a worker': [4240, 6443],
      'a pod': [6443],
      'a client of the API server': [6443],
      'an operator': [22, 6443],
      'a user of a service': [30000, 32767],
      'a stranger': [],
      'a stranger on the same link': [],
      'a client of the API server, by IPv6': [6443],
      'a stranger, by IPv6': [],
    },
  ],
  [
    'worker',
    '10.0.0.21',
    {
      'a machine of the control plane': [4240, 10250],
      'a worker': [4240],
      'a pod': [],
      'a client of the API server': [],
      'an operator': [22],
      'a user of a service': [30000, 32767],
      'a stranger': [],
      'a stranger on the same link': [],
      'a client of the API server, by IPv6': [],
      'a stranger, by IPv6': [],
    },
  ],
] as const)('the firewall of a %s', (role, machine, expected) => {
  const link = new Link();
  const folder = mkdtempSync(join(tmpdir(), 'palisade-firewall-'));
  const file = join(folder, 'nftables.conf');

  beforeAll(async () => {
    writeFileSync(file, nftables(clusterOf(options), role));
    await link.lay(machine);
  });

  afterAll(async () => {
    await link.cut();
    rmSync(folder, { recursive: true });
  });

  const reached = async () => ({
    ...(await link.open(
      machine,
      addresses.filter((address) => !isIpv6(address)),
    )),
    ...(await link.open(ipv6, addresses.filter(isIpv6))),
  });

  it('is needed: without it, everything that listens answers everybody', async () => {
    expect(await reached()).toEqual(Object.fromEntries(addresses.map((address) => [address, ports])));
  });

  it('lets in who needs to come in, and nobody else', async () => {
    await link.nft('-f', file);
    const named = Object.entries(expected).map(([who, open]) => [others[who as keyof typeof others], open]);
    expect(await reached()).toEqual(Object.fromEntries(named));
  });

  it('keeps strangers from ports that are sent on to pods, of Services and of pods, too', async () => {
    const asking = [others['a user of a service'], others['a stranger'], others['a worker']];
    const whoReaches = async (port: number) =>
      Object.entries(await link.open(machine, asking)).flatMap(([who, open]) => (open.includes(port) ? [who] : []));
    await link.serve([30000, 8080], others['a pod']);
    await link.nft('delete', 'table', 'inet', 'palisade');
    expect([await whoReaches(30000), await whoReaches(8080)]).toEqual([asking, asking]);
    await link.nft('-f', file);
    expect([await whoReaches(30000), await whoReaches(8080)]).toEqual([[others['a user of a service']], []]);
  });

  it('can be loaded again, and leaves the tables of others alone', async () => {
    await link.nft('add', 'table', 'ip', 'others');
    await link.nft('-f', file);
    expect((await link.nft('list', 'tables')).trim().split('\n').sort()).toEqual([
      'table inet palisade',
      'table ip kube-proxy',
      'table ip others',
    ]);
  });
});
