import { type Cron, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { Problem } from '../construct-error';
import type { ContainerProps } from './container';
import { type AttemptProps, attemptProblems, durationProblems } from './job';
import type { PodProps } from './pod';
import type { NoPorts } from './ports';
import { Workload } from './workload';

/** When a {@link CronJob} runs. */
export interface ScheduleProps {
  /** When it starts: `Cron.daily()`, `Cron.schedule({ minute: '0', hour: '3' })`. */
  readonly schedule: Cron;
  /**
   * The time zone of the schedule, by its name in the tz database, such as `Europe/Berlin`.
   *
   * @default 'Etc/UTC' - and not whatever the control plane happens to have
   */
  readonly timeZone?: string;
  /**
   * How late it may still start, at least 10 seconds; what is missed by more is left out.
   *
   * @default Duration.minutes(5)
   */
  readonly startingDeadline?: Duration;
}

/** Properties of {@link CronJob}: each run goes to its end, and serves nothing. */
export type CronJobProps = ContainerProps & NoPorts & PodProps & AttemptProps & ScheduleProps;

/**
 * A program that runs at certain times, never twice at once. The last three runs that ended well, and the last three
 * that did not, are kept with their logs.
 *
 * @throws ConstructError that names every wrong property
 */
export class CronJob extends Workload {
  /** What cdk8s-plus made of it; what is changed there is judged at synth as all else. */
  readonly cronJob: kplus.CronJob;
  /** It serves nothing. */
  readonly service?: never;

  constructor(scope: Construct, id: string, props: CronJobProps) {
    super(scope, id, props, [
      ...attemptProblems(props),
      ...durationProblems('startingDeadline', props.startingDeadline, 10),
      ...timeZoneProblems(props.timeZone),
    ]);
    this.cronJob = new kplus.CronJob(this, 'CronJob', {
      ...this.plusProps(),
      schedule: props.schedule,
      timeZone: props.timeZone ?? 'Etc/UTC',
      startingDeadline: props.startingDeadline ?? Duration.minutes(5),
      concurrencyPolicy: kplus.ConcurrencyPolicy.FORBID,
      successfulJobsRetained: 3,
      failedJobsRetained: 3,
      activeDeadline: props.activeDeadline,
      backoffLimit: props.backoffLimit ?? 3,
    });
    this.harden(this.cronJob, '/spec/jobTemplate/spec/template/spec');
  }
}

function timeZoneProblems(timeZone: string | undefined): Problem[] {
  if (timeZone === undefined || isTimeZone(timeZone)) return [];
  return [
    {
      found: `timeZone is '${timeZone.slice(0, 100)}'`,
      write: 'Write a name of the tz database, such as Europe/Berlin',
    },
  ];
}

function isTimeZone(name: string): boolean {
  // The API server takes names of the database alone, and neither offsets nor what only it would know.
  if (!/^[A-Z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(name) || name === 'Local') return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
