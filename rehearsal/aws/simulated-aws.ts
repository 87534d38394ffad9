import type { CheckResult, DiffResult, Properties, RehearsalProvider, Subject } from '../engine/provider';
import { hasUnknown, ProviderError, UNKNOWN } from '../engine/provider';
import { catalogue } from './catalogue';
import { checkInputs, DEFAULTS, withDefaults } from './checking';
import { acceptConfiguration, type Configuration } from './configuration';
import { remove } from './deletion';
import { difference } from './difference';
import { foreseen } from './foresight';
import { type Entity, Inventory, keyOf } from './inventory';
import { invoke } from './invokes';
import { Journal } from './journal';
import { named } from './naming';
import { hex, type Realm, realmOf } from './realm';
import { Scene } from './scene';
import type { Making, TypeSpec } from './spec';
import { known, table } from './values';

/** What the simulation is told. */
export interface SimulatedAwsOptions {
  /** Where what exists is kept between processes, mode 0600. @default nowhere: all is gone with the process */
  readonly statePath?: string;
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
  /**
   * Given out by every EKS cluster: the API server that really runs. The certificate is PEM, or base64 of it; clusters
   * give it out as EKS does, in base64.
   */
  readonly cluster: { readonly endpoint: string; readonly certificateAuthority: string };
}

const specs: ReadonlyMap<string, TypeSpec> = new Map(catalogue.map((spec) => [spec.type, spec]));

/** The Pulumi types that are played, sorted; any other is refused as not simulated. */
export const simulatedTypes: readonly string[] = [...specs.keys()].sort();

/**
 * AWS as one process plays it: makes nothing anywhere, and refuses what AWS refuses, with AWS' error codes, where the
 * inputs and what exists so far decide it. It knows no quotas, no permissions of the caller and no time passing.
 */
export class SimulatedAws implements RehearsalProvider {
  readonly name = 'aws';
  /** The SDK's version that the types were read from. */
  readonly version = '7.48.0';
  readonly realm: Realm;
  readonly #journal: Journal | undefined;
  readonly #real: Inventory;
  /** What the preview under way would make or change. */
  readonly #planned: Inventory;
  #configuration: Configuration = { defaultTags: {} };

  /** Throws when the state file belongs to another account or region. */
  constructor(options: SimulatedAwsOptions) {
    this.realm = realmOf(options.account, options.region, options.cluster);
    const holds = (spec: TypeSpec, inputs: Properties) => this.#held(spec, inputs);
    this.#real = new Inventory(specs, holds);
    this.#planned = new Inventory(specs, holds);
    if (options.statePath === undefined) return;
    const { journal, entities } = Journal.open(options.statePath, options);
    this.#journal = journal;
    for (const entity of entities) this.#real.put(entity);
  }

  /** The line for the screen that says what is not real. */
  describe(): string {
    return (
      `AWS is simulated: ${simulatedTypes.length} resource types of account ${this.realm.account} in ` +
      `${this.realm.region} are played on this machine; nothing is made in, or asked of, any AWS account`
    );
  }

  async configure(variables: Record<string, string>, args: Properties): Promise<void> {
    this.#configuration = acceptConfiguration({ ...variables, ...args }, this.realm);
    this.#planned.clear();
  }

  async check(subject: Subject, news: Properties, olds: Properties | undefined): Promise<CheckResult> {
    const spec = specOf(subject.type);
    const isTaken = (name: string) => this.#isTaken(spec, { ...news, [spec.naming?.property ?? '']: name });
    const inputs = named(spec, subject, withDefaults(spec.inputs, this.#tagged(spec, news)), olds, isTaken);
    const scene = new Scene(this.realm, subject, inputs, olds, [this.#planned, this.#real]);
    this.#validate(spec, scene);
    return { inputs, failures: scene.failures };
  }

  async diff(
    subject: Subject,
    _id: string,
    olds: Properties,
    _state: Properties,
    news: Properties,
  ): Promise<DiffResult> {
    return difference(specOf(subject.type), olds, news);
  }

  async create(subject: Subject, inputs: Properties, preview: boolean): Promise<{ id: string; state: Properties }> {
    const spec = specOf(subject.type);
    if (preview) {
      const id = `planned:${subject.urn}`;
      const seed = subject.urn;
      const making = this.#making({ subject, inputs, id, seed, createdAt: now(), before: undefined });
      const outputs = this.#state(spec, making);
      const foreknown = (spec.foreknown ?? []).map((name) => [name, outputs[name] ?? UNKNOWN]);
      const state = { ...foreseen(outputs, inputs), ...Object.fromEntries(foreknown) };
      this.#planned.put({ type: spec.type, id, urn: subject.urn, inputs, state, createdAt: making.createdAt, seed });
      for (const implied of this.#implied(spec, making)) if (!hasUnknown(implied.inputs)) this.#planned.put(implied);
      return { id: '', state };
    }
    this.#forgetPlan(subject);
    this.#insist(spec, new Scene(this.realm, subject, inputs, undefined, [this.#real], true), 'creating');
    const making = this.#newMaking(spec, subject, inputs);
    const state = this.#state(spec, making);
    const { id, createdAt, seed } = making;
    this.#put({ type: spec.type, id, urn: subject.urn, inputs, state, createdAt, seed });
    for (const implied of this.#implied(spec, making)) this.#put(implied);
    return { id, state };
  }

  async read(subject: Subject, id: string): Promise<{ state: Properties; inputs: Properties } | undefined> {
    specOf(subject.type);
    const entity = this.#real.get(subject.type, id);
    return entity && { state: entity.state, inputs: entity.inputs };
  }

  async update(
    subject: Subject,
    id: string,
    state: Properties,
    inputs: Properties,
    preview: boolean,
  ): Promise<{ state: Properties }> {
    const spec = specOf(subject.type);
    const existing = this.#real.get(spec.type, id);
    if (!existing) throw new ProviderError(`updating ${subject.name}: ${gone(spec, id, this.realm)}`);
    const { createdAt, seed } = existing;
    const making = this.#making({ subject, inputs, id, seed, createdAt, before: state });
    if (preview) {
      const planned = this.#state(spec, making);
      const unknown = Object.fromEntries((spec.volatile ?? []).map((name) => [name, UNKNOWN]));
      const outputs = { ...planned, ...unknown };
      this.#planned.put({ ...existing, urn: subject.urn, inputs, state: outputs });
      return { state: outputs };
    }
    this.#forgetPlan(subject);
    this.#planned.remove(existing);
    this.#insist(spec, new Scene(this.realm, subject, inputs, existing.inputs, [this.#real]), 'updating');
    const outputs = this.#state(spec, making);
    this.#put({ ...existing, urn: subject.urn, inputs, state: outputs });
    return { state: outputs };
  }

  async delete(subject: Subject, id: string): Promise<void> {
    const spec = specOf(subject.type);
    this.#forgetPlan(subject);
    const entity = this.#real.get(spec.type, id);
    if (!entity) return;
    const scene = new Scene(this.realm, subject, entity.inputs, undefined, [this.#real]);
    for (const removed of remove(entity, spec, this.#real, scene)) this.#journal?.gone(removed);
  }

  async invoke(token: string, args: Properties): ReturnType<RehearsalProvider['invoke']> {
    return invoke(token, args, this.realm);
  }

  /** Lets the state file go. What was made is in it already. */
  async close(): Promise<void> {
    this.#journal?.close();
  }

  /** What no other resource of its type may have. */
  #held({ unique }: TypeSpec, inputs: Properties): string | undefined {
    if (unique?.key) return unique.key(inputs, this.realm);
    return unique && known(inputs[unique.property]);
  }

  #validate(spec: TypeSpec, scene: Scene): void {
    if (!checkInputs(spec, scene, specs)) return;
    const { unique } = spec;
    const key = this.#held(spec, scene.inputs);
    if (unique && key !== undefined && scene.holder(spec.type, key)) {
      scene.fail(unique.property, unique.reason(scene.inputs, this.realm));
    }
    spec.check?.(scene);
  }

  /** As AWS does when asked for real: nothing planned counts, and the first refusal ends it. */
  #insist(spec: TypeSpec, scene: Scene, doing: string): void {
    this.#validate(spec, scene);
    const [first] = scene.failures;
    if (!first) return;
    const where = first.property === '' ? '' : ` (${first.property})`;
    throw new ProviderError(`${doing} ${spec.type.split(':').pop()} ${scene.subject.name}: ${first.reason}${where}`);
  }

  #isTaken(spec: TypeSpec, inputs: Properties): boolean {
    const key = this.#held(spec, inputs);
    return key !== undefined && this.#real.holder(spec.type, key) !== undefined;
  }

  /** Made up from the URN; where that one still stands, as when it is being replaced, from the URN and a number. */
  #newMaking(spec: TypeSpec, subject: Subject, inputs: Properties): Making & { seed: string } {
    let previous: string | undefined;
    for (let attempt = 1; ; attempt += 1) {
      const seed = attempt === 1 ? subject.urn : `${subject.urn}#${attempt}`;
      const making = this.#making({ subject, inputs, id: '', seed, createdAt: now(), before: undefined });
      const id = spec.id(making);
      if (!this.#real.get(spec.type, id)) return { ...making, id, seed };
      if (id === previous) throw new ProviderError(`creating ${subject.name}: AlreadyExists: "${id}" already exists`);
      previous = id;
    }
  }

  #making({ seed, ...making }: Omit<Making, 'realm' | 'hex' | 'find'> & { seed: string }): Making {
    const { realm } = this;
    return {
      ...making,
      realm,
      hex: (length, ...words) => hex(length, realm.account, realm.region, seed, ...words),
      find: (type, by, value) => this.#real.find(type, by, value),
    };
  }

  #state(spec: TypeSpec, making: Making): Properties {
    const { [DEFAULTS]: _, ...inputs } = making.inputs;
    const state: Properties = { ...inputs, ...spec.outputs?.(making) };
    if (spec.inputs.region) state.region = this.realm.region;
    if (spec.inputs.tags) state.tagsAll = inputs.tags ?? {};
    return state;
  }

  /** The inputs with the provider's default tags among their own, as the real provider shows them to policies. */
  #tagged(spec: TypeSpec, news: Properties): Properties {
    const { defaultTags } = this.#configuration;
    const isKnown = news.tags === undefined || typeof news.tags === 'object';
    if (!spec.inputs.tags || !isKnown || Object.keys(defaultTags).length === 0) return news;
    return { ...news, tags: { ...defaultTags, ...table(news.tags) } };
  }

  /** What AWS makes along with a resource. */
  #implied(spec: TypeSpec, making: Making): Entity[] {
    const impliedBy = keyOf({ type: spec.type, id: making.id });
    const { createdAt } = making;
    const more = { urn: '', createdAt, impliedBy, seed: '' };
    return (spec.implied?.(making) ?? []).map((implied) => ({ ...implied, ...more }));
  }

  #put(entity: Entity): void {
    this.#real.put(entity);
    this.#journal?.put(entity);
  }

  #forgetPlan(subject: Subject): void {
    const plan = this.#planned.get(subject.type, `planned:${subject.urn}`);
    if (!plan) return;
    for (const implied of this.#planned.along(plan)) this.#planned.remove(implied);
    this.#planned.remove(plan);
  }
}

/** The time, ISO 8601 in seconds. */
function now(): string {
  return `${new Date().toISOString().slice(0, 19)}Z`;
}

function specOf(type: string): TypeSpec {
  const spec = specs.get(type);
  if (spec) return spec;
  throw new ProviderError(`not simulated: the rehearsal plays no ${type}; it plays ${simulatedTypes.join(', ')}`);
}

function gone(spec: TypeSpec, id: string, realm: Realm): string {
  return spec.notFound?.(id, realm) ?? `ResourceNotFoundException: ${spec.type} "${id}" does not exist`;
}
