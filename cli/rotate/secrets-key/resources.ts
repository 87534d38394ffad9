import type { Client } from '../../api-server/client';

/** A kind of object that can be listed and patched. */
export interface Resource {
  /** `/api/v1` or `/apis/GROUP/VERSION` */
  readonly base: string;
  /** Such as `secrets`. */
  readonly name: string;
  readonly namespaced: boolean;
  /** Whether its status can be patched apart, past what admits changes of the rest. */
  readonly status: boolean;
}

interface ApiResource {
  readonly name: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

interface Group {
  readonly name: string;
  readonly preferredVersion: { readonly version: string };
  readonly versions: readonly { readonly version: string }[];
}

/**
 * Every resource that this API server keeps in its etcd and lets one write, once each, by the group's preferred version where
 * it has it. What another server answers for (an APIService that names a Service) is kept there.
 */
export async function writableResources(client: Client): Promise<readonly Resource[]> {
  const elsewhere = new Set(
    (await items(client, '/apis/apiregistration.k8s.io/v1/apiservices'))
      .filter(({ spec }) => (spec as { service?: object } | undefined)?.service)
      .map(({ metadata }) => metadata.name),
  );
  const { groups } = (await asked(client, '/apis')) as { groups: readonly Group[] };
  const found = new Map<string, Resource>();
  const take = async (group: string, base: string) => {
    const { resources } = (await asked(client, base)) as { resources: readonly ApiResource[] };
    const patched = (name: string) => resources.find((each) => each.name === name)?.verbs.includes('patch') ?? false;
    for (const { name, namespaced, verbs } of resources) {
      if (name.includes('/') || !verbs.includes('list') || !verbs.includes('patch')) continue;
      // Events of both groups are the same records.
      const id = group === 'events.k8s.io' && name === 'events' ? '/events' : `${group}/${name}`;
      if (!found.has(id)) found.set(id, { base, name, namespaced, status: patched(`${name}/status`) });
    }
  };
  await take('', '/api/v1');
  for (const { name, preferredVersion, versions } of groups) {
    const ordered = [preferredVersion, ...versions].map(({ version }) => version);
    for (const version of new Set(ordered)) {
      if (!elsewhere.has(`${version}.${name}`)) await take(name, `/apis/${name}/${version}`);
    }
  }
  // Events die by themselves within the hour, and are held to a rate: they come last.
  return [...found.values()].sort((a, b) => Number(a.name === 'events') - Number(b.name === 'events'));
}

async function asked(client: Client, path: string): Promise<unknown> {
  const { status, body, message, cut } = await client.send({ method: 'GET', path, most: 64 * 1024 * 1024 });
  if (status !== 200) throw new Error(`${path} answered ${status}: ${message}`);
  if (cut !== undefined) throw new Error(`${path} did not answer whole: ${cut}`);
  return body;
}

async function items(client: Client, path: string): Promise<readonly Item[]> {
  return ((await asked(client, path)) as { items: readonly Item[] }).items;
}

/** An object as it is listed. */
export interface Item {
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: unknown;
}
