import { networkInterfaces } from 'node:os';
import { readKubeconfig } from '../../api-server/kubeconfig';
import type { Streams } from '../../streams';
import { ApiServers, oddServer, serverNames } from '../api-servers';
import { read } from '../certificates/renewal';
import { restartedPod } from '../served';
import { manifestFolder, type StaticPod } from '../static-pod';
import { until } from '../until';
import { readJournal } from './journal';
import { type AuthorityName, authorityNames, placeOf } from './place';
import { followStage, replaceAuthority } from './rotation';
import type { Confirmed } from './stage';

/** The options of `palisade rotate certificates --authority`. */
export interface AuthorityOptions {
  readonly authority: string;
  readonly kubeconfig: string | undefined;
  readonly servers: string | undefined;
  readonly confirm: string | undefined;
  readonly copied: boolean;
  readonly manifests: string | undefined;
}

/** @returns the exit code, as the command's help tells them */
export async function runAuthority(
  { authority, kubeconfig, servers, confirm, copied, manifests = manifestFolder }: AuthorityOptions,
  { stdout, stderr }: Pick<Streams, 'stdout' | 'stderr'>,
): Promise<number> {
  const wrong = (message: string): 2 => {
    stderr.write(`palisade rotate certificates: ${message}\nTry: palisade rotate certificates --help\n`);
    return 2;
  };
  const given = servers?.split(',') ?? [];
  const odd = oddServer(given);
  if (!isAuthority(authority)) return wrong(`--authority is '${authority}': write one of ${authorityNames.join(', ')}`);
  if (odd !== undefined) return wrong(`--servers has '${odd}': write HOST:PORT,HOST:PORT`);
  if (confirm !== undefined && !isConfirmed(confirm)) return wrong(`--confirm is '${confirm}': write sign or drop`);
  if (copied && (kubeconfig ?? servers ?? confirm) !== undefined) return wrong('--copied needs nothing else');
  if (!copied && kubeconfig === undefined) return wrong('say who asks: --kubeconfig FILE');
  const place = placeOf(authority, manifests);
  const machine = {
    place,
    restarted: restartedPod,
    say: (line: string) => stdout.write(`${line}\n`),
    now: () => new Date(),
  };
  if (kubeconfig === undefined) {
    const stage = await followStage(machine);
    stdout.write(`This machine is at stage ${stage}. Where the replacement was begun, it goes on.\n`);
    return 0;
  }
  const { access } = await readKubeconfig(kubeconfig);
  const trusted = () => (authority === 'cluster' ? read(place.current.certificate) : '');
  const journal = readJournal(place);
  const known = journal === undefined || journal.finished ? [] : Object.keys(journal.before);
  let names: readonly string[] = [];
  // Where it goes on after a crash, the API server may still be about to start.
  await until(
    async () => {
      const ca = access.ca === undefined ? {} : { ca: `${access.ca}\n${trusted()}` };
      const found = await serverNames({ ...access, ...ca }, given);
      // The cluster does not name one that is just being restarted.
      names = given.length > 0 ? given : [...new Set([...known, ...found])];
      return undefined;
    },
    { say: machine.say },
  );
  const outcome = await replaceAuthority({
    ...machine,
    servers: new ApiServers(access, names, trusted),
    own: ownOf(names, place.apiServer),
    confirmed: confirm,
  });
  if (outcome.done) {
    stdout.write('Done: the old authority is trusted no more, and its key is gone.\n');
    return 0;
  }
  stdout.write(`Run the command again with --confirm ${outcome.next} once that is so.\n`);
  return 3;
}

/** Which of the API servers is the one of this machine. */
function ownOf(names: readonly string[], apiServer: StaticPod): string | undefined {
  const addresses = Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address));
  const port = apiServer.flag('secure-port') ?? '6443';
  return names.find((name) => {
    const { hostname, port: named } = new URL(`https://${name}`);
    return (named || '443') === port && addresses.includes(hostname.replace(/^\[|\]$/g, ''));
  });
}

const isAuthority = (word: string): word is AuthorityName => authorityNames.some((name) => name === word);
const isConfirmed = (word: string): word is Confirmed => word === 'sign' || word === 'drop';
