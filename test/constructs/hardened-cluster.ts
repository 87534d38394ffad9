import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiObjectJson, baselineObjects, ownerLabel, podSecurityLabels } from '@palisade/constructs';
import { ApiClient, ApiRefusal, Cluster, type KubernetesObject } from '@palisade/rehearsal';
import { hardenedPod, kubernetesRules } from '@palisade/rules';
import { clusterPrograms } from '../support/cluster-programs';
import { customResourceDefinitions } from '../support/definitions';

/** The registry that every sample takes its images from. */
export const registry = 'registry.example.com';

const labels = { ...podSecurityLabels('1.37'), [ownerLabel]: 'platform' };

const groups = ['palisade:administrators'];

/** Whatever the catalogue has rules about. */
const customResourceGroups = kubernetesRules.flatMap((rule) =>
  rule.on === 'object' ? rule.resources.map(({ group }) => group) : [],
);

/**
 * The rehearsal's hardened API server with Palisade's baseline: every rule of the catalogue as an admission policy, and all
 * of them deny, the merely advised ones too; Pod Security `restricted`; and the definitions of custom resources.
 */
export class HardenedCluster {
  readonly #folder: string;
  readonly #cluster: Cluster;
  readonly client: ApiClient;

  private constructor(folder: string, cluster: Cluster) {
    this.#folder = folder;
    this.#cluster = cluster;
    this.client = new ApiClient(cluster.access('constructs', groups));
  }

  static async start(): Promise<HardenedCluster> {
    const { signal } = new AbortController();
    const programs = await clusterPrograms();
    const folder = mkdtempSync(join(tmpdir(), 'palisade-constructs-'));
    const cluster = await Cluster.start({ folder: join(folder, 'cluster'), programs, signal });
    const hardened = new HardenedCluster(folder, cluster);
    try {
      await hardened.#prepare();
    } catch (error) {
      await hardened.stop();
      throw error;
    }
    return hardened;
  }

  async stop(): Promise<void> {
    this.client.close();
    await this.#cluster.stop();
    rmSync(this.#folder, { recursive: true });
  }

  async #prepare(): Promise<void> {
    const definitions = await customResourceDefinitions();
    await Promise.all(definitions.map((definition) => this.#apply(definition)));
    for (const object of baselineObjects({ teams: [], allowedRegistries: [registry], customResourceGroups })) {
      await this.#apply(denying(object));
    }
    await Promise.all(definitions.map((definition) => this.#established(definition)));
    await this.#inForce('palisade-require-user-namespaces');
  }

  /** Server-side apply, as an administrator. The API server's own words where it refuses. */
  async refusal(object: ApiObjectJson, { dryRun } = { dryRun: false }): Promise<string | undefined> {
    try {
      await this.client.apply(object as KubernetesObject, { dryRun });
      return undefined;
    } catch (error) {
      if (error instanceof ApiRefusal) return error.message;
      throw error;
    }
  }

  /** What the API server would make of an object that it takes, as text to compare. */
  async result(object: ApiObjectJson): Promise<string> {
    const { metadata, status: _, ...rest } = await this.client.apply(object as KubernetesObject, { dryRun: true });
    const { name, namespace, labels, annotations } = metadata;
    return JSON.stringify({ ...rest, metadata: { name, namespace, labels, annotations } });
  }

  /** Why pods of a workload were not made, in the words of its controller; undefined once one was. Waits for either. */
  async podFailure({ kind, metadata }: ApiObjectJson): Promise<string | undefined> {
    let failure: string | undefined;
    await eventually(`a pod of ${kind} ${metadata.name}, or why there is none`, async () => {
      const list = async (path: string) =>
        ((await this.client.call({ method: 'GET', path })) as { items: ListedObject[] }).items;
      const pods = await list(`/api/v1/namespaces/${metadata.namespace}/pods`);
      if (pods.some((pod) => pod.metadata.name.startsWith(`${metadata.name}-`))) return true;
      const events = await list(`/api/v1/namespaces/${metadata.namespace}/events`);
      const failed = events.find(
        ({ reason, involvedObject }) => reason === 'FailedCreate' && involvedObject?.name.startsWith(metadata.name),
      );
      failure = failed?.message;
      return failure !== undefined;
    });
    return failure;
  }

  async #apply(object: ApiObjectJson | KubernetesObject): Promise<KubernetesObject> {
    return this.client.apply(object as KubernetesObject, { dryRun: false });
  }

  async #established(definition: KubernetesObject): Promise<void> {
    await eventually(`${definition.metadata.name} to be served`, async () => {
      const found = (await this.client.read(definition)) as { status?: { conditions?: Condition[] } } | undefined;
      const conditions = found?.status?.conditions ?? [];
      return conditions.some(({ type, status }) => type === 'Established' && status === 'True');
    });
  }

  /** Policies come into force a moment after they are made, in that order: the last one must refuse what only it refuses. */
  async #inForce(last: string): Promise<void> {
    const metadata = { name: 'canary', namespace: 'canary' };
    await this.#apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'canary', labels } });
    const offender = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: 1,
        selector: { matchLabels: { app: 'canary' } },
        template: { metadata: { labels: { app: 'canary' } }, spec: hardenedPod({ hostUsers: undefined }) },
      },
    };
    await eventually(`${last} to be in force`, async () => {
      try {
        await this.client.apply(offender, { dryRun: true });
        return false;
      } catch (error) {
        return error instanceof ApiRefusal && error.message.includes(`'${last}'`);
      }
    });
  }
}

interface ListedObject {
  readonly metadata: { readonly name: string };
  readonly reason?: string;
  readonly message?: string;
  readonly involvedObject?: { readonly name: string };
}

interface Condition {
  readonly type: string;
  readonly status: string;
}

/** A binding that only warns would let pass what it does not like. */
function denying(object: ApiObjectJson): ApiObjectJson {
  if (object.kind !== 'ValidatingAdmissionPolicyBinding') return object;
  return { ...object, spec: { ...(object.spec as object), validationActions: ['Deny'] } };
}

/** Asks ten times a second, for 30 seconds. */
export async function eventually(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (await holds()) return;
    await sleep(100);
  }
  throw new Error(`Waited 30 s for ${what}.`);
}
