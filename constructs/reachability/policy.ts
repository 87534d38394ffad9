import { blockAround, contains } from '../network/cidr';
import type { Inventory, Namespaces } from './inventory';
import { InvalidObject, type PlainObject } from './plain';
import { PortSet, type Protocol, protocols } from './ports';
import { everything, type Selector } from './selector';
import type { Workload } from './workload';
import type { WorkloadSet } from './workload-set';

/** Something to talk with that is no workload of the manifests. */
export type Outside =
  /** Addresses; `0.0.0.0/0` and `::/0` are the internet. */
  | { readonly kind: 'addresses'; readonly cidr: string; readonly except: readonly string[] }
  | { readonly kind: 'domain'; readonly name: string }
  /** What a network plugin has a name for, such as `host` or `kube-apiserver`. */
  | { readonly kind: 'entity'; readonly name: string }
  /** What a selector asks for, where no workload of the manifests is like that. */
  | { readonly kind: 'unmatched'; readonly text: string };

/** Everything that is outside of the cluster. */
export const internet: Outside = { kind: 'addresses', cidr: '0.0.0.0/0', except: [] };

/** For people, and the same for the same. */
export function outsideText(outside: Outside): string {
  switch (outside.kind) {
    case 'addresses': {
      const place =
        outside.cidr === '0.0.0.0/0' ? 'internet' : outside.cidr === '::/0' ? 'internet (IPv6)' : outside.cidr;
      return outside.except.length === 0 ? place : `${place} except ${outside.except.join(', ')}`;
    }
    case 'unmatched':
      return outside.text;
    default:
      return outside.name;
  }
}

/** Who is on the other side, as a rule says it. */
export interface Peers {
  /** Whoever it is, within the cluster or not. */
  readonly everyone: boolean;
  readonly workloads: readonly WorkloadSet[];
  readonly outside: readonly Outside[];
  /** Pods are named by their labels, and not only by namespace. */
  readonly isNarrow: boolean;
}

/** A rule that says nothing of peers is about all of them. */
export const everyPeer: Peers = { everyone: true, workloads: [], outside: [], isNarrow: false };

/** Gathers the peers of one rule. */
export class PeersBuilder {
  readonly #workloads: WorkloadSet[] = [];
  readonly #outside: Outside[] = [];
  #isNarrow = false;

  constructor(readonly inventory: Inventory) {}

  /** Pods by label; `where` says for people in which namespaces. */
  pods(namespaces: Namespaces, selector: Selector, where: string): void {
    const found = this.inventory.select(namespaces, selector);
    if (selector.key !== everything.key) this.#isNarrow = true;
    if (found.size > 0) this.#workloads.push(found);
    else
      this.#outside.push({ kind: 'unmatched', text: `${selector.text === 'any' ? 'all' : selector.text} in ${where}` });
  }

  add(outside: Outside): void {
    this.#outside.push(outside);
  }

  build(): Peers {
    return { everyone: false, workloads: this.#workloads, outside: this.#outside, isNarrow: this.#isNarrow };
  }
}

/** What people call the namespaces that a selector picks. */
export function namespacesText(selector: Selector): string {
  const [only, ...more] = selector.equals;
  if (selector.key === everything.key) return 'any namespace';
  const isName = only !== undefined && more.length === 0 && only[0] === 'kubernetes.io/metadata.name';
  return isName && selector.text === only.join('=') ? only[1] : `namespaces ${selector.text}`;
}

/** The ports of a rule: those by name depend on whose they are. */
export interface RulePorts {
  readonly numbers: PortSet;
  readonly named: readonly { readonly protocol: Protocol; readonly name: string }[];
}

/** A rule that says nothing of ports is about all of them. */
export const everyPort: RulePorts = { numbers: PortSet.all, named: [] };

/** The ports of a rule at a destination; outside of the cluster no port has a name. */
export function portsAt({ numbers, named }: RulePorts, destination: Workload | undefined): PortSet {
  let result = numbers;
  for (const { protocol, name } of named) {
    for (const port of destination?.ports ?? []) {
      if (port.name === name && port.protocol === protocol) result = result.union(PortSet.of(protocol, port.port));
    }
  }
  return result;
}

/** One rule, as all kinds of policies come down to. */
export interface Rule {
  /** `pass` leaves the matter to the next stage. */
  readonly action: 'allow' | 'deny' | 'pass';
  readonly peers: Peers;
  readonly ports: RulePorts;
}

/** What a policy says of one direction. */
export interface Rules {
  readonly list: readonly Rule[];
  /** What no rule of its stage allows is refused. */
  readonly isolates: boolean;
}

/** Stages decide one after the other; a stage that says nothing leaves it to the next. */
export type Stage = 'admin' | 'namespace' | 'baseline';

/** A policy of whatever kind. */
export interface Policy {
  /** `Kind namespace/name`. */
  readonly name: string;
  readonly stage: Stage;
  /** Within the stage the lowest comes first. */
  readonly order: number;
  readonly subjects: WorkloadSet;
  readonly ingress: Rules | undefined;
  readonly egress: Rules | undefined;
}

/** Reads one protocol. @throws InvalidObject */
export function protocolAt(value: unknown, path: string): Protocol {
  const found = protocols.find((each) => each === (value ?? 'TCP'));
  if (found === undefined) {
    throw new InvalidObject(`${path} is ${JSON.stringify(value)}; write one of ${protocols.join(', ')}`);
  }
  return found;
}

/** Reads the number of a port. @throws InvalidObject */
export function portAt(value: unknown, path: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > 65535) {
    throw new InvalidObject(`${path} is ${JSON.stringify(value)}; write a port from 1 to 65535`);
  }
  return value;
}

/** Reads addresses. @throws InvalidObject where they are no CIDR, or an exception lies outside. */
export function addressesAt(cidr: unknown, except: readonly unknown[], path: string): Outside {
  const all = block(cidr, `${path}.cidr`);
  const exceptions = except.map((each, index) => block(each, `${path}.except[${index}]`));
  for (const [index, each] of exceptions.entries()) {
    if (!contains(all.block, each.block) || contains(each.block, all.block)) {
      throw new InvalidObject(`${path}.except[${index}] is ${each.text}, which lies outside of ${all.text}`);
    }
  }
  return { kind: 'addresses', cidr: all.text, except: exceptions.map(({ text }) => text).sort() };
}

function block(value: unknown, path: string) {
  const read = typeof value === 'string' ? blockAround(value) : undefined;
  if (read === undefined) {
    throw new InvalidObject(`${path} is ${JSON.stringify(value)}; write a CIDR such as 10.0.0.0/8`);
  }
  return { text: String(value).toLowerCase(), block: read.block };
}

/** A policy's rules of one direction, from its list of them. */
export function rulesFrom(
  list: readonly PlainObject[],
  path: string,
  read: (rule: PlainObject, path: string) => Rule,
): Rule[] {
  return list.map((rule, index) => read(rule, `${path}[${index}]`));
}
