import { obtain, type Program, type ProgramName, type ProgressEvent } from './programs';
import type { Screen } from './screen/screen';

/** What a rehearsal runs. */
const REHEARSED = ['pulumi', 'etcd', 'kube-apiserver', 'kube-controller-manager'] as const;

/** The programs of a rehearsal. */
export type Programs = Readonly<Record<(typeof REHEARSED)[number], Program>>;

export interface ObtainProgramsOptions<Name extends ProgramName> {
  readonly screen: Screen;
  readonly signal: AbortSignal;
  /** Default: what a rehearsal runs. */
  readonly names?: readonly Name[];
}

const WAYS: Readonly<Record<Program['way'], string>> = {
  path: 'found on PATH',
  cache: 'from the cache',
  download: 'downloaded, digest checked',
  source: 'built from source, pinned by go.sum',
};

/** Without a terminal, a line each so many milliseconds says that a long build still goes on. */
const HEARTBEAT_MS = 15_000;

/** Obtains programs, showing how far each is. Throws what to do where one can't be had. */
export async function obtainPrograms<Name extends ProgramName = (typeof REHEARSED)[number]>({
  screen,
  signal,
  names = REHEARSED as readonly ProgramName[] as readonly Name[],
}: ObtainProgramsOptions<Name>): Promise<Readonly<Record<Name, Program>>> {
  const state = new Map<ProgramName, ProgressEvent>();
  screen.region(() => [...state].map(([name, event]) => row(screen, name, event)));
  const heartbeat = setInterval(() => {
    if (!screen.live)
      for (const [name, event] of state) if (event.phase === 'build') screen.line(row(screen, name, event));
  }, HEARTBEAT_MS);
  // The first that fails ends the others: their builds would take minutes for nothing.
  const failure = new AbortController();
  const either = AbortSignal.any([signal, failure.signal]);
  try {
    const programs = await Promise.all(
      names.map(async (name) => {
        const progress = (event: ProgressEvent): void => void state.set(name, event);
        const program = await obtain(name, { progress, signal: either });
        state.delete(name);
        screen.line(`  ${screen.paint('green', '✓')} ${name} ${program.version}, ${WAYS[program.way]}`);
        return [name, program] as const;
      }),
    );
    return Object.fromEntries(programs) as Record<Name, Program>;
  } catch (error) {
    failure.abort();
    throw error;
  } finally {
    clearInterval(heartbeat);
    screen.endRegion();
  }
}

function row(screen: Screen, name: string, { phase, detail, elapsedMilliseconds }: ProgressEvent): string {
  const seconds = `${Math.round(elapsedMilliseconds / 1000)} s`;
  return `  ${screen.paint('cyan', '…')} ${name}: ${phase}, ${seconds}  ${screen.paint('dim', detail)}`.slice(
    0,
    screen.width + 20,
  );
}
