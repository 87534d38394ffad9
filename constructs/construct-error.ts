import type { IConstruct } from 'constructs';

/** One thing that is wrong with a construct's properties. Both texts are sentences without a full stop. */
export interface Problem {
  /** What was found, with the offending value. */
  readonly found: string;
  /** What to write instead. */
  readonly write: string;
}

/** Wrong properties of one construct, all of them at once: a line each with construct path, what was found, what to write. */
export class ConstructError extends Error {
  /** Path of the construct in the tree, such as `baseline/payments`. */
  readonly path: string;
  /** What is wrong, one for each property. */
  readonly problems: readonly Problem[];

  constructor(path: string, problems: readonly Problem[]) {
    super(problems.map(({ found, write }) => `${path}: ${found}. ${write}.`).join('\n'));
    this.name = 'ConstructError';
    this.path = path;
    this.problems = problems;
  }
}

/** Throws one {@link ConstructError} where there is any problem. */
export function refuse(construct: IConstruct, problems: readonly Problem[]): void {
  if (problems.length > 0) throw new ConstructError(construct.node.path, problems);
}
