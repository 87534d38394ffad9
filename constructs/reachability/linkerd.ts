import { type Inventory, type LeftOut, nameOf, namespaceOf } from './inventory';
import type { ServiceMesh } from './mesh';
import { InvalidObject, objectAt, objectsAt, type PlainObject, textAt, textsAt } from './plain';
import { portAt } from './policy';
import { PortSet } from './ports';
import { labelSelectorOrAll } from './selector';
import { groupKind, type Workload } from './workload';

const everyTcpPort = PortSet.every('TCP');
/** What a mesh of TCP connections says nothing about. */
const beside = PortSet.all.difference(everyTcpPort);

/** Whom a server lets in whom nothing authorizes. */
const accessPolicies = [
  ...['deny', 'all-unauthenticated', 'all-authenticated', 'cluster-authenticated', 'cluster-unauthenticated', 'audit'],
];

/** A port of some pods. */
interface Server {
  readonly name: string;
  readonly port: number | string;
  readonly access: string;
  readonly authorizations: readonly Authorization[];
}

/** Lets a client in that all of its authentications know. */
interface Authorization {
  readonly name: string;
  readonly required: readonly (readonly Identity[])[];
}

/** A client as Linkerd names it: `serviceaccount.namespace`; `*` is any, and `*.` any before it. */
type Identity = string;

/**
 * What Linkerd adds: Server, AuthorizationPolicy and MeshTLSAuthentication, for workloads whose namespace or pods ask for its
 * proxy. It sees TCP alone, and knows clients by service account.
 *
 * @see https://linkerd.io/2/reference/authorization-policy/
 */
export class Linkerd implements ServiceMesh {
  readonly #members: readonly boolean[];
  readonly #access: readonly string[];
  readonly #servers = new Map<number, Server[]>();

  constructor(objects: readonly PlainObject[], inventory: Inventory, leftOut: LeftOut[]) {
    const annotation = ({ annotations, namespace }: Workload, key: string) =>
      annotations.get(key) ?? inventory.namespaces.get(namespace)?.annotations.get(key);
    this.#members = inventory.workloads.map((workload) => {
      const inject = annotation(workload, 'linkerd.io/inject');
      return !workload.hostNetwork && (inject === 'enabled' || inject === 'ingress');
    });
    this.#access = inventory.workloads.map(
      (workload) => annotation(workload, 'config.linkerd.io/default-inbound-policy') ?? 'all-unauthenticated',
    );
    const reading = <Item>(kind: string, read: (object: PlainObject) => Item): Item[] =>
      objects.flatMap((object) => {
        if (groupKind(object) !== `policy.linkerd.io/${kind}`) return [];
        try {
          return [read(object)];
        } catch (error) {
          if (!(error instanceof InvalidObject)) throw error;
          leftOut.push({ object: nameOf(object), reason: error.message });
          return [];
        }
      });
    const authentications = new Map(reading('MeshTLSAuthentication', authentication));
    const authorizations = new Map<string, Authorization[]>();
    for (const [target, found] of reading('AuthorizationPolicy', (object) => authorization(object, authentications))) {
      const own = authorizations.get(target);
      if (own) own.push(found);
      else authorizations.set(target, [found]);
    }
    for (const { ids, server } of reading('Server', (object) => readServer(object, inventory, authorizations))) {
      for (const id of ids) {
        const own = this.#servers.get(id);
        if (own) own.push(server);
        else this.#servers.set(id, [server]);
      }
    }
  }

  has(workload: Workload): boolean {
    return this.#members[workload.id] === true;
  }

  passing(from: Workload | undefined, to: Workload): PortSet {
    if (!this.has(to)) return PortSet.all;
    const client = from !== undefined && this.has(from) ? from : undefined;
    let open = isLetIn(this.#access[to.id] ?? '', client, from) ? everyTcpPort : PortSet.none;
    for (const { port, access, authorizations } of this.#servers.get(to.id) ?? []) {
      const numbers =
        typeof port === 'number'
          ? PortSet.of('TCP', port)
          : PortSet.union(to.ports.filter(({ name }) => name === port).map((each) => PortSet.of('TCP', each.port)));
      const isOpen =
        isLetIn(access, client, from) ||
        authorizations.some(({ required }) => required.every((identities) => knows(identities, client)));
      open = isOpen ? open.union(numbers) : open.difference(numbers);
    }
    return open.union(beside);
  }

  policiesOf(to: Workload): readonly string[] {
    const servers = this.#servers.get(to.id) ?? [];
    return servers.flatMap(({ name, authorizations }) => [name, ...authorizations.map((each) => each.name)]);
  }
}

/** @param client undefined where it has no identity */
function isLetIn(access: string, client: Workload | undefined, from: Workload | undefined): boolean {
  if (access === 'all-unauthenticated' || access === 'audit') return true;
  if (access === 'cluster-unauthenticated') return from !== undefined;
  return access.endsWith('-authenticated') && client !== undefined;
}

function knows(identities: readonly Identity[], client: Workload | undefined): boolean {
  if (client === undefined) return false;
  const own = `${client.serviceAccount}.${client.namespace}`;
  return identities.some(
    (each) => each === '*' || each === own || (each.startsWith('*.') && own.endsWith(each.slice(1))),
  );
}

/** The identities that an authentication knows, by `namespace/name`. */
function authentication(object: PlainObject): [string, readonly Identity[]] {
  const namespace = namespaceOf(object);
  const spec = objectAt(object.spec, 'spec') ?? {};
  const identities = (textsAt(spec.identities, 'spec.identities') ?? []).map((identity) => {
    const known = /^(\*|(?:\*\.)?[^*]+)\.serviceaccount\.identity\.[^*]+$/.exec(identity)?.[1];
    if (identity !== '*' && known === undefined) {
      throw new InvalidObject(`spec.identities has ${JSON.stringify(identity)}, which is not modelled`);
    }
    return known ?? identity;
  });
  const refs = (objectsAt(spec.identityRefs, 'spec.identityRefs') ?? []).map((ref, index) => {
    const path = `spec.identityRefs[${index}]`;
    const name = textAt(ref.name, `${path}.name`);
    if (ref.kind === 'Namespace') return `*.${name ?? namespace}`;
    if (ref.kind !== 'ServiceAccount' || name === undefined) throw new InvalidObject(`${path} names no ServiceAccount`);
    return `${name}.${textAt(ref.namespace, `${path}.namespace`) ?? namespace}`;
  });
  return [
    `${namespace}/${textAt(objectAt(object.metadata, 'metadata')?.name, 'metadata.name')}`,
    [...identities, ...refs],
  ];
}

/** An authorization, and the Server that it is about as `namespace/name`; `namespace/` is all of a namespace. */
function authorization(
  object: PlainObject,
  authentications: ReadonlyMap<string, readonly Identity[]>,
): [string, Authorization] {
  const namespace = namespaceOf(object);
  const spec = objectAt(object.spec, 'spec') ?? {};
  const target = objectAt(spec.targetRef, 'spec.targetRef') ?? {};
  if (target.kind !== 'Server' && target.kind !== 'Namespace') {
    throw new InvalidObject(`spec.targetRef.kind ${JSON.stringify(target.kind)} is not modelled`);
  }
  const required = (objectsAt(spec.requiredAuthenticationRefs, 'spec.requiredAuthenticationRefs') ?? []).map(
    (ref, at) => {
      const path = `spec.requiredAuthenticationRefs[${at}]`;
      const place = textAt(ref.namespace, `${path}.namespace`) ?? namespace;
      const name = textAt(ref.name, `${path}.name`) ?? '';
      if (ref.kind === 'ServiceAccount') return [`${name}.${place}`];
      if (ref.kind !== 'MeshTLSAuthentication')
        throw new InvalidObject(`${path}.kind ${JSON.stringify(ref.kind)} is not modelled`);
      // One that is not there knows nobody.
      return authentications.get(`${place}/${name}`) ?? [];
    },
  );
  const name = target.kind === 'Server' ? (textAt(target.name, 'spec.targetRef.name') ?? '') : '';
  return [`${namespace}/${name}`, { name: nameOf(object), required }];
}

function readServer(
  object: PlainObject,
  inventory: Inventory,
  authorizations: ReadonlyMap<string, readonly Authorization[]>,
): { ids: Int32Array; server: Server } {
  const namespace = namespaceOf(object);
  const spec = objectAt(object.spec, 'spec') ?? {};
  const access = textAt(spec.accessPolicy, 'spec.accessPolicy') ?? 'deny';
  if (!accessPolicies.includes(access)) {
    throw new InvalidObject(`spec.accessPolicy is '${access}'; write one of ${accessPolicies.join(', ')}`);
  }
  if (spec.externalWorkloadSelector !== undefined)
    throw new InvalidObject('spec.externalWorkloadSelector is not modelled');
  const port = typeof spec.port === 'string' ? spec.port : portAt(spec.port, 'spec.port');
  const selector = labelSelectorOrAll(spec.podSelector, 'spec.podSelector');
  const name = textAt(objectAt(object.metadata, 'metadata')?.name, 'metadata.name') ?? '';
  return {
    ids: inventory.select(inventory.namespaceNamed(namespace), selector).ids,
    server: {
      name: nameOf(object),
      port,
      access,
      authorizations: [
        ...(authorizations.get(`${namespace}/${name}`) ?? []),
        ...(authorizations.get(`${namespace}/`) ?? []),
      ],
    },
  };
}
