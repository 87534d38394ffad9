import { type Inventory, nameOf } from './inventory';
import { InvalidObject, objectAt, objectsAt, type PlainObject, textAt, textsAt } from './plain';
import {
  addressesAt,
  everyPort,
  namespacesText,
  PeersBuilder,
  type Policy,
  portAt,
  protocolAt,
  type Rule,
  type RulePorts,
  rulesFrom,
} from './policy';
import { PortSet, protocols } from './ports';
import { everything, labelSelector, labelSelectorOrAll } from './selector';

const actions = { Allow: 'allow', Accept: 'allow', Deny: 'deny', Pass: 'pass' } as const;

/**
 * An AdminNetworkPolicy or BaselineAdminNetworkPolicy of `policy.networking.k8s.io/v1alpha1`, or a ClusterNetworkPolicy
 * of v1alpha2, which has both for its tiers: the first decides before the policies of namespaces, lowest priority first,
 * the latter for pods that none of these isolates.
 *
 * @throws InvalidObject where its definition would refuse it.
 * @see https://network-policy-api.sigs.k8s.io/api-overview/
 */
export function adminNetworkPolicy(object: PlainObject, inventory: Inventory): Policy {
  const spec = objectAt(object.spec, 'spec') ?? {};
  const isOnly = object.kind === 'BaselineAdminNetworkPolicy';
  const isTiered = object.kind === 'ClusterNetworkPolicy';
  if (isTiered && spec.tier !== 'Admin' && spec.tier !== 'Baseline') {
    throw new InvalidObject(`spec.tier is ${JSON.stringify(spec.tier)}; write Admin or Baseline`);
  }
  const isBaseline = isOnly || (isTiered && spec.tier === 'Baseline');
  const { priority } = spec;
  if (!isOnly && (typeof priority !== 'number' || !Number.isInteger(priority) || priority < 0 || priority > 1000)) {
    throw new InvalidObject(`spec.priority is ${JSON.stringify(priority)}; write a whole number from 0 to 1000`);
  }
  const rules = (value: unknown, direction: 'from' | 'to', path: string) => ({
    isolates: false,
    list: rulesFrom(objectsAt(value, path) ?? [], path, (rule, at): Rule => {
      const action = actions[rule.action as keyof typeof actions];
      if (
        action === undefined ||
        (isOnly && action === 'pass') ||
        (rule.action === 'Accept') !== (isTiered && action === 'allow')
      ) {
        throw new InvalidObject(
          `${at}.action is ${JSON.stringify(rule.action)}; write ${isTiered ? 'Accept' : 'Allow'}, Deny${isOnly ? '' : ' or Pass'}`,
        );
      }
      const peers = new PeersBuilder(inventory);
      for (const [index, peer] of (objectsAt(rule[direction], `${at}.${direction}`) ?? []).entries()) {
        addPeer(peers, peer, `${at}.${direction}[${index}]`);
      }
      return {
        action,
        peers: peers.build(),
        ports: isTiered ? protocolPorts(rule.protocols, `${at}.protocols`) : ports(rule.ports, `${at}.ports`),
      };
    }),
  });
  const subject = objectAt(spec.subject, 'spec.subject') ?? {};
  const { namespaces, pods } = podsOf(subject, 'spec.subject');
  return {
    name: nameOf(object),
    stage: isBaseline ? 'baseline' : 'admin',
    order: isOnly ? 0 : (priority as number),
    subjects: inventory.select(inventory.namespacesBy(namespaces), pods),
    ingress: rules(spec.ingress, 'from', 'spec.ingress'),
    egress: rules(spec.egress, 'to', 'spec.egress'),
  };
}

/** Either whole namespaces, or pods in them. */
function podsOf(value: PlainObject, path: string) {
  const namespaces = objectAt(value.namespaces, `${path}.namespaces`);
  if (namespaces) return { namespaces: labelSelector(namespaces, `${path}.namespaces`), pods: everything };
  const pods = objectAt(value.pods, `${path}.pods`);
  if (pods === undefined) throw new InvalidObject(`${path} names neither namespaces nor pods`);
  return {
    namespaces: labelSelectorOrAll(pods.namespaceSelector, `${path}.pods.namespaceSelector`),
    pods: labelSelectorOrAll(pods.podSelector, `${path}.pods.podSelector`),
  };
}

function addPeer(peers: PeersBuilder, peer: PlainObject, path: string): void {
  const networks = textsAt(peer.networks, `${path}.networks`);
  const domains = textsAt(peer.domainNames, `${path}.domainNames`);
  if (networks) for (const network of networks) peers.add(addressesAt(network, [], `${path}.networks`));
  else if (domains) for (const name of domains) peers.add({ kind: 'domain', name });
  else if (peer.nodes !== undefined) peers.add({ kind: 'entity', name: 'nodes' });
  else {
    const { namespaces, pods } = podsOf(peer, path);
    peers.pods(peers.inventory.namespacesBy(namespaces), pods, namespacesText(namespaces));
  }
}

function ports(value: unknown, path: string): RulePorts {
  const list = objectsAt(value, path) ?? [];
  if (list.length === 0) return everyPort;
  let numbers = PortSet.none;
  const named: RulePorts['named'][number][] = [];
  for (const [index, entry] of list.entries()) {
    const at = `${path}[${index}]`;
    const number = objectAt(entry.portNumber, `${at}.portNumber`);
    const range = objectAt(entry.portRange, `${at}.portRange`);
    const name = textAt(entry.namedPort, `${at}.namedPort`);
    if (number) {
      const protocol = protocolAt(number.protocol, `${at}.portNumber.protocol`);
      numbers = numbers.union(PortSet.of(protocol, portAt(number.port, `${at}.portNumber.port`)));
    } else if (range) {
      const protocol = protocolAt(range.protocol, `${at}.portRange.protocol`);
      const [first, last] = [portAt(range.start, `${at}.portRange.start`), portAt(range.end, `${at}.portRange.end`)];
      if (last < first) throw new InvalidObject(`${at}.portRange.end is ${last}, below the start ${first}`);
      numbers = numbers.union(PortSet.of(protocol, first, last));
    } else if (name !== undefined) {
      // A name stands for the port of that name whatever its protocol.
      for (const protocol of protocols) named.push({ protocol, name });
    } else {
      throw new InvalidObject(`${at} names no port`);
    }
  }
  return { numbers, named };
}

/** The ports of v1alpha2, by protocol. */
function protocolPorts(value: unknown, path: string): RulePorts {
  const list = objectsAt(value, path) ?? [];
  if (list.length === 0) return everyPort;
  let numbers = PortSet.none;
  const named: RulePorts['named'][number][] = [];
  for (const [index, entry] of list.entries()) {
    const at = `${path}[${index}]`;
    const name = textAt(entry.destinationNamedPort, `${at}.destinationNamedPort`);
    const protocol = protocols.find((each) => entry[each.toLowerCase()] !== undefined);
    if (name !== undefined) {
      for (const each of protocols) named.push({ protocol: each, name });
      continue;
    }
    if (protocol === undefined) throw new InvalidObject(`${at} names no protocol`);
    const inner = `${at}.${protocol.toLowerCase()}`;
    const port = objectAt(objectAt(entry[protocol.toLowerCase()], inner)?.destinationPort, `${inner}.destinationPort`);
    const range = objectAt(port?.range, `${inner}.destinationPort.range`);
    if (port === undefined) numbers = numbers.union(PortSet.every(protocol));
    else {
      const first = portAt(range ? range.start : port.number, `${inner}.destinationPort`);
      const last = range ? portAt(range.end, `${inner}.destinationPort.range.end`) : first;
      numbers = numbers.union(PortSet.of(protocol, first, last));
    }
  }
  return { numbers, named };
}
