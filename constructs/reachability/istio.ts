import { type Inventory, type LeftOut, nameOf, namespaceOf } from './inventory';
import { type IstioRule, istioRule, matchedPorts } from './istio-rule';
import type { ServiceMesh } from './mesh';
import { InvalidObject, labelsAt, objectAt, objectsAt, type PlainObject, textAt } from './plain';
import { portAt } from './policy';
import { PortSet } from './ports';
import { everything, labelSelector, type Selector } from './selector';
import { groupKind, type Workload } from './workload';
import type { WorkloadSet } from './workload-set';

/** Where Istio's policies for the whole mesh stand. */
const rootNamespace = 'istio-system';
const everyTcpPort = PortSet.every('TCP');
/** What a mesh of TCP connections says nothing about. */
const beside = PortSet.all.difference(everyTcpPort);

type Mode = 'STRICT' | 'PERMISSIVE' | 'DISABLE';

/** What one PeerAuthentication says. */
interface PeerAuthentication {
  readonly mode: Mode | undefined;
  readonly byPort: ReadonlyMap<number, Mode>;
}

interface Authorization {
  readonly name: string;
  readonly action: 'ALLOW' | 'DENY';
  readonly rules: readonly IstioRule[];
}

/**
 * What a service mesh of Istio adds: AuthorizationPolicy (ALLOW and DENY) and PeerAuthentication, for workloads that are in
 * the mesh by the labels of their namespace or pods. A mesh sees TCP alone. Where a rule also asks about requests
 * (methods, paths, hosts, tokens, conditions), its ports count as open to be on the safe side, and denied ones do not.
 *
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/
 * @see https://istio.io/latest/docs/reference/config/security/peer_authentication/
 */
export class Istio implements ServiceMesh {
  readonly #members: readonly boolean[];
  readonly #authorizations = new Map<number, Authorization[]>();
  /** By workload; of the namespace and of the mesh by name. */
  readonly #peers = new Map<number | string, PeerAuthentication>();

  readonly #modesOf = new Map<number, { readonly strict: PortSet; readonly disabled: PortSet }>();

  constructor(objects: readonly PlainObject[], inventory: Inventory, leftOut: LeftOut[]) {
    this.#members = inventory.workloads.map((workload) => isMember(workload, inventory));
    for (const object of objects) {
      try {
        const kind = groupKind(object);
        if (kind === 'security.istio.io/PeerAuthentication') this.#addPeerAuthentication(object, inventory);
        if (kind === 'security.istio.io/AuthorizationPolicy') this.#addAuthorization(object, inventory);
      } catch (error) {
        if (!(error instanceof InvalidObject)) throw error;
        leftOut.push({ object: nameOf(object), reason: error.message });
      }
    }
  }

  /** Whether a workload's pods are in the mesh. */
  has(workload: Workload): boolean {
    return this.#members[workload.id] === true;
  }

  /** The ports at which `to` takes connections of `from`, which undefined stands for somebody outside of the mesh. */
  passing(from: Workload | undefined, to: Workload): PortSet {
    if (!this.has(to)) return PortSet.all;
    const isInside = from !== undefined && this.has(from);
    const { strict, disabled } = this.#modes(to);
    let open = isInside ? everyTcpPort : everyTcpPort.difference(strict);
    const authorizations = this.#authorizations.get(to.id) ?? [];
    // Without mutual TLS nobody knows who the other side is.
    const withIdentity = isInside ? open.difference(disabled) : PortSet.none;
    const matched = (policies: readonly Authorization[], sure: boolean): PortSet => {
      const rules = policies.flatMap((policy) => policy.rules);
      const by = (source: Workload | undefined) => PortSet.union(rules.map((rule) => matchedPorts(rule, source, sure)));
      return withIdentity.isEmpty
        ? by(undefined)
        : by(from).intersection(withIdentity).union(by(undefined).difference(withIdentity));
    };
    const allow = authorizations.filter(({ action }) => action === 'ALLOW');
    const deny = authorizations.filter(({ action }) => action === 'DENY');
    if (deny.length > 0) open = open.difference(matched(deny, true));
    if (allow.length > 0) open = open.intersection(matched(allow, false));
    return open.union(beside);
  }

  /** The policies that decide about a workload, by name. */
  policiesOf(to: Workload): readonly string[] {
    return (this.#authorizations.get(to.id) ?? []).map(({ name }) => name);
  }

  /** The TCP ports of a workload by mode: the nearest PeerAuthentication that says something decides. */
  #modes(to: Workload): { readonly strict: PortSet; readonly disabled: PortSet } {
    const known = this.#modesOf.get(to.id);
    if (known) return known;
    const chain = [to.id, to.namespace, rootNamespace].flatMap((each) => this.#peers.get(each) ?? []);
    const general = chain.find(({ mode }) => mode !== undefined)?.mode ?? 'PERMISSIVE';
    const byPort = this.#peers.get(to.id)?.byPort ?? new Map<number, Mode>();
    const portsWith = (mode: Mode): PortSet => {
      let result = general === mode ? everyTcpPort : PortSet.none;
      for (const [port, own] of byPort) {
        const one = PortSet.of('TCP', port);
        result = own === mode ? result.union(one) : result.difference(one);
      }
      return result;
    };
    const modes = { strict: portsWith('STRICT'), disabled: portsWith('DISABLE') };
    this.#modesOf.set(to.id, modes);
    return modes;
  }

  #addPeerAuthentication(object: PlainObject, inventory: Inventory): void {
    const namespace = namespaceOf(object);
    const spec = objectAt(object.spec, 'spec') ?? {};
    const byPort = new Map<number, Mode>();
    for (const [port, value] of Object.entries(objectAt(spec.portLevelMtls, 'spec.portLevelMtls') ?? {})) {
      const mode = modeAt(value, `spec.portLevelMtls.${port}`);
      if (mode !== undefined) byPort.set(portAt(Number(port), 'spec.portLevelMtls'), mode);
    }
    const said = { mode: modeAt(spec.mtls, 'spec.mtls'), byPort };
    const selector = matchLabels(spec.selector);
    if (selector.key === everything.key) {
      if (!this.#peers.has(namespace)) this.#peers.set(namespace, said);
      return;
    }
    for (const id of inventory.select(inventory.namespaceNamed(namespace), selector).ids) {
      if (!this.#peers.has(id)) this.#peers.set(id, said);
    }
  }

  #addAuthorization(object: PlainObject, inventory: Inventory): void {
    const namespace = namespaceOf(object);
    const spec = objectAt(object.spec, 'spec') ?? {};
    const action = textAt(spec.action, 'spec.action') ?? 'ALLOW';
    // AUDIT only writes down.
    if (action === 'AUDIT') return;
    if (action !== 'ALLOW' && action !== 'DENY') throw new InvalidObject(`spec.action ${action} is not modelled`);
    if (spec.targetRef !== undefined || spec.targetRefs !== undefined) {
      throw new InvalidObject('spec.targetRefs is not modelled');
    }
    const rules = (objectsAt(spec.rules, 'spec.rules') ?? []).map((rule, at) => istioRule(rule, `spec.rules[${at}]`));
    const authorization = { name: nameOf(object), action, rules } as const;
    const namespaces =
      namespace === rootNamespace ? inventory.namespacesBy(everything) : inventory.namespaceNamed(namespace);
    const subjects: WorkloadSet = inventory.select(namespaces, matchLabels(spec.selector));
    for (const id of subjects.ids) {
      const own = this.#authorizations.get(id);
      if (own) own.push(authorization);
      else this.#authorizations.set(id, [authorization]);
    }
  }
}

/** In the mesh by injection of a sidecar, or as part of an ambient mesh. */
function isMember({ labels, namespace, hostNetwork }: Workload, inventory: Inventory): boolean {
  if (hostNetwork) return false;
  const around = inventory.namespaces.get(namespace)?.labels;
  const ambient = labels.get('istio.io/dataplane-mode') ?? around?.get('istio.io/dataplane-mode');
  if (ambient === 'ambient') return true;
  const injected = labels.get('sidecar.istio.io/inject');
  const injection = around?.get('istio-injection');
  if (injection === 'disabled' || injected === 'false') return false;
  return (
    injection === 'enabled' || injected === 'true' || labels.has('istio.io/rev') || around?.has('istio.io/rev') === true
  );
}

function matchLabels(selector: unknown): Selector {
  const { matchLabels: labels } = objectAt(selector, 'spec.selector') ?? {};
  return labels === undefined
    ? everything
    : labelSelector(
        { matchLabels: Object.fromEntries(labelsAt(labels, 'spec.selector.matchLabels')) },
        'spec.selector',
      );
}

function modeAt(value: unknown, path: string): Mode | undefined {
  const mode = textAt(objectAt(value, path)?.mode, `${path}.mode`);
  if (mode === undefined || mode === 'UNSET') return undefined;
  if (mode === 'STRICT' || mode === 'PERMISSIVE' || mode === 'DISABLE') return mode;
  throw new InvalidObject(`${path}.mode is '${mode}'; write STRICT, PERMISSIVE, DISABLE or UNSET`);
}
