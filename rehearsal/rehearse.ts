import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { PulumiFn } from '@pulumi/pulumi/automation';
import { Cluster } from './cluster';
import { projectRoot, readStackConfig, type StackConfig } from './config';
import type { Outcome } from './engine/outcome';
import type { OperationOptions } from './engine/session';
import { obtainPrograms } from './obtain-programs';
import { Lock } from './programs/lock';
import { proofs } from './proofs';
import { Screen } from './screen/screen';
import { Tree } from './screen/tree';
import { Stage } from './stage';

export interface RehearseOptions {
  /** Where state, keys and logs go; made with mode 0700, and removed at the end unless kept. */
  readonly folder: string;
  /** Leave the cluster running. */
  readonly keep: boolean;
  readonly out: NodeJS.WriteStream;
}

const INTERRUPTED = 130;

/** `.palisade/rehearsal` in the current folder. */
export function defaultFolder(): string {
  return resolve('.palisade', 'rehearsal');
}

/**
 * Stands the blueprint up, proves it, and takes it down: what `npm start` does. Returns the exit code: 0 where every
 * step and every proof held, 1 where one failed, 130 where it was interrupted.
 */
export async function rehearse(options: RehearseOptions): Promise<number> {
  const { folder, keep, out } = options;
  const screen = new Screen(out);
  const interruption = new AbortController();
  const interrupt = (): void => {
    if (interruption.signal.aborted) return;
    screen.endRegion();
    screen.line('Interrupted: ending what runs …');
    interruption.abort();
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  const rehearsal = new Rehearsal(screen, folder, interruption.signal);
  try {
    const held = await rehearsal.run(keep);
    return interruption.signal.aborted ? INTERRUPTED : held ? 0 : 1;
  } catch (error) {
    screen.endRegion();
    if (interruption.signal.aborted) return INTERRUPTED;
    screen.line();
    screen.line(screen.paint('red', error instanceof Error ? error.message : String(error)));
    return 1;
  } finally {
    screen.endRegion();
    await rehearsal.end(keep);
    process.removeListener('SIGINT', interrupt).removeListener('SIGTERM', interrupt);
  }
}

/** Ends a rehearsal that was kept: its processes, its state and its keys. */
export async function endRehearsal({ folder, out }: { folder: string; out: NodeJS.WriteStream }): Promise<number> {
  const ended = await Cluster.stopByFolder(join(folder, 'cluster'));
  await rm(folder, { recursive: true, force: true });
  out.write(ended ? `Ended the rehearsal in ${folder}.\n` : `No rehearsal was running in ${folder}.\n`);
  return 0;
}

class Rehearsal {
  #stage: Stage | undefined;
  #stood = false;
  /** Held where the folder is ours. */
  #lock: Lock | undefined;
  readonly #began = Date.now();

  constructor(
    private readonly screen: Screen,
    private readonly folder: string,
    private readonly signal: AbortSignal,
  ) {}

  async run(keep: boolean): Promise<boolean> {
    const { screen } = this;
    await this.#claim();
    screen.line(
      screen.paint('yellow', 'AWS is simulated on this machine. The Pulumi engine, its SDKs, the policy pack,'),
    );
    screen.line(screen.paint('yellow', 'etcd, the Kubernetes API server and its controllers are the real ones.'));
    const stage = await this.#setStage();
    const pack = { policyPack: policyPack() };
    await this.#operate('Preview, under the policy pack', (options) => stage.session.preview({ ...pack, ...options }));
    this.#stood = true;
    await this.#operate('Update', (options) => stage.session.up({ ...pack, ...options }));
    const held = await this.#prove(stage);
    if (keep && held) await this.#leaveRunning(stage);
    else await this.#takeDown(stage);
    const seconds = ((Date.now() - this.#began) / 1000).toFixed(1);
    const verdict = held ? screen.paint('green', 'Every proof held') : screen.paint('red', 'A proof failed');
    screen.line();
    screen.line(`${verdict}, in ${seconds} s.`);
    return held;
  }

  /** What another rehearsal has in the folder is not touched. */
  async #claim(): Promise<void> {
    const { folder } = this;
    if (Cluster.isKept(join(folder, 'cluster'))) {
      throw new Error(
        `A rehearsal was left running in ${folder}. End it with \`npx palisade rehearse down --folder ${folder}\`, or take another folder.`,
      );
    }
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const lock = Lock.try(join(folder, 'rehearsal.lock'));
    if (!(lock instanceof Lock)) {
      throw new Error(`Process ${lock.pid} rehearses in ${folder}: wait for it, end it, or take another folder.`);
    }
    this.#lock = lock;
  }

  /** Whatever happened before, nothing of ours runs on and nothing half done is left, unless it is kept whole. */
  async end(keep: boolean): Promise<void> {
    await this.#stage?.close();
    if (!this.#lock) return;
    if (keep && this.#stood && !this.signal.aborted) return this.#lock.release();
    await this.#stage?.cluster.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  async #setStage(): Promise<Stage> {
    const { screen, folder, signal } = this;
    this.#section('Programs');
    const programs = await obtainPrograms({ screen, signal });
    signal.throwIfAborted();
    this.#section('Stage');
    const setting = Stage.set({
      folder,
      programs,
      config: readStackConfig('rehearsal'),
      blueprint: () => blueprint(),
      policyPack: policyPack(),
      signal,
      onStep: (step) => screen.line(`  ${screen.paint('green', '✓')} ${step}`),
    });
    // Loading the SDKs keeps this process busy for most of a second, while the API server starts in its own.
    [this.#stage] = await Promise.all([setting, import('@palisade/infra')]);
    signal.throwIfAborted();
    return this.#stage;
  }

  async #operate(title: string, act: (options: OperationOptions) => Promise<Outcome>): Promise<void> {
    const { screen, signal } = this;
    this.#section(title);
    const tree = new Tree();
    const began = performance.now();
    screen.region(() => tree.rows(screen));
    const outcome = await act({ signal, onEvent: (event) => tree.record(event) });
    screen.endRegion();
    signal.throwIfAborted();
    for (const row of tree.rows(screen)) screen.line(row);
    for (const warning of outcome.warnings) screen.line(`  ${screen.paint('yellow', '!')} ${warning}`);
    for (const { rule, urn, message } of outcome.violations) {
      screen.line(`  ${screen.paint('yellow', '!')} ${rule} on ${urn?.split('::').at(-1) ?? 'the stack'}: ${message}`);
    }
    if (outcome.undecided.length > 0) {
      const count = `${outcome.undecided.length} verdicts wait for values that only an update knows`;
      screen.line(`  ${screen.paint('dim', `${count}; the update judges them`)}`);
    }
    outcome.orThrow();
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    const changes = Object.entries(outcome.changes).map(([operation, count]) => `${count} ${operation}`);
    screen.line(
      `  ${screen.paint('dim', `${changes.join(', ')} · ${outcome.violations.length} policy findings · ${seconds} s`)}`,
    );
  }

  async #prove(stage: Stage): Promise<boolean> {
    const { screen, signal } = this;
    this.#section('Proofs, each tried just now');
    let held = true;
    for (const { claim, prove } of proofs) {
      signal.throwIfAborted();
      screen.region(() => [`  ${screen.paint('cyan', '…')} ${claim}`]);
      try {
        const evidence = await prove(stage);
        screen.endRegion();
        screen.line(`  ${screen.paint('green', '✓')} ${claim}`);
        screen.line(`    ${screen.paint('dim', evidence)}`);
      } catch (error) {
        screen.endRegion();
        held = false;
        screen.line(`  ${screen.paint('red', '✗')} ${claim}`);
        screen.line(`    ${screen.paint('red', error instanceof Error ? error.message : String(error))}`);
      }
    }
    return held;
  }

  /** As on AWS: protection against deletion is taken off first, knowingly. */
  async #takeDown(stage: Stage): Promise<void> {
    await stage.session.configure(unprotected(readStackConfig('rehearsal')));
    const target = (await stage.session.resources()).filter((urn) => isProtected(urn));
    await this.#operate('Deletion protection off', (options) => stage.session.up({ target, ...options }));
    await this.#operate('Destroy', (options) => stage.session.destroy(options));
    const left = await stage.session.resources();
    if (left.length > 0) throw new Error(`The state still holds ${left.length} resources: ${left.join(', ')}`);
  }

  async #leaveRunning({ cluster }: Stage): Promise<void> {
    const { screen, folder } = this;
    const kubeconfig = join(folder, 'kubeconfig');
    await writeFile(kubeconfig, cluster.adminKubeconfig(), { mode: 0o600 });
    cluster.keep();
    this.#section('The cluster is left running');
    screen.line(`  kubectl --kubeconfig ${kubeconfig} get namespaces`);
    screen.line(`  npx palisade rehearse down --folder ${folder}`);
  }

  #section(title: string): void {
    this.screen.line();
    this.screen.line(this.screen.paint('bold', title));
  }
}

/** What AWS can protect against deletion. */
function isProtected(urn: string): boolean {
  return /\$(aws:eks\/cluster:Cluster|aws:networkfirewall\/firewall:Firewall)::/.test(urn);
}

function unprotected(config: StackConfig): StackConfig {
  const cluster = config['palisade:cluster'] as object;
  return { ...config, 'palisade:cluster': { ...cluster, deletionProtection: false } };
}

function policyPack(): string {
  return join(projectRoot(), 'policies', 'serve.cjs');
}

async function blueprint(): ReturnType<PulumiFn> {
  const { default: run } = await import('@palisade/infra');
  return run();
}
