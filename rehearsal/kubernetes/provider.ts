import { isDeepStrictEqual } from 'node:util';
import {
  type CheckFailure,
  type CheckResult,
  type DiffResult,
  hasUnknown,
  type Properties,
  ProviderError,
  type RehearsalProvider,
  type Subject,
  type Value,
} from '../engine/provider';
import { type ApiClient, ApiRefusal, type KubernetesObject } from './objects';

/** Where the state keeps what was applied, so that a refresh compares only the fields that the program set. */
const INPUTS = '__inputs';

/**
 * Applies Kubernetes objects to the rehearsal's API server for real, by server-side apply; a preview asks the same
 * server for a dry run, so that what it will refuse is refused before anything is made.
 */
export class KubernetesProvider implements RehearsalProvider {
  readonly name = 'kubernetes';
  readonly version = '4.34.2';

  constructor(private readonly client: ApiClient) {}

  /** Refuses a kubeconfig that points elsewhere: a rehearsal must never touch another cluster. */
  async configure(variables: Record<string, string>): Promise<void> {
    const { kubeconfig } = variables;
    if (kubeconfig && !kubeconfig.includes(this.client.access.endpoint)) {
      throw new ProviderError(
        `The kubeconfig does not point to the rehearsal's API server, ${this.client.access.endpoint}. ` +
          'Use the outputs of the simulated cluster, or run `pulumi up` for a real one.',
      );
    }
  }

  async check(_subject: Subject, news: Properties): Promise<CheckResult> {
    const failures: CheckFailure[] = [];
    const require = (property: string, value: Value | undefined): void => {
      if (typeof value !== 'string' || value === '') failures.push({ property, reason: 'is required: a string' });
    };
    require('apiVersion', news.apiVersion);
    require('kind', news.kind);
    require('metadata.name', record(news.metadata).name);
    return { inputs: news, failures };
  }

  async diff(_subject: Subject, _id: string, olds: Properties, _state: Properties, news: Properties) {
    const keys = new Set([...Object.keys(olds), ...Object.keys(news)]);
    const changed = [...keys].filter((key) => !isDeepStrictEqual(olds[key], news[key]));
    const none: DiffResult = { changed, replaces: [], deleteBeforeReplace: false };
    if (changed.length === 0) return none;
    if (!isDeepStrictEqual(identity(olds), identity(news))) return { ...none, replaces: changed };
    if (hasUnknown(news) || !(await this.#isImmutable(news))) return none;
    // The same name can't be there twice.
    return { changed, replaces: changed, deleteBeforeReplace: true };
  }

  async create(subject: Subject, inputs: Properties, preview: boolean) {
    const state = preview ? await this.#previewed(subject, inputs) : await this.#applied(inputs);
    return { id: idOf(inputs), state };
  }

  async update(subject: Subject, _id: string, _state: Properties, inputs: Properties, preview: boolean) {
    return { state: preview ? await this.#previewed(subject, inputs) : await this.#applied(inputs) };
  }

  async read(_subject: Subject, _id: string, state: Properties) {
    const applied = record(state[INPUTS]);
    const live = await this.client.read(applied as unknown as KubernetesObject);
    if (!live) return undefined;
    // Not a comparison of texts: the server writes `1` for `1000m`. What an apply would leave as it is has not drifted.
    const again = await this.client.apply(applied as unknown as KubernetesObject, { dryRun: true });
    const drifted = !isDeepStrictEqual(withoutBookkeeping(again), withoutBookkeeping(live));
    const inputs = drifted ? (seenThrough(applied, live as unknown as Properties) as Properties) : applied;
    return { state: stateOf(live, inputs), inputs };
  }

  async delete(_subject: Subject, _id: string, state: Properties): Promise<void> {
    await refusalsAsProviderErrors(state, () =>
      this.client.delete(record(state[INPUTS]) as unknown as KubernetesObject),
    );
  }

  async invoke(token: string): Promise<never> {
    throw new ProviderError(`The rehearsal's Kubernetes provider has no function ${token}.`);
  }

  async #applied(inputs: Properties): Promise<Properties> {
    const object = inputs as unknown as KubernetesObject;
    return stateOf(await refusalsAsProviderErrors(inputs, () => this.client.apply(object, { dryRun: false })), inputs);
  }

  async #previewed(_subject: Subject, inputs: Properties): Promise<Properties> {
    if (!hasUnknown(inputs)) await refusalsAsProviderErrors(inputs, () => this.#dryRun(inputs));
    return { ...inputs, [INPUTS]: inputs };
  }

  /** A namespace that the same update makes is not there yet: its objects are tried in `default`, which is as strict. */
  async #dryRun(inputs: Properties): Promise<void> {
    const object = inputs as unknown as KubernetesObject;
    try {
      await this.client.apply(object, { dryRun: true });
    } catch (error) {
      const { namespace } = object.metadata;
      const missing = error instanceof ApiRefusal && error.status === 404 && namespace !== undefined;
      if (!missing || (await this.client.read(namespaceObject(namespace)))) throw error;
      await this.client.apply({ ...object, metadata: { ...object.metadata, namespace: 'default' } }, { dryRun: true });
    }
  }

  async #isImmutable(news: Properties): Promise<boolean> {
    try {
      await this.#dryRun(news);
      return false;
    } catch (error) {
      // Other refusals are left to the update itself, which says them with the object's name.
      return error instanceof ApiRefusal && error.status === 422 && /immutable|cannot change/i.test(error.message);
    }
  }
}

function namespaceObject(name: string): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

function record(value: Value | undefined): Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

function identity(inputs: Properties): unknown[] {
  const { name, namespace } = record(inputs.metadata);
  return [inputs.apiVersion, inputs.kind, name, namespace];
}

function idOf(inputs: Properties): string {
  const { name, namespace } = record(inputs.metadata);
  return [namespace, name].filter((part) => part !== undefined).join('/');
}

/** The live object without the server's bookkeeping, and what was applied. */
function stateOf(live: KubernetesObject, inputs: Properties): Properties {
  return { ...withoutBookkeeping(live), [INPUTS]: inputs };
}

/** Without who owns which field, and the counters that move with every write to any part of the object. */
function withoutBookkeeping(object: KubernetesObject): Properties {
  const { managedFields: _fields, resourceVersion: _version, generation: _generation, ...metadata } = object.metadata;
  return { ...(object as unknown as Properties), metadata: metadata as Properties };
}

/** The live values of just those fields that were applied; lists are compared whole. */
function seenThrough(applied: Value, live: Value | undefined): Value | undefined {
  if (Array.isArray(applied) && Array.isArray(live) && applied.length === live.length) {
    return applied.map((value, index) => seenThrough(value, live[index]) ?? null);
  }
  if (typeof applied !== 'object' || applied === null || Array.isArray(applied)) return live;
  if (typeof live !== 'object' || live === null || Array.isArray(live)) return live;
  const seen: Properties = {};
  for (const [key, value] of Object.entries(applied)) {
    const found = seenThrough(value, live[key]);
    if (found !== undefined) seen[key] = found;
    // The server drops empty lists and maps that mean the same as nothing.
    else if (isEmpty(value)) seen[key] = value;
  }
  return seen;
}

function isEmpty(value: Value): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

async function refusalsAsProviderErrors<T>(inputs: Properties, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error;
    throw new ProviderError(`The API server refused ${String(inputs.kind)} ${idOf(inputs)}: ${error.message}`);
  }
}
