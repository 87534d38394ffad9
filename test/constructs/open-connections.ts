import type { ApiObjectJson } from '@palisade/constructs';
import { type PlainObject, Reachability } from '@palisade/constructs/reachability';

/** The model of who can talk to whom, of objects. */
export function modelOf(objects: readonly ApiObjectJson[]): Reachability {
  return new Reachability(objects as readonly PlainObject[]);
}

/** What the policies among objects leave open between their workloads, sorted, as `shop/web > bank/db TCP 5432`. */
export function openIn(objects: readonly ApiObjectJson[]): string[] {
  const connections = [...modelOf(objects).connections()];
  return connections
    .flatMap(({ from, to, ports }) =>
      (['TCP', 'UDP', 'SCTP'] as const).flatMap((protocol) =>
        [...ports[protocol]].map(([first, last]) => {
          const range = first === last ? `${first}` : `${first}-${last}`;
          return `${from.namespace}/${from.name} > ${to.namespace}/${to.name} ${protocol} ${range}`;
        }),
      ),
    )
    .sort();
}
