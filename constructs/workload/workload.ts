import { ApiObject, Duration, JsonPatch } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct, type IConstruct } from 'constructs';
import { clusterOf } from '../cluster';
import { ConstructError, type Problem, refuse } from '../construct-error';
import { type Exposable, type Exposure, type ExposureProps, expose } from '../exposure';
import { apiToken, apiTokenPath, audienceToken, workloadIdentity } from '../identity';
import { namespaceOf } from '../namespace/namespace-of';
import {
  allowFrom,
  allowTo,
  allowToApiServer,
  allowToDomain,
  type ConnectionOptions,
  type ConnectionPeer,
  type DomainOptions,
} from '../network';
import { type MountableSecret, restartAnnotations, type SecretMount } from '../secrets';
import { ConfigFiles } from './config-files';
import { type ContainerProps, containerPatches, emptyDirectory, hardenedContainer, type Mount } from './container';
import { drainFirst, keepDrains } from './graceful-stop';
import type { WorkloadProps } from './pod';
import { portsOf, type WorkloadPort } from './ports';
import { makeService } from './service';
import { userNumber } from './user';
import { Volumes } from './volumes';
import { minorOf, workloadProblems } from './workload-problems';

/** Label by which the pods of a workload are selected. */
export const nameLabel = 'app.kubernetes.io/name';

/**
 * Pods that run one program, hardened: no root, nothing writable but what is named, no rights in the kernel or the
 * cluster, bounded resources. A server has a Service of its name.
 *
 * Connections are closed but for those that are declared, see {@link allowTo} and {@link allowFrom}, wherever the
 * namespace denies by default, as a `TeamNamespace` does.
 *
 * The construct's id is its name, which is unique among the workloads of a namespace.
 */
export abstract class Workload extends Construct implements Exposable, kplus.IPodSelector, kplus.INetworkPolicyPeer {
  /** Name of all its objects: the construct's id. */
  readonly name: string;
  /** Namespace of all its objects. */
  readonly namespace: string;
  /** The ports that it serves, the main container's first. */
  readonly ports: readonly WorkloadPort[];
  /** Labels that select its pods and no others. */
  readonly podLabels: Readonly<Record<string, string>>;
  /** Its own service account, which no other workload has. */
  readonly serviceAccount: kplus.ServiceAccount;
  /** The Service of its name, if it serves a port. */
  abstract readonly service?: kplus.Service;
  /** How its service account is a role of AWS, if it is one. */
  readonly awsIdentity: 'pod-identity' | 'irsa' | undefined;

  /** The volumes of its pods. */
  protected readonly volumes = new Volumes(this);
  private readonly secretMounts: SecretMount[] = [];

  protected constructor(
    scope: Construct,
    id: string,
    private readonly props: WorkloadProps,
    problems: readonly Problem[] = [],
    storage: readonly string[] = [],
  ) {
    super(scope, id);
    this.name = id;
    this.namespace = namespaceOf(this);
    this.podLabels = { [nameLabel]: id };
    refuse(this, [...workloadProblems(this, id, props, storage), ...problems]);
    takeName(this);
    this.ports = [props, ...Object.values(props.sidecars ?? {})].flatMap(portsOf);
    this.awsIdentity = props.cloudIdentity?.kind;
    this.serviceAccount = workloadIdentity(this, props);
    if ((props.permissions ?? []).length > 0) allowToApiServer(this);
    const agent = props.cloudIdentity?.agent;
    if (agent !== undefined) this.allowTo(agent);
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

  /**
   * Lets it connect to a domain outside of the cluster, on port 443 unless another is named.
   *
   * @param domain - such as `api.example.com`, or `*.example.com`
   * @throws ConstructError where the cluster's network policies know no names, and where the domain is none
   */
  allowToDomain(domain: string, options?: DomainOptions): this {
    allowToDomain(this, domain, options);
    return this;
  }

  /**
   * Puts it under a host name, by TLS only, and lets in the proxy that stands there: internal unless said otherwise.
   *
   * @throws ConstructError that names every wrong property, and where the cluster's entrance can't do what is asked
   */
  expose(props: ExposureProps): Exposure {
    return expose(this, props);
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

  /** The Service of its ports, if it has any. */
  protected clusterService(): kplus.Service | undefined {
    return this.ports.length > 0 ? makeService(this) : undefined;
  }

  /** What a workload of cdk8s-plus is made with, of any kind. */
  protected plusProps() {
    const user = userNumber(this.props.user);
    return {
      metadata: this.metadata(),
      podMetadata: { labels: { ...this.podLabels } },
      select: false,
      // To the interface optional members are there or absent; to the class they may be undefined.
      serviceAccount: this.serviceAccount as kplus.IServiceAccount,
      automountServiceAccountToken: false,
      terminationGracePeriod: this.props.gracefulStop ?? Duration.seconds(30),
      securityContext: {
        ensureNonRoot: true,
        user,
        group: user,
        fsGroup: user,
        // Large volumes are not walked at each start.
        fsGroupChangePolicy: kplus.FsGroupChangePolicy.ON_ROOT_MISMATCH,
      },
    } satisfies kplus.WorkloadProps;
  }

  /**
   * Fills the workload of cdk8s-plus with containers, and says what cdk8s-plus cannot.
   *
   * @param pod - path of the pod spec, such as `/spec/template/spec`
   * @param mounts - what is mounted in the main container before all else
   */
  protected harden(workload: kplus.Workload, pod: string, patches: readonly JsonPatch[] = [], mounts: Mount[] = []) {
    const { props } = this;
    const { sharedPaths } = props;
    const files = new ConfigFiles(this, this.volumes);
    const shared = Object.entries(sharedPaths ?? {}).map(([path, size]) => this.mount(path, emptyDirectory(size)));
    const mountsOf = (container: ContainerProps) => [...shared, ...this.mountsOf(container, files)];

    const main = [...mounts, ...this.tokenMounts(), ...mountsOf(props)];
    workload.addContainer(hardenedContainer(this.name, 'main', props, main));
    const all = [...patches, ...containerPatches(`${pod}/containers/0`, props, sharedPaths)];
    const beside = [
      ...Object.entries(props.sidecars ?? {}).map(([name, each]) => ({ name, each, role: 'sidecar' as const })),
      ...Object.entries(props.initContainers ?? {}).map(([name, each]) => ({ name, each, role: 'init' as const })),
    ];
    for (const [index, { name, each, role }] of beside.entries()) {
      workload.addInitContainer(hardenedContainer(name, role, each, mountsOf(each)));
      all.push(...containerPatches(`${pod}/initContainers/${index}`, each, sharedPaths));
    }
    all.push(
      JsonPatch.add(`${pod}/securityContext/seccompProfile`, { type: 'RuntimeDefault' }),
      // Variables with the addresses of all Services tell a program what there is to attack.
      JsonPatch.add(`${pod}/enableServiceLinks`, false),
    );
    const minor = minorOf(clusterOf(this).kubernetesVersion);
    // On by default since then: https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/
    if (minor >= 33) all.push(JsonPatch.add(`${pod}/hostUsers`, false));
    if (minor >= 30 && portsOf(props).length > 0) {
      all.push(JsonPatch.add(`${pod}/containers/0/lifecycle`, drainFirst));
      keepDrains(ApiObject.of(workload), pod.slice(1).split('/'));
    }
    ApiObject.of(workload).addJsonPatch(...all);

    for (const [key, value] of Object.entries(files.annotations())) workload.podMetadata.addAnnotation(key, value);
    // What runs to its end reads its secrets when it starts; to restart it would be to run it once more.
    if (workload instanceof kplus.Job || workload instanceof kplus.CronJob) return;
    for (const [key, value] of Object.entries(restartAnnotations(this.secretMounts))) {
      workload.metadata.addAnnotation(key, value);
    }
  }

  private mount(path: string, source: Parameters<Volumes['add']>[1], readOnly = false): Mount {
    const volume = this.volumes.add(path, source);
    return readOnly ? { path, volume, readOnly } : { path, volume };
  }

  private tokenMounts(): Mount[] {
    const { permissions = [], tokens = [] } = this.props;
    return [
      ...(permissions.length > 0
        ? [{ path: apiTokenPath, volume: this.volumes.add('kube-api-access', apiToken()), readOnly: true }]
        : []),
      ...tokens.map((token) => this.mount(token.path, audienceToken(token), true)),
    ];
  }

  private mountsOf(container: ContainerProps, files: ConfigFiles): Mount[] {
    const { writablePaths = {}, config = {}, secrets = {} } = container;
    return [
      ...Object.entries(writablePaths).map(([path, size]) => this.mount(path, emptyDirectory(size))),
      ...Object.entries(config).map(([path, source]) => ({ path, volume: files.volume(path, source), readOnly: true })),
      ...Object.entries(secrets).map(([path, secret]) => this.secretMount(path, secret)),
    ];
  }

  private secretMount(path: string, secret: MountableSecret): Mount {
    const mount = secret.mountFor(this);
    this.secretMounts.push(mount);
    return this.mount(path, mount.volume, true);
  }
}

const names = new WeakMap<IConstruct, Map<string, string>>();

/** One name has one workload in a namespace, or their Services and selectors would mix. */
function takeName(workload: Workload): void {
  const { root } = workload.node;
  const taken = names.get(root) ?? new Map<string, string>();
  names.set(root, taken);
  const key = `${workload.namespace}/${workload.name}`;
  const other = taken.get(key);
  if (other !== undefined) {
    throw new ConstructError(workload.node.path, [
      {
        found: `${other} is named '${workload.name}' in '${workload.namespace}' too`,
        write: 'Give one of them another id',
      },
    ]);
  }
  taken.set(key, workload.node.path);
}
