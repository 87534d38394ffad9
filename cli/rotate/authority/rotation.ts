import { existsSync } from 'node:fs';
import type { ApiServers } from '../api-servers';
import { locked } from '../lock';
import { withOwner } from '../replace-file';
import type { ClientPair } from '../served';
import { until } from '../until';
import { publishedAmiss, rootsAmiss } from './config-maps';
import { etcdIsVouchedFor, etcdLetsIn, etcdUrls } from './etcd-members';
import { heldAt, makeNext, nextAuthority, oldAuthority, removeOld } from './files';
import { type Journal, journalFile, readJournal, writeJournal } from './journal';
import { eachKubelet, kubeletLetsIn } from './kubelets';
import { bringMachine, type Machine } from './machine';
import { type Probes, probeHeaders, probesOf } from './probe';
import { notShowing, notTrusting } from './remaining';
import { signerAmiss } from './signer';
import { type Confirmed, type Stage, stages, stepOf } from './stage';

/** What a replacement works on. */
export interface Replacement extends Machine {
  readonly servers: ApiServers;
  /** The API server of this machine, among those of {@link servers}; undefined where none is known to be. */
  readonly own: string | undefined;
  /** What somebody said may begin. */
  readonly confirmed: Confirmed | undefined;
}

/** How a run ended: at the end, or before a stage that somebody must say may begin. */
export type Outcome = { readonly done: true } | { readonly done: false; readonly next: Confirmed };

/**
 * Goes on with a replacement, or begins one, as far as it can go now. To interrupt it and run it again is always safe: whatever is on
 * disk, who is trusted has signed what is in use.
 */
export function replaceAuthority(replacement: Replacement): Promise<Outcome> {
  return locked(replacement.place.lock, () => goOn(replacement));
}

async function goOn(replacement: Replacement): Promise<Outcome> {
  const { place, say, now, confirmed } = replacement;
  for (let last = ''; ; ) {
    const journal = readJournal(place);
    const step = stepOf(heldAt(place), journal, confirmed, now());
    if (step.kind === 'finished') {
      say(`It was finished at ${step.at}. To begin another one within the hour, remove ${journalFile(place)}`);
      return { done: true };
    }
    if (step.kind === 'make' || journal === undefined) {
      await make(replacement);
      continue;
    }
    if (step.kind === 'ask' || step.kind === 'begin') {
      if (!(await isReady(replacement, journal, step.stage, step.kind === 'begin'))) {
        return { done: false, next: step.stage };
      }
      await begin(replacement, journal, step.stage);
      continue;
    }
    if (step.stage !== last) say(`${stages.indexOf(step.stage) + 2}/4 ${titles[step.stage]}`);
    last = step.stage;
    await bring(replacement, journal);
    if (step.stage === 'drop') return { done: true };
  }
}

/** Brings this machine to the stage that was copied from the one where the replacement was begun. */
export function followStage(machine: Machine): Promise<Stage> {
  return locked(machine.place.lock, () => follow(machine));
}

async function follow(machine: Machine): Promise<Stage> {
  const { place, now } = machine;
  const journal = readJournal(place);
  if (journal === undefined)
    throw new Error(`there is no ${journalFile(place)}: copy it from where the replacement was begun`);
  const { reached: _, finished: __, ...begun } = journal;
  // Looks only whether the files are those of the journal.
  stepOf(heldAt(place), begun, undefined, now());
  await bringMachine(machine, journal);
  if (journal.stage === 'drop') removeOld(place);
  return journal.stage;
}

const titles: Readonly<Record<Stage, string>> = {
  trust: 'Have both authorities trusted',
  sign: 'Sign by the new authority',
  drop: 'Trust the new authority only',
};

async function make(replacement: Replacement): Promise<void> {
  const { place, say, now } = replacement;
  say('1/4 Make the new authority');
  const before = await startedBefore(replacement);
  const [present, next] = makeNext(place, now());
  writeJournal(place, { old: present.fingerprint256, next: next.fingerprint256, stage: 'trust', before });
  say(`  ${place.next.certificate} is made; nobody trusts it yet`);
}

async function begin(replacement: Replacement, { old, next }: Journal, stage: Stage): Promise<void> {
  writeJournal(replacement.place, { old, next, stage, before: await startedBefore(replacement) });
}

/** When each API server's process began, so that a later one is told from it. */
async function startedBefore({
  servers,
  say,
  patience,
}: Pick<Replacement, 'servers' | 'say' | 'patience'>): Promise<Record<string, number>> {
  const before: Record<string, number> = {};
  for (const server of servers.names) {
    await until(
      async () => {
        before[server] = await servers.started(server);
        return undefined;
      },
      { say, patience },
    );
  }
  return before;
}

async function bring(replacement: Replacement, journal: Journal): Promise<void> {
  const { place, servers, own, say, patience } = replacement;
  await bringMachine(replacement, journal);
  const waiting = { say, patience };
  const probes = probesOf(place, journal.stage);
  const see = async (server: string) => {
    await until(() => serverAmiss(replacement, journal, probes, server), waiting);
    say(`  ${server} ${seen[journal.stage]}`);
  };
  if (own !== undefined) await see(own);
  const others = servers.names.filter((name) => name !== own);
  if (servers.names.length > 1) sayWhatToCopy(replacement, journal);
  for (const server of others) await see(server);
  await until(() => restAmiss(replacement, journal, probes), waiting);
  if (journal.stage !== 'drop') {
    writeJournal(place, { ...journal, reached: (await servers.time()).toISOString() });
    return;
  }
  if (probes.former) {
    say('  Whom the old authority vouches for is refused');
    await sayWhoTrustsOld(replacement, probes.former);
  } else if (existsSync(place.old.certificate)) say(`  There is no ${place.old.key}: nobody saw that it is refused`);
  removeOld(place);
  say(`  ${place.old.key} is removed`);
  writeJournal(place, { ...journal, finished: (await servers.time()).toISOString() });
}

/** Kubelets have a file of their own. */
async function sayWhoTrustsOld({ place, servers, say }: Replacement, former: ClientPair): Promise<void> {
  if (place.name !== 'cluster') return;
  const { wrong } = await eachKubelet(servers, async (url) =>
    (await kubeletLetsIn(url, former)) ? 'still lets in whom the old authority vouches for' : undefined,
  );
  for (const each of wrong) say(`  ${each}: copy ${place.current.certificate} there`);
}

const seen: Readonly<Record<Stage, string>> = {
  trust: 'trusts both authorities',
  sign: 'works with certificates of the new authority',
  drop: 'trusts the new authority only',
};

/** What is not yet as a stage has it at an API server. */
async function serverAmiss(
  { place, servers }: Replacement,
  journal: Journal,
  { next, former }: Probes,
  server: string,
): Promise<string | undefined> {
  if ((await servers.started(server)) === journal.before[server]) return `${server} was not yet restarted`;
  if (place.name === 'etcd') return undefined;
  const headers = probeHeaders(place);
  if (!(await servers.letsIn(server, { ...next, headers }))) {
    return `${server} does not let in whom the new authority vouches for`;
  }
  if (former && (await servers.letsIn(server, { ...former, headers }))) {
    return `${server} still lets in whom the old authority vouches for`;
  }
  if (journal.stage === 'trust' || place.name !== 'cluster') return undefined;
  return (await servers.isVouchedFor(server, nextAuthority(place, journal)))
    ? undefined
    : `${server} shows a certificate of another authority`;
}

/** What is not yet as a stage has it elsewhere. */
async function restAmiss(
  { place, servers }: Replacement,
  journal: Journal,
  { next, former }: Probes,
): Promise<string | undefined> {
  const authority = nextAuthority(place, journal);
  if (place.name === 'cluster') {
    const signer = journal.stage === 'trust' ? oldAuthority(place, journal) : authority;
    const amiss = (await rootsAmiss(servers, journal)) ?? (signer && (await signerAmiss(servers, place, signer)));
    if (amiss !== undefined) return amiss;
  }
  if (place.name !== 'etcd') return publishedAmiss(servers, place, journal, authority);
  for (const url of await etcdUrls(place)) {
    if (!(await etcdLetsIn(place, url, next)))
      return `etcd at ${url} does not let in whom the new authority vouches for`;
    if (former && (await etcdLetsIn(place, url, former)))
      return `etcd at ${url} still lets in whom the old one vouches for`;
    if (journal.stage !== 'trust' && !(await etcdIsVouchedFor(url, authority, next))) {
      return `etcd at ${url} shows a certificate of another authority`;
    }
  }
  return undefined;
}

/** Looks at all that can be seen before a stage begins. @returns false where it must not, or nobody said that it may */
async function isReady(
  { place, servers, say, now, patience }: Replacement,
  journal: Journal,
  stage: Confirmed,
  confirmed: boolean,
): Promise<boolean> {
  const old = oldAuthority(place, journal);
  let remaining = { seen: [] as readonly string[], unseen: [] as readonly string[] };
  await until(
    async () => {
      if (stage === 'sign') remaining = await notTrusting(servers, place, journal);
      else if (old) remaining = await notShowing(servers, place, journal, old, now());
      return undefined;
    },
    { say, patience },
  );
  const { seen, unseen } = remaining;
  if (seen.length > 0) say(`Not ready for "${titles[stage]}":`);
  for (const each of seen) say(`  ${each}`);
  if (confirmed) return seen.length === 0;
  say(`Before "${titles[stage]}", see to this, for it is not seen from here:`);
  for (const each of unseen) say(`  ${each}`);
  return false;
}

function sayWhatToCopy({ place, say }: Replacement, { stage }: Journal): void {
  const files = [journalFile(place)];
  if (stage === 'trust') files.push(place.next.certificate, withOwner(place.next.key));
  say('  On each other machine of the control plane, one after the other: copy this from here, over a connection that');
  say(`  nobody reads: ${files.join(', ')}. Then run`);
  say(`  \`palisade rotate certificates --authority ${place.name} --copied\` there. This waits for them`);
}
