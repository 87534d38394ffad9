import { setTimeout as sleep } from 'node:timers/promises';
import { type Access, type Call, Client } from './client';

/** A Kubernetes object of any kind. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [key: string]: unknown };
  readonly [key: string]: unknown;
}

/** The API server said no: `message` is its own text. */
export class ApiRefusal extends Error {
  override name = 'ApiRefusal';
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Answers beyond this are errors (32 MiB): nothing the rehearsal reads is near it. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;
const TIMEOUT_MS = 30_000;
const DELETION_MS = 60_000;

interface ResourceType {
  readonly plural: string;
  readonly namespaced: boolean;
}

/** Reads and writes objects by the server's own discovery, over TLS 1.3. */
export class ApiClient extends Client {
  readonly #types = new Map<string, Promise<Map<string, ResourceType>>>();

  constructor(access: Access) {
    super({ minVersion: 'TLSv1.3', patience: TIMEOUT_MS, ...access });
  }

  /** The whole answer of a success; throws {@link ApiRefusal} for any other status. */
  async call(call: Call): Promise<unknown> {
    const { status, body, message, cut } = await this.send({ most: MAX_ANSWER_BYTES, ...call });
    if (status < 200 || status >= 300) throw new ApiRefusal(status, message || `status ${status}`);
    if (cut !== undefined) throw new Error(`${call.method} ${call.path}: the answer is not whole: ${cut}`);
    return body;
  }

  /** Server-side apply as field manager `palisade`, taking over fields that others own. */
  async apply(object: KubernetesObject, options: { readonly dryRun: boolean }): Promise<KubernetesObject> {
    const query = new URLSearchParams({ fieldManager: 'palisade', force: 'true', fieldValidation: 'Strict' });
    if (options.dryRun) query.set('dryRun', 'All');
    const path = `${await this.path(object)}?${query}`;
    return (await this.call({
      method: 'PATCH',
      path,
      body: object,
      contentType: 'application/apply-patch+yaml',
    })) as KubernetesObject;
  }

  /** Undefined when it is not there. */
  async read(object: KubernetesObject): Promise<KubernetesObject | undefined> {
    try {
      return (await this.call({ method: 'GET', path: await this.path(object) })) as KubernetesObject;
    } catch (error) {
      if (error instanceof ApiRefusal && error.status === 404) return undefined;
      throw error;
    }
  }

  /**
   * Deletes with dependents and waits until it is gone, as a namespace is only after all inside. Absent is no error, and
   * neither is a successor of the same name, as controllers make for default service accounts.
   */
  async delete(object: KubernetesObject): Promise<void> {
    const body = { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Background' };
    let answer: KubernetesObject;
    try {
      answer = (await this.call({ method: 'DELETE', path: await this.path(object), body })) as KubernetesObject;
    } catch (error) {
      if (error instanceof ApiRefusal && error.status === 404) return;
      throw error;
    }
    // A status says that it is gone; what is sent back itself may have to wait for somebody.
    if (answer.kind === 'Status') return;
    const { uid } = answer.metadata;
    const deadline = Date.now() + DELETION_MS;
    while ((await this.read(object))?.metadata.uid === uid) {
      if (Date.now() > deadline) {
        const { name } = object.metadata;
        throw new ApiRefusal(
          504,
          `still there ${DELETION_MS / 1000} s after its deletion; \`kubectl get ${object.kind} ${name} -o yaml\` names the finalizer`,
        );
      }
      await sleep(50);
    }
  }

  /** The URL path of an object. Throws {@link ApiRefusal} where the server has no such kind. */
  async path(object: KubernetesObject): Promise<string> {
    const { apiVersion, kind, metadata } = object;
    const collection = await this.collection(object);
    if (collection === undefined) throw new ApiRefusal(404, `the server has no kind ${kind} in ${apiVersion}`);
    return `${collection}/${encodeURIComponent(metadata.name)}`;
  }

  /** Where the objects of its kind are, in its namespace where they have one; undefined where the server has no such kind. */
  async collection({ apiVersion, kind, metadata }: KubernetesObject): Promise<string | undefined> {
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const type = (await this.#typesOf(root)).get(kind);
    if (type === undefined) return undefined;
    const namespace = type.namespaced ? `/namespaces/${encodeURIComponent(metadata.namespace ?? 'default')}` : '';
    return `${root}${namespace}/${type.plural}`;
  }

  async #typesOf(root: string): Promise<Map<string, ResourceType>> {
    const known = this.#types.get(root) ?? this.#discover(root);
    this.#types.set(root, known);
    try {
      return await known;
    } catch (error) {
      // A group that is missing today may be installed later, so a failure is not remembered.
      this.#types.delete(root);
      if (error instanceof ApiRefusal && error.status === 404) return new Map();
      throw error;
    }
  }

  async #discover(root: string): Promise<Map<string, ResourceType>> {
    const { resources } = (await this.call({ method: 'GET', path: root })) as {
      resources: { name: string; kind: string; namespaced: boolean }[];
    };
    const main = resources.filter(({ name }) => !name.includes('/'));
    return new Map(main.map(({ name, kind, namespaced }) => [kind, { plural: name, namespaced }]));
  }
}
