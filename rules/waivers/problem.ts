/** Something that is wrong with a file of waivers. */
export interface Problem {
  /** The first line is 1. */
  readonly line: number;
  readonly message: string;
}

/** Everything that is wrong with a file of waivers, sorted by line: one line each, such as `waivers.yaml:3: has no owner`. */
export class WaiverError extends Error {
  override readonly name = 'WaiverError';
  readonly problems: readonly Problem[];

  constructor(file: string, problems: readonly Problem[]) {
    const sorted = [...problems].sort((a, b) => a.line - b.line);
    super(sorted.map(({ line, message }) => `${file}:${line}: ${message}`).join('\n'));
    this.problems = sorted;
  }
}
