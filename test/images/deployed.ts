import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  App,
  checkedObjects,
  ExternalSecret,
  ImageAdmission,
  imageReference,
  SecretProvider,
} from '@palisade/constructs';
import type { ClusterOptions } from '@palisade/constructs/control-plane';
import { Chart } from 'cdk8s';
import { parse } from 'yaml';
import { type Answer, Client } from '../../cli/attack';
import { type Authority, issue } from '../../rehearsal/cluster/certificate';
import { Kubelet } from '../containers/kubelet';
import type { ContainerRuntime } from '../containers/runtime';
import { RenderedControlPlane } from '../control-plane/rendered';
import { Scheduler } from '../control-plane/scheduler';

const node = 'cp-1';
const options: ClusterOptions = {
  name: 'edge',
  endpoint: 'api.edge.example.com',
  nodes: [{ name: node, address: '10.0.0.11', role: 'control-plane' }],
};

const namespace = 'palisade-images';

/** What the service is deployed with. */
export interface Deployed {
  readonly image: string;
  /** Who signs: names of files, and keys. */
  readonly keys: Readonly<Record<string, string>>;
  /** Where images may come from. */
  readonly registry: string;
  /** Vouches for the service, its clients and the registry. */
  readonly authority: Authority;
}

/** A pod, as far as it is looked at. */
export interface Pod {
  readonly metadata: { readonly name: string; readonly uid: string; readonly finalizers?: readonly string[] };
  readonly status: {
    readonly podIP?: string;
    readonly containerStatuses?: readonly {
      readonly ready: boolean;
      readonly restartCount: number;
      readonly imageID: string;
      readonly state: {
        readonly running?: { readonly startedAt: string };
        readonly terminated?: { readonly exitCode: number; readonly reason: string };
      };
    }[];
  };
}

interface ApiObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** A control plane of the model with one node, whose kubelet runs what the construct renders. */
export class DeployedService {
  readonly #controlPlane = new RenderedControlPlane(options);
  #scheduler: Scheduler | undefined;
  #kubelet: Kubelet | undefined;
  #administrator: Client | undefined;

  constructor(
    private readonly folder: string,
    private readonly runtime: ContainerRuntime,
  ) {}

  async start(): Promise<void> {
    await this.#controlPlane.start();
    const ca = this.#controlPlane.read('/etc/kubernetes/pki/ca.crt');
    const credentials = await this.#controlPlane.client('alice', 'palisade:administrators');
    this.#administrator = new Client({ endpoint: `https://127.0.0.1:${this.#controlPlane.port}`, ca, ...credentials });
    this.#scheduler = await Scheduler.start(this.#controlPlane, this.folder);
    const folder = join(this.folder, 'kubelet');
    mkdirSync(folder, { mode: 0o700 });
    const kubeconfig = this.#controlPlane.path('/etc/kubernetes/kubelet.conf');
    this.#kubelet = await Kubelet.start(
      { folder, runtime: this.runtime, node, kubeconfig },
      {
        ...(parse(this.#controlPlane.read('/var/lib/kubelet/config.yaml')) as object),
        // A test's machine may have a full disk; nothing is evicted for that.
        evictionHard: { 'memory.available': '200Mi' },
      },
    );
  }

  async stop(): Promise<void> {
    this.#administrator?.close();
    await this.#kubelet?.stop();
    await this.#scheduler?.stop();
    await this.#controlPlane.stop();
  }

  /** Creates what the construct renders, and the Secret that an operator would make of its ExternalSecret. */
  async deploy(deployed: Deployed): Promise<void> {
    const { certificate, key } = issue(deployed.authority, {
      subject: { commonName: 'images' },
      use: 'server',
      hosts: [serverName],
      lifetimeHours: 1,
    });
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'images-tls', namespace },
      stringData: { 'tls.crt': certificate, 'tls.key': key },
    };
    const objects = [...render(deployed), secret];
    for (const kind of Object.keys(collections)) {
      for (const object of objects) if (object.kind === kind) await this.#create(object);
    }
  }

  /** The pods of its Deployment. */
  async pods(): Promise<readonly Pod[]> {
    this.#kubelet?.mustRun();
    const { body } = await this.#ask('GET', `/api/v1/namespaces/${namespace}/pods`);
    return (body.items ?? []) as readonly Pod[];
  }

  /** Takes a pod away as anybody does who drains a node. Its last state stays there to be read. */
  async evict(name: string): Promise<void> {
    const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
    const pod = (await this.#ask('GET', path)).body as unknown as Pod;
    const kept = { ...pod, metadata: { ...pod.metadata, finalizers: ['palisade.dev/test'] } };
    expect(await this.#ask('PUT', path, kept)).toMatchObject({ status: 200 });
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } };
    expect(await this.#ask('POST', `${path}/eviction`, eviction)).toMatchObject({ status: 201 });
  }

  #ask(method: string, path: string, body?: object): Promise<Answer> {
    if (this.#administrator === undefined) throw new Error('It has not started.');
    return this.#administrator.send({ method, path, ...(body !== undefined && { body }) });
  }

  async #create(object: ApiObject): Promise<void> {
    const { apiVersion, kind, metadata } = object;
    const inNamespace = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`;
    const base = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const path = `${base}${inNamespace}/${collections[kind]}`;
    const { status, message } = await this.#ask('POST', path, object);
    // The cluster makes it by itself; applying would put the same over it.
    if (status === 409 && kind === 'ServiceAccount' && metadata.name === 'default') return;
    expect({ kind, status, message }).toMatchObject({ status: 201 });
  }
}

/** Whom the API server expects. */
export const serverName = `images.${namespace}.svc`;

/**
 * What the API server is given of what is rendered, in this order. Custom resources have no definition here, and the webhook is tried
 * elsewhere: no proxy leads the API server to a Service.
 */
const collections: Readonly<Record<string, string>> = {
  Namespace: 'namespaces',
  ResourceQuota: 'resourcequotas',
  LimitRange: 'limitranges',
  ServiceAccount: 'serviceaccounts',
  NetworkPolicy: 'networkpolicies',
  ConfigMap: 'configmaps',
  Secret: 'secrets',
  Deployment: 'deployments',
  PodDisruptionBudget: 'poddisruptionbudgets',
  Service: 'services',
};

function render({ image, keys, registry, authority }: Deployed): ApiObject[] {
  const app = new App();
  const from = SecretProvider.vault({ server: 'https://vault.example.com', path: 'kv', role: 'images' });
  const data = { 'tls.crt': { key: 'tls', property: 'crt' }, 'tls.key': { key: 'tls', property: 'key' } };
  const names = Object.keys(keys);
  new ImageAdmission(new Chart(app, 'images'), 'Images', {
    image: imageReference(image),
    owner: 'platform',
    trust: {
      signers: Object.fromEntries(names.map((name) => [name, { key: `${name}.pub`, transparencyLog: false }])),
      images: [{ from: registry, signedBy: names }],
    },
    files: Object.fromEntries(names.map((name) => [`${name}.pub`, keys[name] ?? ''])),
    tls: (scope) => new ExternalSecret(scope, 'images-tls', { from, data, onRotation: 'reread' }),
    authority: authority.certificate,
    clients: { authority: authority.certificate, names: ['kube-apiserver'] },
    askedFrom: ['10.0.0.0/28'],
    registries: { cidrs: [`${registry}/32`] },
    registryAuthority: authority.certificate,
  });
  const objects = checkedObjects(app) as unknown as ApiObject[];
  return objects.map((object) => {
    if (object.kind !== 'Deployment') return object;
    // Debian's containerd is of a version that knows no user namespaces.
    return JSON.parse(JSON.stringify(object, (key, value) => (key === 'hostUsers' ? undefined : value)));
  });
}
