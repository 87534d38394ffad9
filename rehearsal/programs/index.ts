// The programs that a rehearsal runs, had from wherever they can be had: PATH, cache, download, or source.
export { type ObtainOptions, obtain, type Program } from './obtain';
export type { ProgressEvent } from './progress';
export type { ProgramName } from './recipe';
