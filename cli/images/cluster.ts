import { imagesOfPod, podSpecIn } from '@palisade/admission';
import type { Client } from '../api-server/client';
import { listAll } from './list';
import type { ClusterPlace, NamedImage, Running, Unread } from './named-image';

/** What names images, and which of its controllers make it from what is listed anyhow. */
const collections = [
  { kind: 'Pod', api: 'api/v1', plural: 'pods' },
  { kind: 'Deployment', api: 'apis/apps/v1', plural: 'deployments' },
  { kind: 'StatefulSet', api: 'apis/apps/v1', plural: 'statefulsets' },
  { kind: 'DaemonSet', api: 'apis/apps/v1', plural: 'daemonsets' },
  { kind: 'ReplicaSet', api: 'apis/apps/v1', plural: 'replicasets', madeBy: 'Deployment' },
  { kind: 'CronJob', api: 'apis/batch/v1', plural: 'cronjobs' },
  { kind: 'Job', api: 'apis/batch/v1', plural: 'jobs', madeBy: 'CronJob' },
  { kind: 'ReplicationController', api: 'api/v1', plural: 'replicationcontrollers' },
  { kind: 'PodTemplate', api: 'api/v1', plural: 'podtemplates' },
] as const;

type Collection = (typeof collections)[number];

/** One container's or volume's image. */
interface Named {
  readonly image: string;
  readonly runs?: Running;
  readonly place: ClusterPlace;
}

/**
 * The images that the pods of a cluster run, and those that its workloads would start next; each once for every digest
 * that runs under its name.
 *
 * @param namespace all of them where it is not given
 * @returns also what could not be read: what it names is not known
 * @throws where the API server cannot be reached
 */
export async function imagesOfCluster(
  client: Pick<Client, 'send'>,
  namespace: string | undefined,
): Promise<{ images: NamedImage[]; unread: Unread[] }> {
  const unread: Unread[] = [];
  const images = new Map<string, { image: string; runs?: Running; places: ClusterPlace[] }>();
  for (const collection of collections) {
    const { api, plural, kind } = collection;
    const path = namespace === undefined ? `/${api}/${plural}` : `/${api}/namespaces/${namespace}/${plural}`;
    const listed = await listAll(client, path, (object) => imagesOfObject(collection, object));
    if ('problem' in listed) {
      unread.push({ place: plural, reason: listed.problem });
      continue;
    }
    for (const found of listed.found) {
      if ('reason' in found) {
        unread.push({ place: `${kind} ${found.place}`, reason: found.reason });
        continue;
      }
      const { image, runs, place } = found;
      const key = JSON.stringify([image, runs]);
      const known = images.get(key) ?? { image, ...(runs === undefined ? {} : { runs }), places: [] };
      known.places.push(place);
      images.set(key, known);
    }
  }
  return { images: [...images.values()], unread };
}

function imagesOfObject(collection: Collection, object: unknown): readonly (Named | Unread)[] {
  const { kind } = collection;
  const { metadata, status } = fields(object);
  const { namespace, name, ownerReferences } = fields(metadata);
  const where = { namespace: text(namespace), object: `${kind}/${text(name)}` };
  if ('madeBy' in collection && isMadeBy(ownerReferences, collection.madeBy)) return [];
  // What has ended starts no container again.
  if (kind === 'Pod' && ['Succeeded', 'Failed'].includes(String(fields(status).phase))) return [];
  try {
    // In a list, objects do not say what they are.
    const spec = podSpecIn({ ...fields(object), kind });
    const running = kind === 'Pod' ? runningIn(spec, status) : new Map<string, Running>();
    return imagesOfPod(spec).map(({ at, image }) => {
      const runs = running.get(at);
      return { image, ...(runs === undefined ? {} : { runs }), place: { ...where, at } };
    });
  } catch (error) {
    return [{ place: `${where.namespace}/${text(name)}`, reason: (error as Error).message }];
  }
}

function isMadeBy(references: unknown, kind: string): boolean {
  return list(references).some((each) => each.controller === true && each.kind === kind);
}

const groups = [
  ['initContainers', 'initContainerStatuses'],
  ['containers', 'containerStatuses'],
  ['ephemeralContainers', 'ephemeralContainerStatuses'],
] as const;

/** What the node says of a pod's containers and volumes, by where they stand in its spec. */
function runningIn(spec: unknown, status: unknown): Map<string, Running> {
  const running = new Map<string, Running>();
  const volumes = list(fields(spec).volumes).map(({ name }) => name);
  for (const [containers, statuses] of groups) {
    const names = list(fields(spec)[containers]).map(({ name }) => name);
    for (const { name, imageID, volumeMounts } of list(fields(status)[statuses])) {
      const index = names.indexOf(name);
      const runs = runningOf(imageID);
      if (index >= 0 && runs !== undefined) running.set(`${containers}[${index}]`, runs);
      // Of image volumes, nodes say it since 1.35.
      for (const { name: volume, volumeStatus } of list(volumeMounts)) {
        const mounted = runningOf(fields(fields(volumeStatus).image).imageRef);
        const at = volumes.indexOf(volume);
        if (at >= 0 && mounted !== undefined) running.set(`volumes[${at}].image`, mounted);
      }
    }
  }
  return running;
}

/** `registry.example.com/web@sha256:…`, with the runtime before it where it is an old one. */
function runningOf(imageId: unknown): Running | undefined {
  if (typeof imageId !== 'string' || imageId === '') return undefined;
  const digest = /@(sha256:[0-9a-f]{64})$/.exec(imageId)?.[1];
  return digest === undefined ? { unknown: imageId.slice(0, 256) } : { digest };
}

type Fields = Readonly<Record<string, unknown>>;

const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
const list = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.map(fields) : []);
const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 253) : '?');
