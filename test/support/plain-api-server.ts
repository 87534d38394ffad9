import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiClient, Cluster } from '@palisade/rehearsal';
import { clusterPrograms } from './cluster-programs';

/** A real API server with nothing in it yet, and who administers it. */
export interface PlainApiServer {
  readonly client: ApiClient;
  readonly stop: () => Promise<void>;
}

/** Starts one, of programs that are fetched or built where they are not there yet. */
export async function plainApiServer(): Promise<PlainApiServer> {
  const folder = mkdtempSync(join(tmpdir(), 'palisade-cel-'));
  const { signal } = new AbortController();
  const cluster = await Cluster.start({ folder, programs: await clusterPrograms(), signal });
  const client = new ApiClient(cluster.access('cel', ['palisade:administrators']));
  return {
    client,
    stop: async () => {
      client.close();
      await cluster.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
