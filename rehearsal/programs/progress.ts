/** What happens while a program is obtained, for a screen or a log. */
export interface ProgressEvent {
  readonly program: string;
  /** `wait`: another process, or another program's build, goes first. */
  readonly phase: 'search' | 'wait' | 'download' | 'build' | 'done';
  /** What just happened, in a few words: `compiling k8s.io/apiserver/pkg/server`, `34 of 92 MB`. */
  readonly detail: string;
  readonly elapsedMilliseconds: number;
}

/** Tells of one program's progress, with the time since it began. */
export type Report = (phase: ProgressEvent['phase'], detail: string) => void;

export function reporter(program: string, progress: (event: ProgressEvent) => void): Report {
  const began = performance.now();
  return (phase, detail) => progress({ program, phase, detail, elapsedMilliseconds: performance.now() - began });
}
