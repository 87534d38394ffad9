import { ConstructError, type Problem } from '../construct-error';
import { contains, parseCidr } from './cidr';
import type { ConnectionPort, Endpoint } from './endpoint';

/** A port of a peer: a number is one of TCP. */
export type PeerPort = number | ConnectionPort;

/** Properties of {@link Peer.pods}. */
export interface PodsPeerProps {
  /** Namespace of the pods. */
  readonly namespace: string;
  /** Labels that the pods have: at least one. */
  readonly labels: Readonly<Record<string, string>>;
  /**
   * The ports that the pods open.
   *
   * @default [] - they only connect to others
   */
  readonly ports?: readonly PeerPort[];
  /**
   * The service account that the pods run as. A mesh knows them by it, so it must be known where they connect to a
   * workload in a mesh.
   *
   * @default - not known
   */
  readonly serviceAccount?: string;
}

/** Properties of {@link Peer.cidr}. */
export interface CidrPeerProps {
  /**
   * The ports that are open there.
   *
   * @default [] - the addresses only connect to us
   */
  readonly ports?: readonly PeerPort[];
  /**
   * Blocks within it that are not meant, in CIDR notation.
   *
   * @default []
   */
  readonly except?: readonly string[];
}

/** Pods that another app or the platform's engineers answer for: their side of a connection is not made here. */
export class PodsPeer {
  /** Namespace of the pods. */
  readonly namespace: string;
  /** Labels that select them. */
  readonly labels: Readonly<Record<string, string>>;
  /** The ports that they open. */
  readonly ports: readonly ConnectionPort[];
  /** Whom a mesh knows them as, where it is said. */
  readonly serviceAccount: string | undefined;

  /** @internal Made by {@link Peer.pods}. */
  constructor(props: PodsPeerProps) {
    this.namespace = props.namespace;
    this.labels = { ...props.labels };
    this.ports = (props.ports ?? []).map(peerPort);
    this.serviceAccount = props.serviceAccount;
    refusePeer(`Peer.pods in '${props.namespace}'`, [...podsProblems(props), ...portProblems(this.ports)]);
  }
}

/** Addresses, in the cluster's network or outside of it. */
export class CidrPeer {
  /** The block, in CIDR notation. */
  readonly cidr: string;
  /** Blocks within it that are not meant. */
  readonly except: readonly string[];
  /** The ports that are open there. */
  readonly ports: readonly ConnectionPort[];

  /** @internal Made by {@link Peer.cidr}. */
  constructor(cidr: string, props: CidrPeerProps) {
    this.cidr = cidr;
    this.except = [...(props.except ?? [])].sort();
    this.ports = (props.ports ?? []).map(peerPort);
    refusePeer(`Peer.cidr('${cidr}')`, [...cidrProblems(cidr, this.except), ...portProblems(this.ports)]);
  }
}

/** One end of a connection: a workload of this app, or a {@link Peer}. */
export type ConnectionPeer = Endpoint | PodsPeer | CidrPeer;

/** The other end of a connection, where it is no workload of this app. */
export const Peer = {
  /**
   * Pods by their namespace and labels.
   *
   * @throws ConstructError where the namespace, a label or a port is none
   */
  pods: (props: PodsPeerProps): PodsPeer => new PodsPeer(props),
  /**
   * A block of addresses, such as `10.1.0.0/16`; one address is a block of length 32, or 128 for IPv6.
   *
   * @throws ConstructError where the block or a port is none, where it is so wide that it names no place (shorter than
   * /4), and where it holds the cloud's metadata service, which `except` can leave out
   */
  cidr: (cidr: string, props: CidrPeerProps = {}): CidrPeer => new CidrPeer(cidr, props),
};

/**
 * Addresses of the clouds' metadata services: whatever reaches one can ask for the credentials of its node.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
 */
export const metadataServices = ['169.254.169.254/32', 'fd00:ec2::254/128'] as const;

const dnsLabel = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const dnsName = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;
const labelValue = /^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/;
const labelName = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

function peerPort(port: PeerPort): ConnectionPort {
  return typeof port === 'number'
    ? { number: port, protocol: 'TCP' }
    : { number: port.number, protocol: port.protocol };
}

function refusePeer(path: string, problems: readonly Problem[]): void {
  if (problems.length > 0) throw new ConstructError(path, problems);
}

function podsProblems(props: PodsPeerProps): Problem[] {
  const found: Problem[] = [];
  if (!dnsLabel.test(props.namespace)) {
    found.push({
      found: `namespace is '${props.namespace}', which is not a DNS label`,
      write: 'Write the name of one namespace',
    });
  }
  const labels = Object.entries(props.labels);
  if (labels.length === 0) {
    found.push({
      found: 'labels is empty, which is every pod of the namespace',
      write: `Write the labels of the pods that are meant, such as { 'app.kubernetes.io/name': 'prometheus' }`,
    });
  }
  for (const [key, value] of labels) {
    if (!isLabelKey(key) || !labelValue.test(value)) {
      found.push({
        found: `labels holds '${key}: ${value}', which no pod can have`,
        write: 'Write a label as it stands on the pods: names and values have at most 63 characters',
      });
    }
  }
  if (props.serviceAccount !== undefined && !dnsName.test(props.serviceAccount)) {
    found.push({
      found: `serviceAccount is '${props.serviceAccount}', which no service account can be named`,
      write: 'Write the name without its namespace, such as prometheus',
    });
  }
  return found;
}

function isLabelKey(key: string): boolean {
  const slash = key.indexOf('/');
  return labelName.test(key.slice(slash + 1)) && (slash < 0 || dnsName.test(key.slice(0, slash)));
}

function portProblems(ports: readonly ConnectionPort[]): Problem[] {
  return ports
    .filter(({ number }) => !Number.isInteger(number) || number < 1 || number > 65535)
    .map(({ number }) => ({ found: `ports holds ${number}`, write: 'Write whole numbers from 1 to 65535' }));
}

function cidrProblems(text: string, except: readonly string[]): Problem[] {
  const block = parseCidr(text);
  if (block === undefined) {
    return [
      {
        found: 'it is no block of addresses',
        write: 'Write its first address and the length of its prefix, such as 10.1.0.0/16',
      },
    ];
  }
  const found: Problem[] = [];
  // As the catalogue has it: eight blocks of /3 are all addresses.
  if (block.prefixLength < 4) {
    found.push({
      found: 'it is so wide that it names no place',
      write: 'Write the blocks that are meant, each of a prefix of at least 4, or name the domain with allowToDomain',
    });
  }
  const left = except.map((one) => ({ one, range: parseCidr(one) }));
  for (const { one, range } of left) {
    if (range === undefined || !contains(block, range) || range.prefixLength === block.prefixLength) {
      found.push({ found: `except holds '${one}', which is no smaller block within it`, write: 'Write a part of it' });
    }
  }
  for (const service of metadataServices) {
    const address = parseCidr(service);
    if (address === undefined || !contains(block, address)) continue;
    if (left.some(({ range }) => range !== undefined && contains(range, address))) continue;
    found.push({
      found: `it holds ${service}, the cloud's metadata service`,
      write: `Write narrower blocks, or leave it out: { except: ['${service}'] }`,
    });
  }
  return found;
}
