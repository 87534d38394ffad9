import { isIP } from 'node:net';
import { ConstructError, type Problem } from '../construct-error';
import { contains, parseCidr } from '../network/cidr';
import { type Access, type AccessOptions, accessOf, accessProblems } from './access';
import { type ControlPlaneOptions, type ControlPlaneSettings, settingsProblems, withDefaults } from './options';

/** A machine of the cluster. */
export interface ClusterNode {
  /** Its host name: a DNS label. */
  readonly name: string;
  /** The address that the others reach it at. */
  readonly address: string;
  readonly role: 'control-plane' | 'worker';
}

/** A control plane and the machines that it runs on. */
export interface ClusterOptions extends ControlPlaneOptions {
  /** All machines. The control plane has one or an odd number of them. */
  readonly nodes: readonly ClusterNode[];
  /**
   * The exact release of Kubernetes, of {@link ControlPlaneOptions.kubernetesVersion}.
   *
   * @default - the newest that this version of Palisade was tried with; another minor version needs its own
   */
  readonly release?: string;
  /**
   * Who besides the cluster reaches its machines.
   *
   * @default - nobody
   */
  readonly access?: AccessOptions;
}

/** {@link ClusterOptions} with every default in its place. */
export interface ClusterSettings extends ControlPlaneSettings {
  readonly nodes: readonly ClusterNode[];
  readonly release: string;
  readonly access: Access;
}

/** Releases that control planes were started from in tests, by minor version. */
const releases: Readonly<Record<string, string>> = { '1.37': '1.37.2' };

/**
 * Checks the options of a cluster and fills in their defaults.
 *
 * @throws ConstructError that names every wrong option
 */
export function clusterOf({ nodes, release, access, ...options }: ClusterOptions): ClusterSettings {
  const settings = withDefaults(options);
  const cluster: ClusterSettings = {
    ...settings,
    nodes,
    release: release ?? releases[settings.kubernetesVersion] ?? '',
    access: accessOf(access),
  };
  const problems = [
    ...settingsProblems(settings),
    ...releaseProblems(cluster),
    ...nodeProblems(cluster),
    ...accessProblems(cluster.access),
  ];
  if (problems.length > 0) throw new ConstructError('control plane', problems);
  return cluster;
}

/** The machines of the control plane, in the order given. */
export function controlPlaneNodes({ nodes }: Pick<ClusterSettings, 'nodes'>): readonly ClusterNode[] {
  return nodes.filter(({ role }) => role === 'control-plane');
}

function releaseProblems({ release, kubernetesVersion }: ClusterSettings): Problem[] {
  if (release === '') {
    return [
      {
        found: `no release of Kubernetes ${kubernetesVersion} is known here`,
        write: `Write release, such as '${kubernetesVersion}.0'`,
      },
    ];
  }
  if (/^\d+\.\d+\.(0|[1-9]\d*)$/.test(release) && release.startsWith(`${kubernetesVersion}.`)) return [];
  return [
    {
      found: `release is '${release}' where kubernetesVersion is '${kubernetesVersion}'`,
      write: `Write a whole version of that one, such as '${kubernetesVersion}.2'`,
    },
  ];
}

function nodeProblems(cluster: ClusterSettings): Problem[] {
  const { nodes } = cluster;
  const found = nodes.flatMap((node, index) => problemsOfNode(cluster, node, `nodes[${index}]`));
  for (const field of ['name', 'address'] as const) {
    const values = nodes.map((node) => node[field]);
    for (const twice of new Set(values.filter((value, index) => values.indexOf(value) !== index))) {
      found.push({ found: `two nodes have the ${field} '${twice}'`, write: `Give each its own ${field}` });
    }
  }
  found.push(...podRangeProblems(cluster));
  const count = controlPlaneNodes(cluster).length;
  if (count % 2 === 0) {
    found.push({
      found: `${count} nodes have the role control-plane`,
      write: 'Write 1, 3 or 5: of an even number, etcd survives no more losses than of one less',
    });
  }
  return found;
}

/** Every machine gets a range of its own for its pods: a /24, of IPv6 a /64, and no more than 65,536 of these can be told apart. */
function podRangeProblems({ podCidr, nodes }: ClusterSettings): Problem[] {
  const range = parseCidr(podCidr);
  if (range === undefined) return [];
  const each = range.family === 4 ? 24 : 64;
  const bits = each - range.prefixLength;
  if (bits >= 0 && bits <= 16 && nodes.length <= 2 ** bits) return [];
  const least = Math.ceil(Math.log2(Math.max(nodes.length, 1)));
  return [
    {
      found: `podCidr is ${podCidr}, of which ${nodes.length} nodes get a /${each} each`,
      write: `Write a range from /${each - 16} to /${each - least}`,
    },
  ];
}

function problemsOfNode({ podCidr, serviceCidr }: ClusterSettings, node: ClusterNode, place: string): Problem[] {
  const found: Problem[] = [];
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(node.name)) {
    found.push({
      found: `${place}.name is '${node.name}', which is not a DNS label`,
      write: 'Write lower-case letters, digits and hyphens',
    });
  }
  const version = isIP(node.address);
  const address = parseCidr(`${node.address}/${version === 6 ? 128 : 32}`);
  if (address === undefined) {
    found.push({ found: `${place}.address is '${node.address}'`, write: 'Write an IP address, such as 10.0.0.11' });
    return found;
  }
  for (const [option, text] of Object.entries({ podCidr, serviceCidr })) {
    const range = parseCidr(text);
    if (range && range.family !== address.family) {
      found.push({
        found: `${place}.address ${node.address} and ${option} ${text} are of two families`,
        write: 'Write addresses and ranges of IPv4 only or of IPv6 only',
      });
    }
    if (range && contains(range, address)) {
      found.push({
        found: `${place}.address ${node.address} lies in ${option} ${text}`,
        write: 'Write ranges of pods and Services that no machine is in',
      });
    }
  }
  if (unusable.some((range) => contains(range, address))) {
    found.push({
      found: `${place}.address is ${node.address}, which no other machine reaches`,
      write: 'Write the address that the other nodes reach it at',
    });
  }
  return found;
}

/** Loopback, unspecified, link-local and multicast addresses. */
const unusable = [
  '127.0.0.0/8',
  '0.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/3',
  '::/127',
  'fe80::/10',
  'ff00::/8',
].flatMap((text) => parseCidr(text) ?? []);
