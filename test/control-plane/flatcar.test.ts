import { spawnSync } from 'node:child_process';
import { type ClusterOptions, renderControlPlane } from '@palisade/constructs/control-plane';
import { obtain } from '@palisade/rehearsal';
import { parse as parseToml } from 'smol-toml';
import { textOfFile } from '../../cli/control-plane/write';

const options: ClusterOptions = {
  name: 'edge',
  endpoint: 'api.edge.example.com',
  nodes: [
    { name: 'cp-1', address: '10.0.0.11', role: 'control-plane' },
    { name: 'worker-1', address: '10.0.0.21', role: 'worker' },
  ],
};
const ssh = {
  from: ['10.20.1.0/24'],
  keys: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFh6yxZ1m9bZb2mEZm3PzAVTzYvLwzPZ9V4nq2n7wW3k ops@example'],
};

interface Ignition {
  readonly passwd?: {
    readonly users: readonly { readonly name: string; readonly sshAuthorizedKeys: readonly string[] }[];
  };
  readonly storage: { readonly files: readonly { readonly path: string; readonly mode: number }[] };
  readonly systemd: {
    readonly units: readonly {
      readonly name: string;
      readonly mask?: boolean;
      readonly dropins?: readonly { readonly contents: string }[];
    }[];
  };
}

describe('Butane', () => {
  let butane: string;
  beforeAll(async () => {
    const { signal } = new AbortController();
    butane = (await obtain('butane', { progress: () => {}, signal })).path;
  }, 900_000);

  const ignite = (node: string, access: ClusterOptions['access']): Ignition => {
    const files = renderControlPlane('kubeadm', { ...options, ...(access && { access }) });
    const file = files.find(({ path }) => path === `node-os/${node}/flatcar.butane.yaml`);
    const input = textOfFile({ content: file?.content ?? '' });
    const { stdout, stderr, status } = spawnSync(butane, ['--strict'], { input, encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
    return JSON.parse(stdout) as Ignition;
  };

  it.each(['cp-1', 'worker-1'])('takes the machine %s, which nobody logs in to', (node) => {
    const { passwd, storage, systemd } = ignite(node, undefined);
    expect(passwd).toBeUndefined();
    expect(systemd.units.filter(({ mask }) => mask).map(({ name }) => name)).toEqual(['sshd.socket', 'sshd.service']);
    expect(storage.files.find(({ path }) => path === '/etc/nftables.conf')?.mode).toBe(0o600);
    // Flatcar's own unit names another configuration.
    expect(systemd.units.find(({ name }) => name === 'containerd.service')?.dropins).toEqual([
      { name: '10-palisade.conf', contents: '[Service]\nExecStart=\nExecStart=/usr/bin/containerd\n' },
    ]);
  });

  it('lets an operator in by key where that is asked for', () => {
    const { passwd, systemd } = ignite('worker-1', { ssh });
    expect(passwd?.users).toEqual([{ name: 'cluster-operator', groups: ['sudo'], sshAuthorizedKeys: ssh.keys }]);
    expect(systemd.units.filter(({ mask }) => mask)).toEqual([]);
  });
});

it('writes settings of Bottlerocket that a reader of TOML reads', () => {
  const file = renderControlPlane('kubeadm', options).find(({ path }) => path === 'node-os/worker-1/bottlerocket.toml');
  const { settings } = parseToml(textOfFile({ content: file?.content ?? '' })) as { settings: Record<string, object> };
  expect(settings.network).toEqual({ hostname: 'worker-1' });
  expect(settings['host-containers']).toEqual({ admin: { enabled: false }, control: { enabled: false } });
  expect(settings.kubernetes).toEqual({
    'api-server': 'https://api.edge.example.com:6443',
    'authentication-mode': 'tls',
    'cluster-dns-ip': '10.96.0.10',
    'cluster-domain': 'cluster.local',
    'cluster-name': 'edge',
    'container-log-max-files': 5,
    'container-log-max-size': '50Mi',
    'event-burst': 10,
    'event-qps': 5,
    'pod-pids-limit': 4096,
    'seccomp-default': true,
    'server-tls-bootstrap': true,
    'standalone-mode': false,
  });
});
