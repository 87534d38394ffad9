import { calicoSelector } from './calico-selector';
import { type Inventory, nameOf, namespaceOf } from './inventory';
import { InvalidObject, listAt, objectAt, objectsAt, type PlainObject, textAt, textsAt } from './plain';
import {
  addressesAt,
  everyPeer,
  everyPort,
  namespacesText,
  type Peers,
  PeersBuilder,
  type Policy,
  portAt,
  type Rule,
  type RulePorts,
} from './policy';
import { PortSet, type Protocol, protocols } from './ports';
import { everything, type Labels, type Selector } from './selector';

const actions = { Allow: 'allow', Deny: 'deny', Pass: 'pass' } as const;

/**
 * A NetworkPolicy of `projectcalico.org/v3` (or of `crd.projectcalico.org/v1`, as it is stored). Of its rules' fields the
 * model knows selectors, namespaces, addresses, domains and ports of the destination; a policy with others is refused
 * by name.
 *
 * @throws InvalidObject
 * @see https://docs.tigera.io/calico/latest/reference/resources/networkpolicy
 */
export function calicoNetworkPolicy(object: PlainObject, inventory: Inventory): Policy {
  const namespace = namespaceOf(object);
  const spec = objectAt(object.spec, 'spec') ?? {};
  for (const field of ['serviceAccountSelector', 'performanceHints', 'stagedAction']) {
    if (spec[field] !== undefined) throw unknown(`spec.${field}`);
  }
  if (spec.tier !== undefined && spec.tier !== 'default') throw unknown('spec.tier');
  const ingress = objectsAt(spec.ingress, 'spec.ingress') ?? [];
  const egress = objectsAt(spec.egress, 'spec.egress') ?? [];
  const given = textsAt(spec.types, 'spec.types');
  // Calico's default: the directions that there are rules for, and Ingress where there are none.
  const hasIngress = given ? given.includes('Ingress') : ingress.length > 0 || egress.length === 0;
  const hasEgress = given ? given.includes('Egress') : egress.length > 0;
  const read = (list: readonly PlainObject[], other: 'source' | 'destination', path: string) => ({
    isolates: true,
    list: list.flatMap((each, index) => rule(each, other, `${path}[${index}]`, namespace, inventory)),
  });
  const order = spec.order ?? Number.POSITIVE_INFINITY;
  if (typeof order !== 'number') throw new InvalidObject('spec.order is no number');
  return {
    name: nameOf(object),
    stage: 'namespace',
    order,
    subjects: inventory.select(
      inventory.namespaceNamed(namespace),
      calicoSelector(textAt(spec.selector, 'spec.selector') ?? '', 'spec.selector'),
    ),
    ingress: hasIngress ? read(ingress, 'source', 'spec.ingress') : undefined,
    egress: hasEgress ? read(egress, 'destination', 'spec.egress') : undefined,
  };
}

const unknown = (path: string) => new InvalidObject(`${path} is not modelled`);

const knownOfRule = new Set(['action', 'protocol', 'source', 'destination', 'metadata', 'ipVersion']);
const knownOfPeer = new Set(['selector', 'namespaceSelector', 'nets', 'ports', 'domains']);

function rule(
  given: PlainObject,
  other: 'source' | 'destination',
  path: string,
  namespace: string,
  inventory: Inventory,
): Rule[] {
  // Log says nothing of who may talk.
  if (given.action === 'Log') return [];
  const action = actions[given.action as keyof typeof actions];
  if (action === undefined) {
    throw new InvalidObject(`${path}.action is ${JSON.stringify(given.action)}; write Allow, Deny, Log or Pass`);
  }
  for (const field of Object.keys(given)) if (!knownOfRule.has(field)) throw unknown(`${path}.${field}`);
  const destination = objectAt(given.destination, `${path}.destination`) ?? {};
  const source = objectAt(given.source, `${path}.source`) ?? {};
  const own = other === 'source' ? destination : source;
  for (const [field, side] of [
    ['source', source],
    ['destination', destination],
  ] as const) {
    for (const key of Object.keys(side)) {
      const isKnown = side === own ? key === 'ports' : knownOfPeer.has(key);
      if (!isKnown || (key === 'ports' && side === source)) throw unknown(`${path}.${field}.${key}`);
    }
  }
  const peer = other === 'source' ? source : destination;
  return [
    {
      action,
      peers: peers(peer, `${path}.${other}`, namespace, inventory),
      ports: ports(given.protocol, destination.ports, path),
    },
  ];
}

function peers(peer: PlainObject, path: string, namespace: string, inventory: Inventory): Peers {
  const nets = listAt(peer.nets, `${path}.nets`);
  const domains = textsAt(peer.domains, `${path}.domains`);
  const selector = textAt(peer.selector, `${path}.selector`);
  const namespaceSelector = textAt(peer.namespaceSelector, `${path}.namespaceSelector`);
  const bySelector = selector !== undefined || namespaceSelector !== undefined;
  if ([nets !== undefined, domains !== undefined, bySelector].filter(Boolean).length > 1) {
    throw unknown(`${path} with more than one of selectors, nets and domains`);
  }
  const builder = new PeersBuilder(inventory);
  if (nets) {
    for (const [index, net] of nets.entries()) builder.add(addressesAt(net, [], `${path}.nets[${index}]`));
  } else if (domains) {
    for (const name of domains) builder.add({ kind: 'domain', name });
  } else if (bySelector) {
    const pods = calicoSelector(selector ?? '', `${path}.selector`);
    const from =
      namespaceSelector === undefined ? undefined : calicoSelector(namespaceSelector, `${path}.namespaceSelector`);
    const selected = from && namespacesLikeCalico(from);
    const namespaces = selected ? inventory.namespacesBy(selected) : inventory.namespaceNamed(namespace);
    const names = new Set(selected ? namespaces.list.map(({ name }) => name) : [namespace]);
    const sets = inventory.networkSets.filter((set) => names.has(set.namespace) && pods.matches(set.labels));
    for (const set of sets) {
      for (const net of set.nets) builder.add(addressesAt(net, [], 'spec.nets'));
      for (const name of set.domains) builder.add({ kind: 'domain', name });
    }
    // Where it means a set of domains, it need not find pods.
    if (sets.length === 0 || inventory.select(namespaces, pods).size > 0) {
      builder.pods(namespaces, pods, selected ? namespacesText(selected) : namespace);
    }
  } else {
    return everyPeer;
  }
  return builder.build();
}

/** Calico knows a namespace's name by a label of its own. */
function namespacesLikeCalico(selector: Selector): Selector {
  if (selector.key === everything.key) return selector;
  const withName = (labels: Labels) =>
    new Map(labels).set('projectcalico.org/name', labels.get('kubernetes.io/metadata.name') ?? '');
  return {
    ...selector,
    key: `named ${selector.key}`,
    equals: [],
    matches: (labels) => selector.matches(withName(labels)),
  };
}

function ports(protocol: unknown, list: unknown, path: string): RulePorts {
  const given = listAt(list, `${path}.destination.ports`) ?? [];
  const known =
    protocol === undefined ? protocols : protocols.filter((each) => each === String(protocol).toUpperCase());
  // Other protocols (ICMP, or by number) open no port.
  if (given.length === 0) {
    const numbers = PortSet.union(known.map(PortSet.every));
    return protocol === undefined ? everyPort : { numbers, named: [] };
  }
  if (protocol === undefined) throw new InvalidObject(`${path}.protocol is missing, and ports need it`);
  let numbers = PortSet.none;
  const named: { protocol: Protocol; name: string }[] = [];
  for (const [index, port] of given.entries()) {
    const at = `${path}.destination.ports[${index}]`;
    const range = typeof port === 'string' ? /^(\d+)(?::(\d+))?$/.exec(port) : null;
    const first = range ? Number(range[1]) : port;
    const last = range?.[2] === undefined ? first : Number(range[2]);
    for (const each of known) {
      if (typeof port === 'string' && !range) named.push({ protocol: each, name: port });
      else numbers = numbers.union(PortSet.of(each, portAt(first, at), portAt(last, at)));
    }
  }
  return { numbers, named };
}
