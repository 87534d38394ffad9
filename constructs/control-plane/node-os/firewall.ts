import type { ClusterNode, ClusterSettings } from '../cluster';

/** Traffic that a machine admits; everything else that is new and comes from outside is dropped. */
export interface FirewallRule {
  /** What it is for: a DNS label. */
  readonly name: string;
  readonly protocol: 'tcp' | 'udp';
  /** Ports, the last one too where it is a range. */
  readonly ports: readonly [first: number, last?: number];
  /** Ranges in CIDR notation, single addresses as ranges of one. */
  readonly from: readonly string[];
}

/** A cluster, and what its tool adds to what machines are reached at. */
export interface MachineSettings extends ClusterSettings {
  /** TCP port of the control plane that machines join by, where it is not the API server's: RKE2's 9345. */
  readonly joinPort?: number;
}

/** The range that Services take ports of machines from, as Kubernetes has it by default. */
const firstNodePort = 30000;
/** The last of them. */
const lastNodePort = 32767;

/**
 * What a machine of a role needs to be reached at, and by whom.
 *
 * Kubelets are asked by the control plane alone. What scrapes them by itself, such as metrics-server, runs on the control plane
 * or goes through the API server.
 */
export function firewallRules(cluster: MachineSettings, role: ClusterNode['role']): readonly FirewallRule[] {
  const { nodes, podCidr, access, joinPort } = cluster;
  const machines = nodes.map(({ address }) => single(address));
  const controlPlane = nodes.filter((node) => node.role === 'control-plane').map(({ address }) => single(address));
  const rules: FirewallRule[] = [
    { name: 'kubelet', protocol: 'tcp', ports: [10250], from: controlPlane },
    ...access.networkPlugin.map(
      ({ protocol, port }): FirewallRule => ({
        name: `network-plugin-${protocol}-${port}`,
        protocol,
        ports: [port],
        from: machines,
      }),
    ),
  ];
  if (role === 'control-plane') {
    rules.push(
      { name: 'api-server', protocol: 'tcp', ports: [6443], from: [...machines, podCidr, ...access.api] },
      { name: 'etcd', protocol: 'tcp', ports: [2379, 2380], from: controlPlane },
      ...(joinPort === undefined
        ? []
        : [{ name: 'join', protocol: 'tcp', ports: [joinPort], from: machines } as const]),
    );
  }
  if (access.nodePorts.length > 0) {
    for (const protocol of ['tcp', 'udp'] as const) {
      rules.push({
        name: `node-ports-${protocol}`,
        protocol,
        ports: [firstNodePort, lastNodePort],
        from: access.nodePorts,
      });
    }
  }
  if (access.ssh) rules.push({ name: 'ssh', protocol: 'tcp', ports: [22], from: access.ssh.from });
  return rules;
}

function single(address: string): string {
  return `${address}/${address.includes(':') ? 128 : 32}`;
}
