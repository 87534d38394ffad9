import { describe, expect, test } from '@jest/globals';
import { Cron, Duration } from 'cdk8s';
import { CronJob, type CronJobProps } from './cron-job';
import { image, inShop, resources } from './testing/shop';

const nightly: CronJobProps = {
  image,
  resources,
  activeDeadline: Duration.hours(1),
  schedule: Cron.schedule({ minute: '0', hour: '3' }),
};
const shopWith = (props: Partial<CronJobProps>) =>
  inShop((shop) => new CronJob(shop, 'nightly', { ...nightly, ...props } as CronJobProps));

describe('a cron job', () => {
  test('runs at a time that does not depend on the cluster, never twice at once', () => {
    const { spec } = shopWith({}).object('CronJob', 'nightly');
    const { jobTemplate, ...schedule } = spec;
    expect(schedule).toEqual({
      schedule: '0 3 * * *',
      timeZone: 'Etc/UTC',
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 300,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 3,
      suspend: false,
    });
    expect(jobTemplate.spec).toMatchObject({ activeDeadlineSeconds: 3600, backoffLimit: 3 });
    expect(jobTemplate.spec.template.spec).toMatchObject({
      restartPolicy: 'Never',
      hostUsers: false,
      enableServiceLinks: false,
      securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
    });
  });

  test.each(['Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5', 'UTC'])(
    'runs by the clock of %s',
    (zone) => {
      expect(shopWith({ timeZone: zone }).object('CronJob', 'nightly').spec.timeZone).toBe(zone);
    },
  );

  test.each(['Local', '', 'Europe/Atlantis', '+02:00', '../etc/passwd', 'europe/berlin'])(
    'knows no clock of %j',
    (zone) => {
      expect(() => shopWith({ timeZone: zone })).toThrow(
        new Error(`test/shop/nightly: timeZone is '${zone}'. Write a name of the tz database, such as Europe/Berlin.`),
      );
    },
  );

  test('may start late, by 10 seconds at least', () => {
    expect(() => shopWith({ startingDeadline: Duration.seconds(9) })).toThrow(
      new Error('test/shop/nightly: startingDeadline is 9 seconds. Write whole seconds, at least 10.'),
    );
  });
});
