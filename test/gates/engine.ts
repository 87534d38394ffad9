import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Outcome, obtain, projectRoot, type ServedProvider, Session, serveProvider } from '@palisade/rehearsal';
import type { JsonObject, StackResource } from '@palisade/rules';
import { all, CustomResource, type Input, output } from '@pulumi/pulumi';
import type { EngineEvent } from '@pulumi/pulumi/automation';

/** The policy pack, served as in production. */
const policyPack = join(projectRoot(), 'policies', 'serve.cjs');

type Provider = Parameters<typeof serveProvider>[0];
type Properties = Awaited<ReturnType<Provider['create']>>['state'];

/** A resource of a program. */
export interface Declared {
  /** Its type token. */
  readonly type: string;
  readonly name: string;
  readonly inputs: JsonObject;
  /** For inputs that are computed from other resources, which ones. */
  readonly references?: StackResource['references'];
  /** What the provider says of it once it is made, beside the inputs. */
  readonly outputs?: JsonObject;
}

/** How the pack is started, as a user would say it. */
export interface PackOptions {
  /** The file for `--policy-pack-config`. */
  readonly config?: JsonObject;
  /** The file that `PALISADE_SETTINGS` names. */
  readonly settings?: JsonObject;
  /** Files beside it, by their names. */
  readonly files?: Readonly<Record<string, string>>;
}

/** What the engine did, and what it said that a person reads. */
export interface Seen {
  readonly outcome: Outcome;
  /** Information, in order; the pack's own output is among it. */
  readonly information: readonly string[];
  /** Remedies that it shows, as `name rule`. */
  readonly remedies: readonly string[];
  /** The inputs of each resource as the engine goes on with them, by its name. */
  readonly inputs: ReadonlyMap<string, JsonObject>;
  /** What the provider was given to make, by the resource's name. */
  readonly made: ReadonlyMap<string, JsonObject>;
}

/**
 * The real Pulumi engine under the real policy pack. The providers are stand-ins that take whatever they are given, since it
 * is the pack's verdict that counts: no sample is refused by anything else before.
 */
export class PolicyEngine {
  private constructor(
    private readonly folder: string,
    private readonly session: Session,
    private readonly providers: readonly ServedProvider[],
    private readonly world: World,
    /** The engine's version. */
    readonly version: string,
  ) {}

  static async open(): Promise<PolicyEngine> {
    const program = await obtain('pulumi', { progress: () => {}, signal: new AbortController().signal });
    const folder = mkdtempSync(join(tmpdir(), 'palisade-gate-'));
    const world: World = { outputs: new Map(), made: new Map() };
    const providers = [
      await serveProvider(taking('kubernetes', '4.34.2', world)),
      await serveProvider(taking('aws', '7.48.0', world)),
    ];
    const session = await Session.open({
      folder,
      pulumi: program.path,
      attachments: providers.map(({ attachment }) => attachment),
      stack: 'gate',
      program: async () => {},
      config: { 'aws:region': 'eu-west-1' },
      passphrase: 'of a stack without secrets',
    });
    return new PolicyEngine(folder, session, providers, world, program.version);
  }

  preview(resources: readonly Declared[], pack: PackOptions = {}): Promise<Seen> {
    return this.#run('preview', resources, pack);
  }

  up(resources: readonly Declared[], pack: PackOptions = {}): Promise<Seen> {
    return this.#run('up', resources, pack);
  }

  close(): void {
    for (const provider of this.providers) provider.close();
    rmSync(this.folder, { recursive: true });
  }

  async #run(act: 'preview' | 'up', resources: readonly Declared[], { config, settings, files = {} }: PackOptions) {
    const write = (name: string, text: string): string => {
      const path = join(this.folder, name);
      writeFileSync(path, text, { mode: 0o600 });
      return path;
    };
    for (const [name, text] of Object.entries(files)) write(name, text);
    if (settings !== undefined) process.env.PALISADE_SETTINGS = write('palisade.json', JSON.stringify(settings));
    this.world.made.clear();
    this.world.outputs.clear();
    for (const { type, name, outputs } of resources) if (outputs) this.world.outputs.set(`${type} ${name}`, outputs);
    const information: string[] = [];
    const remedies: string[] = [];
    const inputs = new Map<string, JsonObject>();
    try {
      const outcome = await this.session[act]({
        policyPack,
        ...(config === undefined ? {} : { policyPackConfig: write('levels.json', JSON.stringify(config)) }),
        program: async () => {
          declare(resources);
        },
        onEvent: ({ diagnosticEvent, resourcePreEvent, policyRemediationEvent: remedy }: EventOfAnySort) => {
          if (diagnosticEvent !== undefined && /^info/.test(diagnosticEvent.severity)) {
            information.push(diagnosticEvent.message.trim());
          }
          if (remedy !== undefined) remedies.push(`${nameIn(remedy.resourceUrn)} ${remedy.policyName}`);
          // Null of what is deleted.
          const after = resourcePreEvent?.metadata.new ?? undefined;
          if (after !== undefined) inputs.set(nameIn(after.urn), after.inputs);
        },
      });
      return { outcome, information, remedies, inputs, made: new Map(this.world.made) };
    } finally {
      delete process.env.PALISADE_SETTINGS;
    }
  }
}

class AnyResource extends CustomResource {}

/** Makes the resources, those first that others refer to. */
function declare(resources: readonly Declared[]): void {
  const made = new Map<string, CustomResource>();
  const make = (declared: Declared): CustomResource => {
    const { type, name, inputs, references = {} } = declared;
    const before = made.get(`${type} ${name}`);
    if (before !== undefined) return before;
    const given: Record<string, Input<unknown>> = { ...inputs };
    for (const [input, sources] of Object.entries(references)) {
      const from = resources.filter((each) =>
        sources.some(({ type, name }) => each.type === type && each.name === name),
      );
      // In a preview an id is not known yet, which is what an input is without a value of its own.
      const ids = from.map((each) => make(each).id);
      given[input] = input in inputs ? output(from.map((each) => make(each).urn)).apply(() => inputs[input]) : all(ids);
    }
    const resource = new AnyResource(type, name, given);
    made.set(`${type} ${name}`, resource);
    return resource;
  };
  for (const declared of resources) make(declared);
}

/** The engine sends more than the SDK's types know of. */
type EventOfAnySort = EngineEvent & {
  readonly policyRemediationEvent?: { readonly resourceUrn: string; readonly policyName: string };
};

/** The name that a program gave to a resource. */
export function nameIn(urn: string): string {
  return urn.split('::').at(-1) ?? '';
}

/** What the stand-ins know and remember. */
interface World {
  /** By type and name, what a provider says of a resource beside its inputs. */
  readonly outputs: Map<string, JsonObject>;
  /** By name, what a resource was made with. */
  readonly made: Map<string, JsonObject>;
}

function taking(name: string, version: string, { outputs, made }: World): Provider {
  return {
    name,
    version,
    configure: async () => {},
    check: async (_, inputs) => ({ inputs, failures: [] }),
    diff: async () => ({ changed: [], replaces: [], deleteBeforeReplace: false }),
    create: async ({ type, name }, inputs, preview) => {
      if (!preview) made.set(name, inputs);
      return { id: name, state: { ...inputs, ...outputs.get(`${type} ${name}`) } as Properties };
    },
    read: async (_, __, state) => ({ state, inputs: state }),
    update: async (_, __, ___, state) => ({ state }),
    delete: async () => {},
    invoke: async () => ({ result: {}, failures: [] }),
  };
}
