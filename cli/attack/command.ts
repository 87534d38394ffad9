import { readKubeconfig } from '../api-server/kubeconfig';
import { printable } from '../check/formats/printable';
import { forger } from './forger';
import { attacks } from './index';
import { type LiveTarget, liveTarget } from './live-target';
import { exitCodeOf, table, toJson, tryAll } from './run';

/** What `palisade attack` was told. */
export interface AttackOptions {
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
  readonly namespace: string | undefined;
  /** One subject. */
  readonly only: string | undefined;
  /** Whether the caller says that the cluster is theirs. */
  readonly owned: boolean;
  readonly allowChanges: boolean;
  readonly json: boolean;
}

interface Output {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

/** A DNS label, as namespaces are named. */
const namespaceName = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Runs the command. Returns the exit code. */
export async function runAttack(options: AttackOptions, { stdout, stderr }: Output): Promise<0 | 1 | 2> {
  const wrong = (message: string): 2 => {
    stderr.write(`palisade attack: ${printable(message)}\nTry: palisade attack --help\n`);
    return 2;
  };
  const { kubeconfig, only, owned, allowChanges } = options;
  if (kubeconfig === undefined) return wrong('say how to reach the cluster: --kubeconfig FILE');
  const chosen = attacks.filter(({ subject }) => only === undefined || subject === only);
  if (chosen.length === 0) {
    const subjects = [...new Set(attacks.map(({ subject }) => subject))];
    return wrong(`--only is '${only}'; write one of ${subjects.join(', ')}`);
  }
  let live: LiveTarget;
  try {
    const context = await readKubeconfig(kubeconfig, options.context);
    const namespace = options.namespace ?? context.namespace;
    if (!namespaceName.test(namespace)) return wrong(`--namespace is '${namespace}', which is no name of a namespace`);
    if (!owned) {
      return wrong(
        `this attacks ${context.access.endpoint}, namespace ${namespace}: if it is yours, add --i-own-this-cluster`,
      );
    }
    live = await liveTarget({ ...context, namespace }, { allowChanges, forger: await forger() });
  } catch (error) {
    stderr.write(`palisade attack: ${printable((error as Error).message)}\n`);
    return 2;
  }
  const { target, notes, end } = live;
  // What was put into the cluster goes out again, whatever happens.
  const abort = new AbortController();
  const interrupt = () => abort.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupt);
  try {
    for (const note of notes) stderr.write(`note: ${note}\n`);
    const results = await tryAll(chosen, target, { allowChanges, signal: abort.signal });
    stdout.write(options.json ? toJson(target, results) : table(results));
    return exitCodeOf(results);
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeListener(signal, interrupt);
    await end();
  }
}
