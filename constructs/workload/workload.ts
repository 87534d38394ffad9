import { ApiObject, Duration, JsonPatch } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { clusterOf } from '../cluster';
import { type Problem, refuse } from '../construct-error';
import { namespaceOf } from '../namespace-of';
import { allowFrom, allowTo, type ConnectionOptions, type ConnectionPeer, type Endpoint } from '../network';
import { parseQuantity } from '../quantity';
import {
  type ContainerProps,
  containerPatches,
  containerProblems,
  emptyDirectory,
  hardenedContainer,
  type InitContainerProps,
  type Mount,
  pathProblems,
  readOnlyMount,
  type SidecarProps,
} from './container';
import { drainFirst, keepDrains } from './graceful-stop';
import { portsOf, type Serving, type WorkloadPort } from './ports';
import { Volumes } from './volumes';

/** Label by which the pods of a workload are selected. */
export const nameLabel = 'app.kubernetes.io/name';

/** The user and group that containers run as unless they say otherwise: `nonroot` of distroless images. */
export const defaultUser = 65532;

/** Properties that all workloads have, besides those of their main container. */
export interface PodProps {
  /**
   * Number of the user and of the group that all containers run as, and that owns the volumes: 10000 to 65533. High, so that
   * it is nobody on the node; not higher, so that it exists in a user namespace.
   *
   * @default 65532 - the `nonroot` of distroless images
   */
  readonly user?: number;
  /**
   * Containers that run beside the main one, by their names. They start first, in this order.
   *
   * @default {}
   */
  readonly sidecars?: { readonly [name: string]: SidecarProps };
  /**
   * Containers that run to their end before the main one starts, by their names, in this order, after the sidecars.
   *
   * @default {}
   */
  readonly initContainers?: { readonly [name: string]: InitContainerProps };
  /**
   * Directories that all containers of the pod see and may write to, with how much: `{ '/work': '64Mi' }`.
   *
   * @default {}
   */
  readonly sharedPaths?: { readonly [path: string]: string };
  /**
   * How long its containers have to end by themselves, 1 second to an hour. For servers the first 5 seconds of it pass before they are
   * told, so that nobody is sent to them any more.
   *
   * @default Duration.seconds(30)
   */
  readonly gracefulStop?: Duration;
}

/** Properties of a workload: those of its main container and of its pod. */
export type WorkloadProps = ContainerProps & Serving & PodProps;

/** What holds the pods, as cdk8s-plus has it. */
export type PlusWorkload = kplus.Workload;

/**
 * Pods that run one program, hardened: no root, nothing writable but what is named, no rights in the kernel or the cluster,
 * bounded resources. A server has a Service of its name.
 *
 * Connections are closed but for those that are declared, see {@link allowTo} and {@link allowFrom}, wherever the namespace
 * denies by default, as a `TeamNamespace` does.
 *
 * The construct's id is its name, which is unique among the workloads of a namespace.
 */
export abstract class Workload extends Construct implements Endpoint, kplus.IPodSelector, kplus.INetworkPolicyPeer {
  /** Name of all its objects: the construct's id. */
  readonly name: string;
  readonly namespace: string;
  /** The ports that it serves, the main container's first. */
  readonly ports: readonly WorkloadPort[];
  /** Labels that select its pods and no others. */
  readonly podLabels: Readonly<Record<string, string>>;
  /** Its own service account, which no other workload has. */
  readonly serviceAccount: kplus.ServiceAccount;
  /** The Service of its name, if it serves a port. */
  readonly service?: kplus.Service;

  /** How its service account is a role of AWS, if it is one. */
  readonly awsIdentity: 'pod-identity' | 'irsa' | undefined;

  private readonly volumes = new Volumes(this);

  protected constructor(scope: Construct, id: string, props: WorkloadProps, problems: readonly Problem[] = []) {
    super(scope, id);
    this.name = id;
    this.namespace = namespaceOf(this);
    this.podLabels = { [nameLabel]: id };
    refuse(this, [...nameProblems(id), ...podProblems(this, props), ...problems]);
    this.ports = [props, ...Object.values(props.sidecars ?? {})].flatMap(portsOf);
    this.serviceAccount = new kplus.ServiceAccount(this, 'ServiceAccount', {
      metadata: this.metadata(),
      automountToken: false,
    });
    if (this.ports.length > 0) this.service = this.makeService();
  }

  /** Name of its service account. */
  get serviceAccountName(): string {
    return this.name;
  }

  /**
   * Lets it connect to a peer: on this side and, where that is a workload too, on the other.
   *
   * @throws ConstructError where the peer has no such port, or none
   */
  allowTo(peer: ConnectionPeer, options?: ConnectionOptions): this {
    allowTo(this, peer, options);
    return this;
  }

  /**
   * Lets a peer connect to it: on this side and, where that is a workload too, on the other.
   *
   * @throws ConstructError where it has no such port, or none
   */
  allowFrom(peer: ConnectionPeer, options?: ConnectionOptions): this {
    allowFrom(this, peer, options);
    return this;
  }

  /** @see kplus.IPodSelector */
  toPodSelectorConfig(): kplus.PodSelectorConfig {
    return {
      labelSelector: kplus.LabelSelector.of({ labels: { ...this.podLabels } }),
      namespaces: { names: [this.namespace] },
    };
  }

  /** @see kplus.INetworkPolicyPeer */
  toNetworkPolicyPeerConfig(): kplus.NetworkPolicyPeerConfig {
    return { podSelector: this.toPodSelectorConfig() };
  }

  /** @see kplus.INetworkPolicyPeer */
  toPodSelector(): kplus.IPodSelector {
    return this;
  }

  /** Metadata of each of its objects. */
  protected metadata(): { name: string; namespace: string; labels: Record<string, string> } {
    return { name: this.name, namespace: this.namespace, labels: { ...this.podLabels } };
  }

  /** What a workload of cdk8s-plus is made with, of any kind. */
  protected plusProps(props: WorkloadProps): kplus.WorkloadProps {
    const user = props.user ?? defaultUser;
    return {
      metadata: this.metadata(),
      podMetadata: { labels: { ...this.podLabels } },
      select: false,
      // The interface says of optional members that they are there or absent, the class that they may be undefined.
      serviceAccount: this.serviceAccount as kplus.IServiceAccount,
      automountServiceAccountToken: false,
      terminationGracePeriod: props.gracefulStop ?? Duration.seconds(30),
      securityContext: {
        ensureNonRoot: true,
        user,
        group: user,
        fsGroup: user,
        fsGroupChangePolicy: kplus.FsGroupChangePolicy.ON_ROOT_MISMATCH,
      },
    };
  }

  /** Fills the workload of cdk8s-plus with containers, and says what cdk8s-plus cannot. `pod` is the pod spec's path. */
  protected harden(
    workload: kplus.Workload,
    pod: string,
    props: WorkloadProps,
    patches: readonly JsonPatch[] = [],
    mounts: readonly Mount[] = [],
  ): void {
    const shared = Object.entries(props.sharedPaths ?? {}).map(
      ([path, size]): Mount => ({ path, volume: this.volumes.add(path, emptyDirectory(size)) }),
    );
    const sharedScratch = Object.values(props.sharedPaths ?? {}).reduce(
      (sum, size) => sum + (parseQuantity(size) ?? 0),
      0,
    );
    const mountsOf = (container: ContainerProps) => [...shared, ...this.mounts(container)];

    workload.addContainer(hardenedContainer(this.name, 'main', props, [...mounts, ...mountsOf(props)]));
    const all = [...patches, ...containerPatches(`${pod}/containers/0`, props, sharedScratch)];
    let index = 0;
    for (const [name, sidecar] of Object.entries(props.sidecars ?? {})) {
      workload.addInitContainer(hardenedContainer(name, 'sidecar', sidecar, mountsOf(sidecar)));
      all.push(...containerPatches(`${pod}/initContainers/${index}`, sidecar, sharedScratch));
      index += 1;
    }
    for (const [name, init] of Object.entries(props.initContainers ?? {})) {
      workload.addInitContainer(hardenedContainer(name, 'init', init, mountsOf(init)));
      all.push(...containerPatches(`${pod}/initContainers/${index}`, init, sharedScratch));
      index += 1;
    }
    const minor = minorOf(clusterOf(this).kubernetesVersion);
    all.push(
      JsonPatch.add(`${pod}/securityContext/seccompProfile`, { type: 'RuntimeDefault' }),
      JsonPatch.add(`${pod}/enableServiceLinks`, false),
    );
    // On by default since 1.33: https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/
    if (minor >= 33) all.push(JsonPatch.add(`${pod}/hostUsers`, false));
    // A server goes on answering until everybody who sends requests knows that it ends. On by default since 1.30.
    if (minor >= 30 && this.ports.length > 0) {
      keepDrains(ApiObject.of(workload), pod.slice(1).split('/'));
      all.push(JsonPatch.add(`${pod}/containers/0/lifecycle`, drainFirst));
    }
    ApiObject.of(workload).addJsonPatch(...all);
  }

  private mounts(props: ContainerProps): Mount[] {
    const mounts: Mount[] = [];
    for (const [path, size] of Object.entries(props.writablePaths ?? {})) {
      mounts.push({ path, volume: this.volumes.add(path, emptyDirectory(size)) });
    }
    for (const [path, secret] of Object.entries(props.secrets ?? {})) {
      mounts.push(readOnlyMount(path, this.volumes.add(path, secret.mountFor(this).volume)));
    }
    return mounts;
  }

  private makeService(): kplus.Service {
    const service = new kplus.Service(this, 'Service', {
      metadata: this.metadata(),
      selector: this,
      ports: this.ports.map(({ name, number, protocol }) => ({
        name,
        port: number,
        targetPort: number,
        protocol: protocol as kplus.Protocol,
      })),
    });
    const patches = this.ports.flatMap(({ appProtocol }, index) =>
      appProtocol === undefined ? [] : [JsonPatch.add(`/spec/ports/${index}/appProtocol`, appProtocol)],
    );
    ApiObject.of(service).addJsonPatch(...patches);
    return service;
  }
}

/** Minor version of a cluster, such as 37. */
export function minorOf(kubernetesVersion: string): number {
  return Number(kubernetesVersion.split('.')[1]);
}

function nameProblems(name: string): Problem[] {
  if (/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) return [];
  return [
    {
      found: `its id is '${name}', which is no name for it and its Service`,
      write: 'Write at most 63 lower-case letters, digits and hyphens, with a letter first and no hyphen last',
    },
  ];
}

function podProblems(workload: Workload, props: WorkloadProps): Problem[] {
  const { allowedRegistries, kubernetesVersion } = clusterOf(workload);
  const { user, gracefulStop, sidecars = {}, initContainers = {}, sharedPaths = {} } = props;
  const found = containerProblems('', props, allowedRegistries);
  for (const [name, each] of Object.entries(sidecars)) {
    found.push(...containerProblems(`sidecars.${name}.`, each, allowedRegistries));
  }
  for (const [name, each] of Object.entries(initContainers)) {
    found.push(...containerProblems(`initContainers.${name}.`, each, allowedRegistries));
  }
  const names = [workload.name, ...Object.keys(sidecars), ...Object.keys(initContainers)];
  for (const [index, name] of names.entries()) {
    if (index > 0 && !/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) {
      found.push({ found: `a container is named '${name}'`, write: 'Write lower-case letters, digits and hyphens' });
    }
    if (names.indexOf(name) !== index) {
      found.push({ found: `two containers are named '${name}'`, write: 'Write another name for one of them' });
    }
  }
  if (Object.keys(sidecars).length > 0 && minorOf(kubernetesVersion) < 29) {
    found.push({
      found: `it has sidecars, which Kubernetes ${kubernetesVersion} does not know`,
      write: 'Upgrade the cluster to 1.29 or newer, or do without',
    });
  }
  for (const path of Object.keys(sharedPaths)) found.push(...pathProblems('sharedPaths', path));
  if (user !== undefined && (!Number.isInteger(user) || user < 10000 || user > 65533)) {
    found.push({ found: `user is ${user}`, write: 'Write a whole number from 10000 to 65533, or leave it out' });
  }
  const seconds = gracefulStop?.toSeconds() ?? 30;
  if (seconds < 1 || seconds > 3600) {
    found.push({ found: `gracefulStop is ${seconds} seconds`, write: 'Write 1 second to an hour' });
  }
  return found;
}
