import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type EngineEvent, LocalWorkspace, type OutputMap, type PulumiFn, type Stack } from '@pulumi/pulumi/automation';
import { parse } from 'yaml';
import { detachedCommand } from './command';
import { linkEngine } from './installation';
import { Outcome } from './outcome';

/** What a session needs to run the engine. */
export interface SessionOptions {
  /** An own folder, mode 0700: state, settings and the engine's home live there. */
  readonly folder: string;
  /** The Pulumi command, a path. */
  readonly pulumi: string;
  /** `PULUMI_DEBUG_PROVIDERS` entries, such as `aws:34567`. */
  readonly attachments: readonly string[];
  readonly stack: string;
  readonly program: PulumiFn;
  /** The stack's config: `palisade:network` and so on to their values. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Protects secrets in the state; kept by the caller, never logged. */
  readonly passphrase: string;
}

/** One operation of the engine. */
export interface OperationOptions {
  /** A policy pack: its folder, or an executable that serves it, which needs no language host. None runs without one. */
  readonly policyPack?: string;
  /** A JSON file of enforcement levels for the pack. */
  readonly policyPackConfig?: string;
  /** Another program than the session's, for this operation only. */
  readonly program?: PulumiFn;
  /** URNs: nothing but these is updated. Default: everything. */
  readonly target?: readonly string[];
  readonly onEvent?: (event: EngineEvent) => void;
  /** Aborting cancels the operation as Ctrl-C does: the step under way ends and the state stays whole. */
  readonly signal?: AbortSignal;
}

type Arguments = {
  policyPacks?: string[];
  policyPackConfigs?: string[];
  program?: PulumiFn;
  target?: string[];
  onEvent: (event: EngineEvent) => void;
  onOutput?: (text: string) => void;
  signal?: AbortSignal;
};

/** The real Pulumi engine on a local backend, with the program in this process and the attached providers. */
export class Session {
  private constructor(
    private readonly stack: Stack,
    private readonly settings: string,
  ) {}

  static async open(options: SessionOptions): Promise<Session> {
    const { folder, stack, program } = options;
    const project = join(folder, 'project');
    const backend = join(folder, 'state');
    for (const path of [project, backend]) await mkdir(path, { recursive: true, mode: 0o700 });
    const root = await linkEngine(folder, options.pulumi);
    const settings = join(project, `Pulumi.${stack}.yaml`);
    await writeSettings(settings, options.config);
    const projectSettings = { name: 'palisade', runtime: 'nodejs' as const, main: project };
    return new Session(
      await LocalWorkspace.createOrSelectStack(
        { stackName: stack, projectName: projectSettings.name, program },
        {
          workDir: project,
          pulumiHome: join(folder, 'home'),
          projectSettings,
          pulumiCommand: await detachedCommand(root),
          envVars: {
            PULUMI_BACKEND_URL: `file://${backend}`,
            PULUMI_CONFIG_PASSPHRASE: options.passphrase,
            PULUMI_DEBUG_PROVIDERS: options.attachments.join(','),
            PULUMI_SKIP_UPDATE_CHECK: 'true',
            // Hundreds of resources, each made in no time: writing the whole state after each would take longest. It is
            // still written at the end, of a cancelled operation too, and a rehearsal that is killed starts anew.
            PULUMI_SKIP_CHECKPOINTS: 'true',
            PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: 'true',
            PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
            NO_COLOR: '1',
          },
        },
      ),
      settings,
    );
  }

  /** Sets the whole config anew, for the operations that follow. */
  configure(config: Readonly<Record<string, unknown>>): Promise<void> {
    return writeSettings(this.settings, config);
  }

  preview(options: OperationOptions = {}): Promise<Outcome> {
    return this.#run('preview', options, (args) => this.stack.preview(args));
  }

  up(options: OperationOptions = {}): Promise<Outcome> {
    return this.#run('up', options, (args) => this.stack.up(args));
  }

  refresh(options: OperationOptions = {}): Promise<Outcome> {
    return this.#run('refresh', options, (args) => this.stack.refresh(args));
  }

  destroy(options: OperationOptions = {}): Promise<Outcome> {
    return this.#run('destroy', options, (args) => this.stack.destroy(args));
  }

  /** The stack's outputs as they stand; secret ones are marked. */
  outputs(): Promise<OutputMap> {
    return this.stack.outputs();
  }

  /** The URNs of everything the state holds. */
  async resources(): Promise<string[]> {
    const { deployment } = await this.stack.exportStack();
    return ((deployment as { resources?: { urn: string }[] }).resources ?? []).map(({ urn }) => urn);
  }

  async #run(name: string, options: OperationOptions, act: (args: Arguments) => Promise<unknown>): Promise<Outcome> {
    const outcome = new Outcome(name);
    const { policyPack, policyPackConfig, program, target, signal } = options;
    try {
      await act({
        ...(policyPack === undefined ? {} : { policyPacks: [policyPack] }),
        ...(policyPackConfig === undefined ? {} : { policyPackConfigs: [policyPackConfig] }),
        ...(program === undefined ? {} : { program }),
        ...(target === undefined ? {} : { target: [...target] }),
        ...(signal === undefined ? {} : { signal }),
        onEvent: (event) => {
          outcome.record(event);
          options.onEvent?.(event);
        },
      });
    } catch (error) {
      outcome.fail(error);
    }
    return outcome;
  }
}

/** JSON is YAML. The salt that the engine keeps in the same file must survive, or its secrets can't be read again. */
async function writeSettings(path: string, config: Readonly<Record<string, unknown>>): Promise<void> {
  const before = parse(await readFile(path, 'utf8').catch(() => '{}')) as { encryptionsalt?: string };
  const { encryptionsalt } = before;
  await writeFile(path, JSON.stringify(encryptionsalt === undefined ? { config } : { encryptionsalt, config }));
  await chmod(path, 0o600);
}
