import { type Inventory, nameOf, namespaceOf } from './inventory';
import { networkPolicyOrder } from './network-policy';
import { InvalidObject, listAt, objectAt, objectsAt, type PlainObject, textAt, textsAt } from './plain';
import {
  addressesAt,
  everyPeer,
  everyPort,
  internet,
  namespacesText,
  type Peers,
  PeersBuilder,
  type Policy,
  portAt,
  type Rule,
  type RulePorts,
} from './policy';
import { PortSet, protocols } from './ports';
import { everything, labelSelector, type Selector } from './selector';

const namespaceLabel = 'io.kubernetes.pod.namespace';
const namespaceLabels = 'io.cilium.k8s.namespace.labels.';

/**
 * A CiliumNetworkPolicy of `cilium.io/v2`. What it denies is denied whatever else allows it; what it allows is open beside
 * what NetworkPolicies allow. A policy with fields that the model does not know is refused by name.
 *
 * @throws InvalidObject
 * @see https://docs.cilium.io/en/stable/security/policy/
 */
export function ciliumNetworkPolicy(object: PlainObject, inventory: Inventory): Policy[] {
  const specs = [object.spec, ...(listAt(object.specs, 'specs') ?? [])].filter((spec) => spec !== undefined);
  return specs.flatMap((spec) => policies(objectAt(spec, 'spec') ?? {}, object, inventory));
}

const unknown = (path: string) => new InvalidObject(`${path} is not modelled`);
const knownOfSpec = new Set([
  ...[
    'endpointSelector',
    'ingress',
    'egress',
    'ingressDeny',
    'egressDeny',
    'enableDefaultDeny',
    'description',
    'labels',
  ],
]);

function policies(spec: PlainObject, object: PlainObject, inventory: Inventory): Policy[] {
  for (const field of Object.keys(spec)) if (!knownOfSpec.has(field)) throw unknown(`spec.${field}`);
  const namespace = namespaceOf(object);
  const endpoints = objectAt(spec.endpointSelector, 'spec.endpointSelector');
  if (endpoints === undefined) throw new InvalidObject('spec.endpointSelector is missing');
  const { pods } = endpointSelector(endpoints, 'spec.endpointSelector', namespace, inventory);
  const subjects = inventory.select(inventory.namespaceNamed(namespace), pods);
  const defaultDeny = objectAt(spec.enableDefaultDeny, 'spec.enableDefaultDeny') ?? {};
  const read = (field: 'ingress' | 'egress' | 'ingressDeny' | 'egressDeny', action: Rule['action']) => {
    const list = objectsAt(spec[field], `spec.${field}`) ?? [];
    // A deny alone isolates just as an allow does; the policy beside it says so for both.
    return list.map((rule, index) => readRule(rule, action, field, `spec.${field}[${index}]`, namespace, inventory));
  };
  const rules = { in: read('ingress', 'allow'), out: read('egress', 'allow') };
  const denied = { in: read('ingressDeny', 'deny'), out: read('egressDeny', 'deny') };
  const side = (allow: readonly Rule[], deny: readonly Rule[], isolates: unknown) =>
    allow.length + deny.length === 0 ? undefined : { list: allow, isolates: isolates !== false };
  const name = nameOf(object);
  const common = { name, stage: 'namespace' as const, subjects };
  const before = { list: denied.in, isolates: false };
  return [
    ...(denied.in.length + denied.out.length > 0
      ? [{ ...common, order: Number.NEGATIVE_INFINITY, ingress: before, egress: { ...before, list: denied.out } }]
      : []),
    {
      ...common,
      order: networkPolicyOrder,
      ingress: side(rules.in, denied.in, defaultDeny.ingress),
      egress: side(rules.out, denied.out, defaultDeny.egress),
    },
  ];
}

/** A selector of endpoints, apart into what it asks of the namespace and of the pod. */
function endpointSelector(value: PlainObject, path: string, own: string, inventory: Inventory) {
  const ofPods: Record<string, unknown[]> = { matchExpressions: [] };
  const ofNamespaces: Record<string, unknown[]> = { matchExpressions: [] };
  const expressions = [
    ...Object.entries(objectAt(value.matchLabels, `${path}.matchLabels`) ?? {}).map(([key, text]) => ({
      key,
      operator: 'In',
      values: [text],
    })),
    ...(objectsAt(value.matchExpressions, `${path}.matchExpressions`) ?? []),
  ];
  for (const expression of expressions) {
    const key = (textAt(expression.key, `${path}.matchExpressions.key`) ?? '').replace(/^(?:k8s|any)[:.]/, '');
    if (/^[a-z]+:/.test(key)) throw unknown(`${path} by ${JSON.stringify(key)}`);
    const isName = key === namespaceLabel;
    const isNamespace = isName || key.startsWith(namespaceLabels);
    const bare = isName ? 'kubernetes.io/metadata.name' : isNamespace ? key.slice(namespaceLabels.length) : key;
    (isNamespace ? ofNamespaces : ofPods).matchExpressions?.push({ ...expression, key: bare });
  }
  const pods = labelSelector(ofPods, path);
  const namespaceSelector: Selector = labelSelector(ofNamespaces, path);
  const isOwn = namespaceSelector.key === everything.key;
  const namespaces = isOwn ? inventory.namespaceNamed(own) : inventory.namespacesBy(namespaceSelector);
  return { pods, namespaces, where: isOwn ? own : namespacesText(namespaceSelector) };
}

const peerFields = ['Endpoints', 'CIDR', 'CIDRSet', 'Entities', 'FQDNs'] as const;

function readRule(
  rule: PlainObject,
  action: Rule['action'],
  field: string,
  path: string,
  namespace: string,
  inventory: Inventory,
): Rule {
  const prefix = field.startsWith('ingress') ? 'from' : 'to';
  const known = new Set<string>([...peerFields.map((name) => `${prefix}${name}`), 'toPorts', 'authentication']);
  for (const key of Object.keys(rule)) if (!known.has(key)) throw unknown(`${path}.${key}`);
  return {
    action,
    peers: peers(rule, prefix, path, namespace, inventory),
    ports: ports(rule.toPorts, `${path}.toPorts`),
  };
}

function peers(rule: PlainObject, prefix: 'from' | 'to', path: string, own: string, inventory: Inventory): Peers {
  const at = (name: (typeof peerFields)[number]) => `${path}.${prefix}${name}`;
  const value = (name: (typeof peerFields)[number]) => rule[`${prefix}${name}`];
  if (peerFields.every((name) => value(name) === undefined)) {
    // Ports alone are open to all; a rule that says nothing allows nobody, and only isolates.
    return rule.toPorts === undefined ? new PeersBuilder(inventory).build() : everyPeer;
  }
  const builder = new PeersBuilder(inventory);
  for (const [index, each] of (objectsAt(value('Endpoints'), at('Endpoints')) ?? []).entries()) {
    const { pods, namespaces, where } = endpointSelector(each, `${at('Endpoints')}[${index}]`, own, inventory);
    builder.pods(namespaces, pods, where);
  }
  for (const cidr of textsAt(value('CIDR'), at('CIDR')) ?? []) builder.add(addressesAt(cidr, [], at('CIDR')));
  for (const set of objectsAt(value('CIDRSet'), at('CIDRSet')) ?? []) {
    builder.add(addressesAt(set.cidr, listAt(set.except, `${at('CIDRSet')}.except`) ?? [], at('CIDRSet')));
  }
  for (const { matchName, matchPattern } of objectsAt(value('FQDNs'), at('FQDNs')) ?? []) {
    builder.add({ kind: 'domain', name: String(matchName ?? matchPattern) });
  }
  let everyone = false;
  for (const entity of textsAt(value('Entities'), at('Entities')) ?? []) {
    if (entity === 'all') everyone = true;
    else if (entity === 'world') builder.add(internet);
    else if (entity === 'cluster') builder.pods(inventory.namespacesBy(everything), everything, 'any namespace');
    else builder.add({ kind: 'entity', name: entity });
  }
  return { ...builder.build(), ...(everyone ? { everyone } : {}) };
}

function ports(value: unknown, path: string): RulePorts {
  const entries = objectsAt(value, path);
  if (entries === undefined) return everyPort;
  let numbers = PortSet.none;
  const named: RulePorts['named'][number][] = [];
  for (const [index, { ports: list }] of entries.entries()) {
    const at = `${path}[${index}].ports`;
    const given = objectsAt(list, at) ?? [];
    if (given.length === 0) return everyPort;
    for (const [place, { port, endPort, protocol = 'ANY' }] of given.entries()) {
      const known = protocol === 'ANY' ? protocols : protocols.filter((each) => each === protocol);
      const text = String(port);
      const first = /^\d+$/.test(text) ? Number(text) : undefined;
      for (const each of known) {
        if (first === undefined) named.push({ protocol: each, name: text });
        else if (first === 0) numbers = numbers.union(PortSet.every(each));
        else {
          const last = endPort === undefined || endPort === 0 ? first : portAt(endPort, `${at}[${place}].endPort`);
          numbers = numbers.union(PortSet.of(each, portAt(first, `${at}[${place}].port`), last));
        }
      }
    }
  }
  return { numbers, named };
}
