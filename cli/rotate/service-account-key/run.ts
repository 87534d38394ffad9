import { readKubeconfig } from '../../api-server/kubeconfig';
import type { Streams } from '../../streams';
import { oddServer } from '../api-servers';
import { restartedPod } from '../served';
import { manifestFolder, StaticPod } from '../static-pod';
import { until } from '../until';
import { readCopied, rotate } from './rotation';
import { type Servers, serversOf } from './servers';

/** The options of `palisade rotate sa-key`. */
export interface ServiceAccountKeyOptions {
  readonly kubeconfig: string | undefined;
  readonly servers: string | undefined;
  readonly copied: boolean;
  readonly manifests: string | undefined;
}

/** @returns the exit code, as the command's help tells them */
export async function runServiceAccountKey(
  { kubeconfig, servers, copied, manifests = manifestFolder }: ServiceAccountKeyOptions,
  { stdout, stderr }: Pick<Streams, 'stdout' | 'stderr'>,
): Promise<number> {
  const wrong = (message: string): 2 => {
    stderr.write(`palisade rotate sa-key: ${message}\nTry: palisade rotate sa-key --help\n`);
    return 2;
  };
  const names = servers?.split(',') ?? [];
  const odd = oddServer(names);
  if (odd !== undefined) return wrong(`--servers has '${odd}': write HOST:PORT,HOST:PORT`);
  if (copied && (kubeconfig !== undefined || servers !== undefined)) return wrong('--copied needs no other server');
  if (!copied && kubeconfig === undefined) return wrong('say who asks: --kubeconfig FILE');
  const common = {
    apiServer: StaticPod.read(manifests, 'kube-apiserver'),
    controllerManager: StaticPod.read(manifests, 'kube-controller-manager'),
    restarted: restartedPod,
    say: (line: string) => stdout.write(`${line}\n`),
    now: () => new Date(),
  };
  if (kubeconfig === undefined) {
    await readCopied(common);
    stdout.write('This machine reads the keys that lie here.\n');
    return 0;
  }
  const { access } = await readKubeconfig(kubeconfig);
  let found: Servers | undefined;
  // Where it goes on after a crash, the API server may still be about to start.
  await until(
    async () => {
      found = await serversOf(access, names);
      return undefined;
    },
    { say: common.say },
  );
  if (found === undefined) throw new Error('no API server was found');
  const outcome = await rotate({ ...common, servers: found });
  if (outcome.done) {
    stdout.write('Done: tokens of the old key are refused.\n');
    return 0;
  }
  stdout.write(
    `Run the command again after ${outcome.continueAt.toISOString()}: no token of the old key lives longer.\n`,
  );
  return 3;
}
