import { Agent, request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';

/** A Kubernetes object of any kind. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [key: string]: unknown };
  readonly [key: string]: unknown;
}

/** Where the API is, whom to trust there, and who one is. All PEM. */
export interface ApiAccess {
  /** `https://127.0.0.1:PORT`. */
  readonly endpoint: string;
  readonly ca: string;
  /** A client certificate with its key; none makes anonymous requests. */
  readonly client?: { readonly cert: string; readonly key: string };
}

/** What the API server answered, whatever the status. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
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

/** Answers beyond this are cut off with an error (32 MiB): nothing the rehearsal reads is near it. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;
const TIMEOUT_MS = 30_000;
const DELETION_MS = 60_000;

interface ResourceType {
  readonly plural: string;
  readonly namespaced: boolean;
}

/**
 * The few calls to the Kubernetes API that the rehearsal makes. Written on node:https because the official client's
 * current major does not load on Node 20 and costs a third of a second where it does.
 */
export class ApiClient {
  readonly #agent: Agent;
  readonly #types = new Map<string, Promise<Map<string, ResourceType>>>();

  constructor(readonly access: ApiAccess) {
    const { ca, client } = access;
    this.#agent = new Agent({ keepAlive: true, maxSockets: 16, minVersion: 'TLSv1.3', ca, ...client });
  }

  close(): void {
    this.#agent.destroy();
  }

  /** One request; resolves with any status, rejects only where there is no answer. */
  send(method: string, path: string, body?: unknown, contentType = 'application/json'): Promise<ApiAnswer> {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    // A DELETE's length must be said: Node does not by itself.
    const length = Buffer.byteLength(payload ?? '');
    const headers = payload === undefined ? {} : { 'content-type': contentType, 'content-length': length };
    return new Promise((resolve, reject) => {
      const url = new URL(path, this.access.endpoint);
      const call = request(url, { method, agent: this.#agent, headers, timeout: TIMEOUT_MS }, (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > MAX_ANSWER_BYTES) call.destroy(new Error(`${method} ${path}: the answer exceeds 32 MiB`));
          else chunks.push(chunk);
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: parsed(Buffer.concat(chunks)) }));
        response.on('error', reject);
      });
      call.on('timeout', () => call.destroy(new Error(`${method} ${path}: no answer within ${TIMEOUT_MS / 1000} s`)));
      call.on('error', reject);
      call.end(payload);
    });
  }

  /** Like {@link send}, and throws {@link ApiRefusal} for any status that is not a success. */
  async call(method: string, path: string, body?: unknown, contentType?: string): Promise<unknown> {
    const answer = await this.send(method, path, body, contentType);
    if (answer.status >= 200 && answer.status < 300) return answer.body;
    const message = (answer.body as { message?: unknown } | null)?.message;
    throw new ApiRefusal(answer.status, typeof message === 'string' ? message : `status ${answer.status}`);
  }

  /** Server-side apply as field manager `palisade`, taking over fields that others own. */
  async apply(object: KubernetesObject, options: { readonly dryRun: boolean }): Promise<KubernetesObject> {
    const query = new URLSearchParams({ fieldManager: 'palisade', force: 'true', fieldValidation: 'Strict' });
    if (options.dryRun) query.set('dryRun', 'All');
    const path = `${await this.path(object)}?${query}`;
    return (await this.call('PATCH', path, object, 'application/apply-patch+yaml')) as KubernetesObject;
  }

  /** Undefined when it is not there. */
  async get(object: KubernetesObject): Promise<KubernetesObject | undefined> {
    try {
      return (await this.call('GET', await this.path(object))) as KubernetesObject;
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
    const options = { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Background' };
    let answer: KubernetesObject;
    try {
      answer = (await this.call('DELETE', await this.path(object), options)) as KubernetesObject;
    } catch (error) {
      if (error instanceof ApiRefusal && error.status === 404) return;
      throw error;
    }
    // A status says that it is gone; what is sent back itself may have to wait for somebody.
    if (answer.kind === 'Status') return;
    const { uid } = answer.metadata;
    const deadline = Date.now() + DELETION_MS;
    while ((await this.get(object))?.metadata.uid === uid) {
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

  /** The URL path of an object, found by the server's own discovery. */
  async path(object: KubernetesObject): Promise<string> {
    const { apiVersion, kind, metadata } = object;
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const type = (await this.#typesOf(root)).get(kind);
    if (!type) throw new ApiRefusal(404, `the server has no kind ${kind} in ${apiVersion}`);
    const namespace = type.namespaced ? `/namespaces/${encodeURIComponent(metadata.namespace ?? 'default')}` : '';
    return `${root}${namespace}/${type.plural}/${encodeURIComponent(metadata.name)}`;
  }

  #typesOf(root: string): Promise<Map<string, ResourceType>> {
    let types = this.#types.get(root);
    if (!types) {
      types = this.call('GET', root).then((body) => {
        const { resources } = body as { resources: { name: string; kind: string; namespaced: boolean }[] };
        const main = resources.filter(({ name }) => !name.includes('/'));
        return new Map(main.map(({ name, kind, namespaced }) => [kind, { plural: name, namespaced }]));
      });
      // A group that is missing today may be installed later, so a failure is not remembered.
      types.catch(() => this.#types.delete(root));
      this.#types.set(root, types);
    }
    return types;
  }
}

function parsed(body: Buffer): unknown {
  const text = body.toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
