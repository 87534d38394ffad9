import { type ClusterOptions, clusterOf, renderControlPlane } from '../index';
import { auditRules } from './audit';
import { cloudInit } from './cloud-init';
import { firewallRules } from './firewall';
import { blacklistFile, sysctlFile } from './kernel';
import { nftables } from './nftables';
import { toToml } from './toml';

const options: ClusterOptions = {
  name: 'edge',
  endpoint: 'api.edge.example.com',
  nodes: [
    { name: 'cp-1', address: '10.0.0.11', role: 'control-plane' },
    { name: 'worker-1', address: '10.0.0.21', role: 'worker' },
  ],
};
const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFh6yxZ1m9bZb2mEZm3PzAVTzYvLwzPZ9V4nq2n7wW3k ops@example';
const closed = clusterOf(options);
const open = clusterOf({
  ...options,
  access: {
    api: ['10.20.0.0/16', '10.20.4.0/24', 'fd00:20::/32'],
    nodePorts: ['10.30.0.0/16'],
    ssh: { from: ['10.20.1.0/24'], keys: [key] },
  },
});

describe('the firewall', () => {
  it('admits to a worker what its kubelet and its network need', () => {
    expect(firewallRules(closed, 'worker')).toEqual([
      { name: 'kubelet', protocol: 'tcp', ports: [10250], from: ['10.0.0.11/32'] },
      {
        name: 'network-plugin-udp-8472',
        protocol: 'udp',
        ports: [8472],
        from: ['10.0.0.11/32', '10.0.0.21/32'],
      },
      {
        name: 'network-plugin-tcp-4240',
        protocol: 'tcp',
        ports: [4240],
        from: ['10.0.0.11/32', '10.0.0.21/32'],
      },
    ]);
  });

  const dportLines = (text = '') =>
    text.split('\n').filter((line) => /dport/.test(line) && !line.includes('dport 546'));
  const accepted = (text: string) => dportLines(/chain needed \{.*?\n {2}\}/s.exec(text)?.[0]);

  it('admits to the control plane what clients and members of etcd need', () => {
    expect(accepted(nftables(closed, 'control-plane'))).toEqual([
      '    ip saddr { 10.0.0.11/32 } tcp dport 10250 accept',
      '    ip saddr { 10.0.0.11/32, 10.0.0.21/32 } udp dport 8472 accept',
      '    ip saddr { 10.0.0.11/32, 10.0.0.21/32 } tcp dport 4240 accept',
      '    ip saddr { 10.0.0.11/32, 10.0.0.21/32, 10.244.0.0/16 } tcp dport 6443 accept',
      '    ip saddr { 10.0.0.11/32 } tcp dport 2379-2380 accept',
    ]);
  });

  it('admits machines that join by a port of its own, for RKE2', () => {
    const rules = (tool: 'rke2' | 'k3s', path: string) =>
      JSON.stringify(renderControlPlane(tool, options).find((file) => file.path === path)?.content);
    const rule = 'ip saddr { 10.0.0.11/32, 10.0.0.21/32 } tcp dport 9345 accept';
    for (const file of ['cloud-init.yaml', 'flatcar.butane.yaml']) {
      expect(rules('rke2', `node-os/cp-1/${file}`)).toContain(rule);
      expect(rules('rke2', `node-os/worker-1/${file}`)).not.toContain('9345');
      expect(rules('k3s', `node-os/cp-1/${file}`)).not.toContain('9345');
    }
  });

  it('admits others where that is asked for, each family in its line and no range twice', () => {
    expect(accepted(nftables(open, 'control-plane')).slice(3)).toEqual([
      '    ip saddr { 10.0.0.11/32, 10.0.0.21/32, 10.244.0.0/16, 10.20.0.0/16 } tcp dport 6443 accept',
      '    ip6 saddr { fd00:20::/32 } tcp dport 6443 accept',
      '    ip saddr { 10.0.0.11/32 } tcp dport 2379-2380 accept',
      '    ip saddr { 10.30.0.0/16 } tcp dport 30000-32767 accept',
      '    ip saddr { 10.30.0.0/16 } udp dport 30000-32767 accept',
      '    ip saddr { 10.20.1.0/24 } tcp dport 22 accept',
    ]);
  });

  it('judges what comes before it is sent on to pods, and again where it is not', () => {
    const text = nftables(open, 'worker');
    expect(text.match(/type filter hook .*|jump needed|meta l4proto.*/g)).toEqual([
      'type filter hook input priority filter; policy drop;',
      'jump needed',
      'type filter hook prerouting priority mangle; policy accept;',
      'jump needed',
      'meta l4proto { tcp, udp, sctp } counter drop',
    ]);
  });

  it('hears what IPv6 does not do without on a link', () => {
    const text = nftables(closed, 'worker');
    expect(text).toMatch(/icmpv6 type \{[^}]*packet-too-big[^}]*nd-neighbor-solicit[^}]*mld-listener-query \} accept/);
    expect(text).toContain('    ip6 saddr fe80::/10 udp sport 547 udp dport 546 accept\n');
  });

  it('drops the rest, and touches no table of others', () => {
    const text = nftables(closed, 'worker');
    expect(text).toContain('type filter hook input priority filter; policy drop;');
    expect(text).not.toContain('flush ruleset');
    expect(text.match(/^(delete )?table .*$/gm)).toEqual([
      'table inet palisade',
      'delete table inet palisade',
      'table inet palisade {',
    ]);
  });
});

describe('the kernel', () => {
  it.each(['vm.overcommit_memory = 1', 'kernel.panic = 10', 'kernel.panic_on_oops = 1', 'kernel.dmesg_restrict = 1'])(
    'has %s',
    (line) => {
      expect(sysctlFile(closed).split('\n')).toContain(line);
    },
  );

  it('passes IPv6 on where pods have it, and there only', () => {
    const lines = ['net.ipv6.conf.all.forwarding = 1', 'net.ipv6.conf.default.forwarding = 1'];
    expect(sysctlFile({ podCidr: 'fd00:1::/48' }).split('\n')).toEqual(expect.arrayContaining(lines));
    expect(sysctlFile(closed)).not.toContain('forwarding');
  });

  it('loads no module for what no machine has', () => {
    expect(blacklistFile).toContain('blacklist dccp\ninstall dccp /bin/false\n');
    expect(blacklistFile).not.toMatch(/overlay|br_netfilter|vxlan|wireguard/);
  });
});

it('audits the kubelet and the container runtime, and cannot be told otherwise', () => {
  const lines = auditRules.trimEnd().split('\n');
  expect(lines).toContain('-w /var/lib/kubelet/config.yaml -p wa -k kubelet');
  expect(lines).toContain('-w /run/containerd/containerd.sock -p wa -k container-runtime-socket');
  // What guards a cluster of K3s or RKE2 lies elsewhere.
  expect(lines).toContain('-w /etc/rancher -p wa -k kubernetes-configuration');
  expect(lines).toContain('-w /var/lib/rancher/k3s/server/tls -p rwa -k kubernetes-keys');
  expect(lines.at(-1)).toBe('-e 2');
});

describe('cloud-init', () => {
  const [machine = { name: '', address: '', role: 'worker' as const }] = options.nodes;

  it('lets nobody in by itself', () => {
    const { users, ssh_pwauth, disable_root, runcmd, write_files } = cloudInit(closed, machine);
    expect({ users, ssh_pwauth, disable_root }).toEqual({ users: [], ssh_pwauth: false, disable_root: true });
    expect(runcmd[0]).toEqual(['systemctl', 'mask', '--now', 'ssh.service', 'ssh.socket', 'sshd.service']);
    expect(write_files.map(({ path, permissions }) => [path, permissions])).toEqual([
      ['/etc/nftables.conf', '0600'],
      ['/etc/sysctl.d/90-palisade.conf', '0644'],
      ['/etc/modules-load.d/palisade.conf', '0644'],
      ['/etc/modprobe.d/palisade.conf', '0644'],
      ['/etc/audit/rules.d/90-palisade.rules', '0600'],
      ['/etc/containerd/config.toml', '0600'],
      ['/etc/systemd/system/nftables.service.d/10-palisade.conf', '0644'],
      ['/etc/apt/apt.conf.d/20auto-upgrades', '0644'],
      ['/etc/apt/apt.conf.d/52palisade', '0644'],
    ]);
  });

  it('leaves the tables of others alone when Debian restarts its unit, which flushes all', () => {
    const { write_files, runcmd } = cloudInit(closed, machine);
    expect(write_files.find(({ path }) => path.includes('nftables.service.d'))?.content).toBe('[Service]\nExecStop=\n');
    const [reload, restart] = ['daemon-reload', 'restart'].map((verb) =>
      runcmd.findIndex((words) => words[1] === verb),
    );
    expect(reload).toBeLessThan(restart ?? 0);
    expect(reload).toBeGreaterThan(0);
  });

  it('lets an operator in by key, and root never', () => {
    const { users, runcmd, write_files } = cloudInit(open, machine);
    expect(users).toEqual([
      {
        name: 'cluster-operator',
        lock_passwd: true,
        shell: '/bin/bash',
        sudo: 'ALL=(ALL) NOPASSWD:ALL',
        ssh_authorized_keys: [key],
      },
    ]);
    expect(runcmd[0]).toEqual(['passwd', '--lock', 'root']);
    const sshd = write_files.find(({ path }) => path === '/etc/ssh/sshd_config.d/10-palisade.conf')?.content ?? '';
    expect(sshd.split('\n').slice(0, 5)).toEqual([
      'PermitRootLogin no',
      'AllowUsers cluster-operator',
      'AuthenticationMethods publickey',
      'PubkeyAuthentication yes',
      'PasswordAuthentication no',
    ]);
  });
});

it('names its operator as no user and no group of Debian or Flatcar is named', () => {
  const [user] = cloudInit(open, { name: 'cp-1', address: '10.0.0.11', role: 'control-plane' }).users;
  // As of Debian's base-passwd and Flatcar's baselayout: useradd refuses the one, and gives the other no shell.
  const taken = [
    'root',
    'daemon',
    'bin',
    'sys',
    'adm',
    'sync',
    'shutdown',
    'halt',
    'operator',
    'core',
    'sudo',
    'staff',
  ];
  expect(taken).not.toContain(user?.name);
});

describe('TOML', () => {
  it('has values before tables, and every text in quotes', () => {
    expect(toToml({ b: { c: { 'd.e': 'x"y\n' } }, a: 1, list: ['p', 'q'], on: true })).toBe(
      'a = 1\nlist = ["p", "q"]\non = true\n\n[b.c]\n"d.e" = "x\\"y\\n"\n',
    );
  });
});
