import type { Problem } from '../construct-error';
import { parseCidr } from '../network/cidr';

/** Who besides the cluster's own machines and pods reaches its machines. Ranges are in CIDR notation. */
export interface AccessOptions {
  /**
   * Who reaches the API server.
   *
   * @default [] - the cluster's machines and pods only
   */
  readonly api?: readonly string[];
  /**
   * Who reaches ports of Services on the machines (30000 to 32767). A network plug-in that serves them by eBPF, in the place of
   * kube-proxy, never asks the machine's firewall: there, say it by its own policies.
   *
   * @default [] - nobody
   */
  readonly nodePorts?: readonly string[];
  /**
   * Who may log in by SSH. Without, no SSH server runs.
   *
   * @default - nobody
   */
  readonly ssh?: SshAccess;
  /**
   * Ports that the network plug-in's agents need between machines.
   *
   * @default [{ protocol: 'udp', port: 8472 }, { protocol: 'tcp', port: 4240 }] - VXLAN and the health checks of Cilium
   */
  readonly networkPlugin?: readonly NodePort[];
}

/** Logging in by SSH: as `cluster-operator`, by a key, from some addresses. */
export interface SshAccess {
  /** At least one range, and not the whole internet. */
  readonly from: readonly string[];
  /** Public keys, as in `authorized_keys`, without options: Ed25519 or ECDSA, also on a security key. */
  readonly keys: readonly string[];
}

/** A port that machines reach each other at. */
export interface NodePort {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
}

/** {@link AccessOptions} with every default in its place. */
export type Access = Required<Omit<AccessOptions, 'ssh'>> & Pick<AccessOptions, 'ssh'>;

/** Fills in defaults, unchecked. */
export function accessOf(options: AccessOptions = {}): Access {
  return {
    api: [],
    nodePorts: [],
    networkPlugin: [
      { protocol: 'udp', port: 8472 },
      { protocol: 'tcp', port: 4240 },
    ],
    ...options,
  };
}

const sshKey =
  /^(ssh-ed25519|ecdsa-sha2-nistp(256|384|521)|sk-ssh-ed25519@openssh\.com|sk-ecdsa-sha2-nistp256@openssh\.com) [A-Za-z0-9+/]{60,}={0,2}( [A-Za-z0-9@._-]+)?$/;

/** Everything that is wrong with who has access. */
export function accessProblems({ api, nodePorts, ssh, networkPlugin }: Access): Problem[] {
  const found: Problem[] = [];
  const ranges = [
    ...api.map((text, index) => [`access.api[${index}]`, text] as const),
    ...nodePorts.map((text, index) => [`access.nodePorts[${index}]`, text] as const),
    ...(ssh?.from ?? []).map((text, index) => [`access.ssh.from[${index}]`, text] as const),
  ];
  for (const [place, text] of ranges) {
    const range = parseCidr(text);
    if (range === undefined) {
      found.push({
        found: `${place} is '${text}'`,
        write: 'Write a range in CIDR notation that begins at its first address, such as 10.20.0.0/16',
      });
    } else if (range.prefixLength === 0 && place.startsWith('access.ssh')) {
      found.push({
        found: `${place} is '${text}', the whole internet`,
        write: 'Write the range that operators come from',
      });
    }
  }
  networkPlugin.forEach(({ port }, index) => {
    if (Number.isInteger(port) && port > 0 && port < 65536) return;
    found.push({ found: `access.networkPlugin[${index}].port is ${port}`, write: 'Write a number from 1 to 65535' });
  });
  if (ssh === undefined) return found;
  for (const list of ['from', 'keys'] as const) {
    if (ssh[list].length === 0) {
      found.push({ found: `access.ssh.${list} is empty`, write: 'Write at least one, or leave access.ssh out' });
    }
  }
  ssh.keys.forEach((key, index) => {
    if (sshKey.test(key)) return;
    found.push({
      found: `access.ssh.keys[${index}] is no public key that is taken here`,
      write: 'Write one line of type ssh-ed25519, ecdsa-sha2-… or sk-…, without options',
    });
  });
  return found;
}
