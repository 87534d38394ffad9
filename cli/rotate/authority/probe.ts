import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { leafCommands } from '@palisade/constructs/control-plane';
import type { PairFiles } from '../certificates/pair';
import { read } from '../certificates/renewal';
import { inPrivateFolder } from '../private-folder';
import { runCommands } from '../run-commands';
import type { ClientPair } from '../served';
import type { Place } from './place';
import type { Stage } from './stage';

/** Who asks, where a server lets it in: nobody who may do anything. */
export const prober = 'palisade:rotation-probe';

/**
 * A client's certificate by an authority, for a day at most, to see whether servers let it in. Its key is in memory only,
 * once this returns.
 */
export function probeOf({ name, apiServer }: Place, authority: PairFiles): ClientPair {
  const folder = join(dirname(authority.certificate), `.${name}.probe`);
  return inPrivateFolder(folder, () => {
    const path = join(folder, 'probe.crt');
    // The front proxy has a name, and says in a header for whom it asks.
    const [proxy] = (apiServer.flag('requestheader-allowed-names') || 'front-proxy-client').split(',');
    const commonName = name === 'front-proxy' && proxy !== undefined ? proxy : prober;
    runCommands(leafCommands(path, authority.certificate, { commonName, use: 'client', lifetime: 1 }));
    return { cert: read(path), key: read(join(folder, 'probe.key')) };
  });
}

/** Who asks servers whether they are let in: by the new authority, and at the end by the old one too. */
export interface Probes {
  readonly next: ClientPair;
  readonly former: ClientPair | undefined;
}

/** Without the old authority's key, or its certificate, nobody can be made whom it vouches for. */
export function probesOf(place: Place, stage: Stage): Probes {
  const { current, next, old } = place;
  const isHere = existsSync(old.key) && existsSync(old.certificate);
  return {
    next: probeOf(place, stage === 'drop' ? current : next),
    former: stage === 'drop' && isHere ? probeOf(place, old) : undefined,
  };
}

/** What a probe says beside its certificate. */
export function probeHeaders({ name, apiServer }: Place): Record<string, string> {
  if (name !== 'front-proxy') return {};
  const [header = 'X-Remote-User'] = (apiServer.flag('requestheader-username-headers') ?? 'X-Remote-User').split(',');
  return { [header]: prober };
}
