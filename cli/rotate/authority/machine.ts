import { existsSync } from 'node:fs';
import { Client } from '../../api-server/client';
import { changeAuthorities } from '../certificates/kubeconfig';
import type { PairFiles } from '../certificates/pair';
import { read } from '../certificates/renewal';
import { renewLeaves } from '../certificates/rotation';
import type { restartedPod } from '../served';
import type { StaticPod } from '../static-pod';
import { until } from '../until';
import { bundle } from './bundle';
import { layOldAside, nextAuthority, oldAuthority, signByNext, trustBoth, trustNextOnly } from './files';
import type { Journal } from './journal';
import type { Place } from './place';
import { probesOf } from './probe';
import type { Stage } from './stage';

/** What bringing a machine to a stage works on. */
export interface Machine {
  readonly place: Place;
  /** Restarts a pod whose certificate it makes itself, and waits until it is another process. */
  readonly restarted: typeof restartedPod;
  readonly say: (line: string) => void;
  readonly now: () => Date;
  /** Milliseconds to wait for servers. */
  readonly patience?: number;
}

/** What pods were last started for. */
const signing = 'palisade.dev/signing-authority';
const reading = ({ name }: Place) => `palisade.dev/authority-${name}`;

const short = (fingerprint: string) => fingerprint.replaceAll(':', '').slice(0, 16).toLowerCase();

/**
 * Brings this machine to a stage, one act after the other, each of which may be repeated. The API server is restarted last: whoever
 * sees that it was, knows that all else here is done.
 *
 * @throws Error where an act failed; what is in place works
 */
export async function bringMachine(machine: Machine, journal: Journal): Promise<void> {
  await acts[journal.stage](machine, journal);
  const { place, say } = machine;
  if (place.apiServer.restart(reading(place), stageOf(journal))) say('  kube-apiserver is being restarted');
}

const stageOf = ({ stage, next }: Journal) => `${stage}-${short(next)}`;

const acts: Readonly<Record<Stage, (machine: Machine, journal: Journal) => Promise<void>>> = {
  trust: async (machine, journal) => {
    const { place, say } = machine;
    layOldAside(place, journal);
    // What signs must be one certificate, and the file is about to hold two.
    await signBy(machine, place.old, short(journal.old));
    if (trustBoth(place, journal)) say(`  ${place.current.certificate} has both authorities`);
    const next = nextAuthority(place, journal);
    trustByKubeconfigs(machine, 'has both authorities', (pem) => bundle.withNext(pem, journal.old, next));
    await readAnew(machine, journal, [place.controllerManager, place.scheduler]);
  },
  sign: async (machine, journal) => {
    const { place, say, now } = machine;
    await signBy(machine, place.next, short(journal.next));
    if (signByNext(place, journal)) say(`  ${place.current.key} is the new authority's key`);
    const former = oldAuthority(place, journal);
    if (former === undefined) throw new Error(`${place.current.certificate} has not the old authority`);
    const failed = await renewLeaves({
      leaves: place.leaves,
      all: false,
      former,
      now,
      say: (line) => say(`  ${line}`),
    });
    if (failed.length > 0) throw new Error(failed.join('; '));
  },
  drop: async (machine, journal) => {
    const { place, say } = machine;
    if (trustNextOnly(place, journal)) say(`  ${place.current.certificate} has the new authority only`);
    trustByKubeconfigs(machine, 'has the new authority only', (pem) => bundle.without(pem, journal.old));
    await signBy(machine, place.current, `${short(journal.next)}-alone`);
    await readAnew(machine, journal, [place.scheduler]);
  },
};

/** Has the controller manager sign what others ask for by an authority. */
async function signBy({ place, restarted, say }: Machine, pair: PairFiles, value: string): Promise<void> {
  if (place.controllerManager === undefined) return;
  const flags = { 'cluster-signing-cert-file': pair.certificate, 'cluster-signing-key-file': pair.key };
  await restarted(place.controllerManager, { annotation: signing, value, flags }, say);
}

function trustByKubeconfigs({ place, say }: Machine, what: string, change: (pem: string) => string): void {
  for (const path of place.kubeconfigs) if (changeAuthorities(path, change)) say(`  ${path} ${what}`);
}

/** Restarts those who read whom to trust when they start, etcd among them. */
async function readAnew(machine: Machine, journal: Journal, pods: readonly (StaticPod | undefined)[]): Promise<void> {
  const { place, restarted, say } = machine;
  const change = { annotation: reading(place), value: stageOf(journal) };
  for (const pod of pods) if (pod) await restarted(pod, change, say);
  if (place.etcd === undefined) return;
  if (place.etcd.restart(change.annotation, change.value)) say('  etcd is being restarted');
  await etcdReadAnew(machine, journal);
}

/** Waits until the etcd here is well again, and sees by whom it lets in that it is another process. */
async function etcdReadAnew({ place, say, patience }: Machine, { stage, old }: Journal): Promise<void> {
  const [endpoint = ''] = place.apiServer.required('etcd-servers').split(',');
  const { next, former } = probesOf(place, stage);
  const ca = read(place.current.certificate) + (existsSync(place.old.certificate) ? read(place.old.certificate) : '');
  const health = async (pair: typeof next) => {
    const client = new Client({ endpoint, ca, ...pair });
    try {
      return (await client.get('/health')).body.health;
    } finally {
      client.close();
    }
  };
  await until(
    async () => {
      if ((await health(next)) !== 'true') return `etcd at ${endpoint} has no leader`;
      if (former === undefined) return undefined;
      const isIn = await health(former).then(
        () => true,
        () => false,
      );
      return isIn ? `etcd at ${endpoint} still lets in whom ${old} vouches for` : undefined;
    },
    { say, patience },
  );
}
