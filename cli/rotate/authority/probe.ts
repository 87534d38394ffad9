import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { leafCommands } from '@palisade/constructs/control-plane';
import type { PairFiles } from '../certificates/pair';
import { read } from '../certificates/renewal';
import { runCommands } from '../run-commands';
import type { ClientPair } from '../served';
import type { Place } from './place';

/** Who asks, where a server lets it in: nobody who may do anything. */
export const prober = 'palisade:rotation-probe';

/**
 * A client's certificate by an authority, for a day at most, to see whether servers let it in. Its key is in memory only,
 * once this returns.
 */
export function probeOf({ name, apiServer }: Place, authority: PairFiles): ClientPair {
  const folder = join(dirname(authority.certificate), `.${name}.probe`);
  rmSync(folder, { recursive: true, force: true });
  try {
    mkdirSync(folder, { mode: 0o700 });
    const path = join(folder, 'probe.crt');
    // The front proxy has a name, and says in a header for whom it asks.
    const [proxy] = (apiServer.flag('requestheader-allowed-names') || 'front-proxy-client').split(',');
    const commonName = name === 'front-proxy' && proxy !== undefined ? proxy : prober;
    runCommands(leafCommands(path, authority.certificate, { commonName, use: 'client', lifetime: 1 }));
    return { cert: read(path), key: read(join(folder, 'probe.key')) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a probe says beside its certificate. */
export function probeHeaders({ name, apiServer }: Place): Record<string, string> {
  if (name !== 'front-proxy') return {};
  const [header = 'X-Remote-User'] = (apiServer.flag('requestheader-username-headers') ?? 'X-Remote-User').split(',');
  return { [header]: prober };
}
