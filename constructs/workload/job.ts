import { Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { Problem } from '../construct-error';
import type { ContainerProps } from './container';
import type { PodProps } from './pod';
import type { NoPorts } from './ports';
import { Workload } from './workload';

/** How long and how often a job is tried. */
export interface AttemptProps {
  /** How long it may take, all its attempts together: what hangs is ended then. */
  readonly activeDeadline: Duration;
  /**
   * How many more times it is tried when it fails.
   *
   * @default 3
   */
  readonly backoffLimit?: number;
}

/** Properties of {@link Job}: it runs to its end, and serves nothing. */
export type JobProps = ContainerProps &
  NoPorts &
  PodProps &
  AttemptProps & {
    /**
     * How long it, and with it its log, is kept after its end. It is then made again where somebody applies it again.
     *
     * @default Duration.days(1)
     */
    readonly ttlAfterFinished?: Duration;
  };

/**
 * A program that runs once, to its end. Kubernetes changes no job that there is: a new version takes another id, or
 * comes after the old one is gone.
 *
 * @throws ConstructError that names every wrong property
 */
export class Job extends Workload {
  /** What cdk8s-plus made of it; what is changed there is judged at synth as all else. */
  readonly job: kplus.Job;
  /** It serves nothing. */
  readonly service?: never;

  constructor(scope: Construct, id: string, props: JobProps) {
    super(scope, id, props, [
      ...attemptProblems(props),
      ...durationProblems('ttlAfterFinished', props.ttlAfterFinished, 0),
    ]);
    this.job = new kplus.Job(this, 'Job', {
      ...this.plusProps(),
      activeDeadline: props.activeDeadline,
      backoffLimit: props.backoffLimit ?? 3,
      ttlAfterFinished: props.ttlAfterFinished ?? Duration.days(1),
    });
    this.harden(this.job, '/spec/template/spec');
  }
}

/** What is wrong with the attempts of a job. */
export function attemptProblems({ activeDeadline, backoffLimit = 3 }: AttemptProps): Problem[] {
  // Not for those who write types.
  const found =
    activeDeadline === undefined
      ? [{ found: 'activeDeadline is missing', write: 'Write whole seconds, at least 1' }]
      : durationProblems('activeDeadline', activeDeadline, 1);
  if (!Number.isInteger(backoffLimit) || backoffLimit < 0 || backoffLimit > 100) {
    found.push({ found: `backoffLimit is ${backoffLimit}`, write: 'Write a whole number from 0 to 100' });
  }
  return found;
}

/** What is wrong with a length of time. */
export function durationProblems(property: string, duration: Duration | undefined, least: number): Problem[] {
  const seconds = duration?.toSeconds({ integral: false }) ?? least;
  if (Number.isInteger(seconds) && seconds >= least) return [];
  return [{ found: `${property} is ${seconds} seconds`, write: `Write whole seconds, at least ${least}` }];
}
