import { InvalidObject, objectAt, objectsAt, type PlainObject, textsAt } from './plain';
import { PortSet } from './ports';
import type { Workload } from './workload';

/** Who a connection comes from, as Istio names it. */
const identities = {
  principals: ({ namespace, serviceAccount }: Workload) => `cluster.local/ns/${namespace}/sa/${serviceAccount}`,
  namespaces: ({ namespace }: Workload) => namespace,
  serviceAccounts: ({ namespace, serviceAccount }: Workload) => `${namespace}/${serviceAccount}`,
};
type Identity = keyof typeof identities;

interface Asked {
  readonly identity: Identity;
  readonly isNegated: boolean;
  readonly patterns: readonly string[];
}

interface Source {
  readonly asked: readonly Asked[];
  /** It asks for more than who the other side is. */
  readonly isConditional: boolean;
}

/** One rule of an AuthorizationPolicy. */
export interface IstioRule {
  /** Any of them; none stands for any source. */
  readonly sources: readonly Source[];
  readonly ports: PortSet;
  /** The ports without those that are only for some requests. */
  readonly surePorts: PortSet;
  /** It asks what only a request tells. */
  readonly isConditional: boolean;
}

/** @throws InvalidObject */
export function istioRule(rule: PlainObject, path: string): IstioRule {
  const from = objectsAt(rule.from, `${path}.from`) ?? [];
  const to = objectsAt(rule.to, `${path}.to`) ?? [];
  const operations = to.map(({ operation }, at) =>
    operationOf(objectAt(operation, `${path}.to[${at}].operation`) ?? {}, `${path}.to[${at}].operation`),
  );
  const all = PortSet.every('TCP');
  return {
    sources: from.map(({ source }, at) =>
      sourceOf(objectAt(source, `${path}.from[${at}].source`) ?? {}, `${path}.from[${at}].source`),
    ),
    ports: to.length === 0 ? all : PortSet.union(operations.map(({ ports }) => ports)),
    surePorts:
      to.length === 0 ? all : PortSet.union(operations.map((each) => (each.isSure ? each.ports : PortSet.none))),
    isConditional: (objectsAt(rule.when, `${path}.when`) ?? []).length > 0,
  };
}

function sourceOf(source: PlainObject, path: string): Source {
  const asked: Asked[] = [];
  let isConditional = false;
  for (const [field, value] of Object.entries(source)) {
    const patterns = textsAt(value, `${path}.${field}`) ?? [];
    const isNegated = field.startsWith('not');
    const bare = isNegated ? `${field[3]?.toLowerCase()}${field.slice(4)}` : field;
    if (Object.hasOwn(identities, bare)) asked.push({ identity: bare as Identity, isNegated, patterns });
    else isConditional = true;
  }
  return { asked, isConditional };
}

function operationOf(operation: PlainObject, path: string): { ports: PortSet; isSure: boolean } {
  const ports = (field: 'ports' | 'notPorts') =>
    PortSet.union(
      (textsAt(operation[field], `${path}.${field}`) ?? []).map((text) => {
        const port = Number(text);
        if (!Number.isInteger(port) || port < 1 || port > 65535) {
          throw new InvalidObject(`${path}.${field} has ${JSON.stringify(text)}; write a port from 1 to 65535`);
        }
        return PortSet.of('TCP', port);
      }),
    );
  const wanted = operation.ports === undefined ? PortSet.every('TCP') : ports('ports');
  return {
    ports: wanted.difference(ports('notPorts')),
    isSure: Object.keys(operation).every((field) => field === 'ports' || field === 'notPorts'),
  };
}

/**
 * The TCP ports that a rule matches for a source; undefined is one that nobody can tell. Where a rule also asks what only
 * a request tells, it matches if it need not be `sure`.
 */
export function matchedPorts(rule: IstioRule, from: Workload | undefined, sure: boolean): PortSet {
  if (sure && rule.isConditional) return PortSet.none;
  const matches = ({ asked, isConditional }: Source) =>
    !(sure && isConditional) && asked.every((each) => matchesIdentity(each, from));
  if (rule.sources.length > 0 && !rule.sources.some(matches)) return PortSet.none;
  return sure ? rule.surePorts : rule.ports;
}

function matchesIdentity({ identity, isNegated, patterns }: Asked, from: Workload | undefined): boolean {
  const value = from && identities[identity](from);
  const isOne = patterns.some((pattern) => {
    // A service account without a namespace is one of the policy's own; such names are written in full here.
    return value !== undefined && matchesText(pattern, value);
  });
  return isOne !== isNegated;
}

/** Exact, or with `*` before or after; `*` alone is anything that is there. */
function matchesText(pattern: string, value: string): boolean {
  if (pattern === '*') return true;
  if (pattern.startsWith('*')) return value.endsWith(pattern.slice(1));
  if (pattern.endsWith('*')) return value.startsWith(pattern.slice(0, -1));
  return value === pattern;
}
