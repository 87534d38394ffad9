import { type Inventory, nameOf, namespaceOf } from './inventory';
import { InvalidObject, listAt, objectAt, objectsAt, type PlainObject, textsAt } from './plain';
import {
  addressesAt,
  everyPeer,
  everyPort,
  namespacesText,
  type Peers,
  PeersBuilder,
  type Policy,
  portAt,
  protocolAt,
  type Rule,
  type RulePorts,
  rulesFrom,
} from './policy';
import { PortSet } from './ports';
import { everything, labelSelector, labelSelectorOrAll } from './selector';

/** Where Calico sets the policies of Kubernetes among its own. */
export const networkPolicyOrder = 1000;

/**
 * A NetworkPolicy of `networking.k8s.io/v1`.
 *
 * @throws InvalidObject where an API server would refuse it.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/
 */
export function networkPolicy(object: PlainObject, inventory: Inventory): Policy {
  const namespace = namespaceOf(object);
  const spec = objectAt(object.spec, 'spec') ?? {};
  const ingress = objectsAt(spec.ingress, 'spec.ingress') ?? [];
  const egress = objectsAt(spec.egress, 'spec.egress') ?? [];
  const types = policyTypes(spec, egress.length > 0);
  const subjects = inventory.select(
    inventory.namespaceNamed(namespace),
    labelSelectorOrAll(spec.podSelector, 'spec.podSelector'),
  );
  const rules = (list: readonly PlainObject[], direction: 'from' | 'to', path: string) => ({
    isolates: true,
    list: rulesFrom(list, path, (rule, at): Rule => {
      return {
        action: 'allow',
        peers: peers(rule[direction], `${at}.${direction}`, namespace, inventory),
        ports: ports(rule.ports, `${at}.ports`),
      };
    }),
  });
  // Both are read even where one of them counts for nothing: what is wrong there is refused just the same.
  const [inbound, outbound] = [rules(ingress, 'from', 'spec.ingress'), rules(egress, 'to', 'spec.egress')];
  return {
    name: nameOf(object),
    stage: 'namespace',
    order: networkPolicyOrder,
    subjects,
    ingress: types.includes('Ingress') ? inbound : undefined,
    egress: types.includes('Egress') ? outbound : undefined,
  };
}

/** By default Ingress, and Egress where there are rules for it. */
function policyTypes(spec: PlainObject, hasEgress: boolean): readonly string[] {
  const types = textsAt(spec.policyTypes, 'spec.policyTypes') ?? [];
  const unknown = types.find((type) => type !== 'Ingress' && type !== 'Egress');
  if (unknown !== undefined) throw new InvalidObject(`spec.policyTypes has '${unknown}'; write Ingress or Egress`);
  if (types.length > 0) return types;
  return hasEgress ? ['Ingress', 'Egress'] : ['Ingress'];
}

/** An empty list means the same as none: everybody. */
function peers(value: unknown, path: string, namespace: string, inventory: Inventory): Peers {
  const list = objectsAt(value, path) ?? [];
  if (list.length === 0) return everyPeer;
  const builder = new PeersBuilder(inventory);
  for (const [index, peer] of list.entries()) {
    const at = `${path}[${index}]`;
    const podSelector = objectAt(peer.podSelector, `${at}.podSelector`);
    const namespaceSelector = objectAt(peer.namespaceSelector, `${at}.namespaceSelector`);
    const ipBlock = objectAt(peer.ipBlock, `${at}.ipBlock`);
    if (ipBlock !== undefined) {
      if (podSelector || namespaceSelector) throw new InvalidObject(`${at} has both an ipBlock and a selector`);
      builder.add(addressesAt(ipBlock.cidr, listAt(ipBlock.except, `${at}.ipBlock.except`) ?? [], `${at}.ipBlock`));
      continue;
    }
    if (!podSelector && !namespaceSelector) throw new InvalidObject(`${at} names no peer`);
    const pods = podSelector ? labelSelector(podSelector, `${at}.podSelector`) : everything;
    if (namespaceSelector === undefined) {
      builder.pods(inventory.namespaceNamed(namespace), pods, namespace);
    } else {
      const namespaces = labelSelector(namespaceSelector, `${at}.namespaceSelector`);
      builder.pods(inventory.namespacesBy(namespaces), pods, namespacesText(namespaces));
    }
  }
  return builder.build();
}

/** An empty list means the same as none: every port. */
function ports(value: unknown, path: string): RulePorts {
  const list = objectsAt(value, path) ?? [];
  if (list.length === 0) return everyPort;
  let numbers = PortSet.none;
  const named: RulePorts['named'][number][] = [];
  for (const [index, { port, endPort, protocol: given }] of list.entries()) {
    const at = `${path}[${index}]`;
    const protocol = protocolAt(given, `${at}.protocol`);
    const isRange = endPort !== undefined && endPort !== null;
    if (port === undefined || port === null || typeof port === 'string') {
      if (isRange) throw new InvalidObject(`${at}.endPort needs a port that is a number`);
      if (typeof port === 'string') named.push({ protocol, name: port });
      else numbers = numbers.union(PortSet.every(protocol));
      continue;
    }
    const first = portAt(port, `${at}.port`);
    const last = isRange ? portAt(endPort, `${at}.endPort`) : first;
    if (last < first) throw new InvalidObject(`${at}.endPort is ${last}, below the port ${first}`);
    numbers = numbers.union(PortSet.of(protocol, first, last));
  }
  return { numbers, named };
}
