import { describe, expect, test } from '@jest/globals';
import { App, Chart } from 'cdk8s';
import { ConfigMap } from 'cdk8s-plus-28';
import type { ContainerProps } from './container';
import { containerProblems } from './container-problems';
import { image, resources } from './testing/shop';

const secret = { mountFor: () => ({ volume: { secret: { secretName: 'db', defaultMode: 0o440 } } }) };
const of = (props: Partial<ContainerProps>) => containerProblems('', { image, resources, ...props }, []);

describe('the environment of a container', () => {
  test.each([
    ['a password', { DB_PASSWORD: 'hunter2' }, 'DB_PASSWORD', 'no-passwords-in-environment'],
    ['a key', { STRIPE_API_KEY: 'abc123' }, 'STRIPE_API_KEY', 'no-passwords-in-environment'],
    ['a password in an address', { DB: 'postgres://shop:hunter2@db/shop' }, 'DB', 'no-passwords-in-urls'],
    ['a key of AWS', { NOTE: 'AKIAIOSFODNN7EXAMPLE' }, 'NOTE', 'no-tokens-in-pods'],
  ])('holds no %s', (_name, env, name, rule) => {
    expect(of({ env })).toEqual([
      {
        found: `env.${name} holds a secret in plain text (${rule})`,
        write: `Mount it: secrets: { '/etc/db': secret }; and replace it, since it must be taken for known`,
      },
    ]);
  });

  test.each([
    ['a path of one', { DB_PASSWORD_FILE: '/etc/db/password' }],
    ['a switch', { ALLOW_EMPTY_PASSWORD: 'yes' }],
    ['an address', { DB: 'postgres://db/shop' }],
    ['nothing', {}],
  ])('may hold %s', (_name, env) => {
    expect(of({ env })).toEqual([]);
  });

  test.each(['', '1A', 'A-B', 'A B', 'A='])('has no variable named %j', (name) => {
    expect(of({ env: { [name]: 'x' } })).toEqual([
      {
        found: `env holds the name '${name}'`,
        write: 'Write letters, digits and underscores, with no digit at the beginning',
      },
    ]);
  });

  test('is text, for those who write no types', () => {
    const env = { KEY: { secretKeyRef: { name: 'db', key: 'password' } } } as unknown as Record<string, string>;
    expect(of({ env })).toEqual([
      {
        found: 'env.KEY is no text',
        write: `Write its value as text; mount what is secret: secrets: { '/etc/db': secret }`,
      },
    ]);
  });
});

describe('a path', () => {
  test.each([
    '/tmp',
    '/var/lib/db',
    '/home/app/.cache',
    '/etc/shop_1',
    '/var/run/secrets/vault',
    '/process',
    '/devices',
  ])('is %s', (path) => {
    expect(of({ writablePaths: { [path]: '1Mi' } })).toEqual([]);
  });

  test.each([
    '',
    '/',
    'tmp',
    './tmp',
    '/tmp/',
    '//tmp',
    '/tmp/../etc',
    '/tmp/.',
    '/a b',
    '/a:b',
    '/proc',
    '/proc/self',
    '/sys/fs',
    '/dev/shm',
    '/var',
    '/var/run/secrets',
    '/var/run/secrets/kubernetes.io/serviceaccount',
    '/$(HOME)',
  ])('is not %j', (path) => {
    expect(of({ writablePaths: { [path]: '1Mi' } })).toEqual([
      {
        found: `writablePaths holds '${path}'`,
        write:
          'Write an absolute path such as /tmp, without . and .., that neither is nor holds /proc, /sys, /dev, /var/run/secrets/kubernetes.io/serviceaccount',
      },
    ]);
  });

  test('is mounted once', () => {
    expect(of({ writablePaths: { '/etc/db': '1Mi' }, secrets: { '/etc/db': secret } })).toEqual([
      { found: `secrets holds '/etc/db', which is mounted already`, write: 'Mount each once' },
    ]);
  });

  test('that is written to has a size', () => {
    expect(of({ writablePaths: { '/tmp': 'much' } })).toEqual([
      {
        found: `writablePaths['/tmp'] is 'much', which is not a Kubernetes quantity`,
        write: `Write an amount such as '64Mi'`,
      },
    ]);
  });
});

describe('configuration', () => {
  test('may be a map that there is', () => {
    const map = new ConfigMap(new Chart(new App(), 'test'), 'Map', { data: { 'no file name at all': '' } });
    expect(of({ config: { '/etc/shop': map } })).toEqual([]);
  });

  test.each(['a/b', '..', '..data', '.', '', 'a b'])('holds no file named %j', (file) => {
    expect(of({ config: { '/etc/shop': { [file]: 'text' } } })).toEqual([
      { found: `config['/etc/shop'] holds the file '${file}'`, write: 'Write a file name, no path' },
    ]);
  });

  test('holds some file', () => {
    expect(of({ config: { '/etc/shop': {} } })).toEqual([
      { found: `config['/etc/shop'] holds no file`, write: 'Write at least one, or leave it out' },
    ]);
  });

  test('fits into an object of the cluster', () => {
    expect(of({ config: { '/etc/shop': { 'a.txt': 'é'.repeat(2 ** 19), 'b.txt': '' } } })).toEqual([]);
    expect(of({ config: { '/etc/shop': { 'a.txt': 'é'.repeat(2 ** 19), 'b.txt': 'x' } } })).toEqual([
      { found: `config['/etc/shop'] holds 1048577 bytes`, write: 'Write at most 1048576, or build them in' },
    ]);
  });
});
