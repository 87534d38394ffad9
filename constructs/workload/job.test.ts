import { describe, expect, test } from '@jest/globals';
import { Duration } from 'cdk8s';
import { ExternalSecret, SecretProvider } from '../secrets';
import { Job, type JobProps } from './job';
import { image, inShop, resources } from './testing/shop';

const migrate: JobProps = { image, resources, activeDeadline: Duration.minutes(10) };
const shopWith = (props: JobProps) => inShop((shop) => new Job(shop, 'migrate', props));

describe('a job', () => {
  test('ends, is tried again, and is forgotten after a day', () => {
    const { made, object } = shopWith(migrate);
    const { spec } = object('Job', 'migrate');
    expect(spec).toMatchObject({ activeDeadlineSeconds: 600, backoffLimit: 3, ttlSecondsAfterFinished: 86400 });
    expect(spec.template.spec).toMatchObject({
      restartPolicy: 'Never',
      serviceAccountName: 'migrate',
      hostUsers: false,
    });
    expect(spec.template.metadata.labels).toMatchObject({ 'app.kubernetes.io/name': 'migrate' });
    expect(made.service).toBeUndefined();
  });

  test('is not run once more when a secret of its own is rotated', () => {
    const { object } = inShop((shop) => {
      const from = SecretProvider.vault({ server: 'https://vault.example.com' });
      const db = new ExternalSecret(shop, 'db', { from, data: { password: { key: 'shop/db' } } });
      return new Job(shop, 'migrate', { ...migrate, secrets: { '/etc/db': db } });
    });
    expect(object('Job', 'migrate').metadata.annotations).toBeUndefined();
  });

  test('is tried and kept as it says', () => {
    const { spec } = shopWith({ ...migrate, backoffLimit: 0, ttlAfterFinished: Duration.hours(1) }).object(
      'Job',
      'migrate',
    );
    expect(spec).toMatchObject({ backoffLimit: 0, ttlSecondsAfterFinished: 3600 });
  });

  test.each<[string, Partial<JobProps>, string]>([
    [
      'no time',
      { activeDeadline: Duration.seconds(0) },
      'activeDeadline is 0 seconds. Write whole seconds, at least 1.',
    ],
    [
      'parts of a second',
      { ttlAfterFinished: Duration.millis(1500) },
      'ttlAfterFinished is 1.5 seconds. Write whole seconds, at least 0.',
    ],
    ['less than no attempt', { backoffLimit: -1 }, 'backoffLimit is -1. Write a whole number from 0 to 100.'],
    ['no end of attempts', { backoffLimit: 1000 }, 'backoffLimit is 1000. Write a whole number from 0 to 100.'],
  ])('is refused with %s', (_name, props, message) => {
    expect(() => shopWith({ ...migrate, ...props } as JobProps)).toThrow(new Error(`test/shop/migrate: ${message}`));
  });

  test('is refused without a deadline, for those who write no types', () => {
    const { activeDeadline: _, ...props } = migrate;
    expect(() => shopWith(props as JobProps)).toThrow(
      new Error('test/shop/migrate: activeDeadline is missing. Write whole seconds, at least 1.'),
    );
  });
});
