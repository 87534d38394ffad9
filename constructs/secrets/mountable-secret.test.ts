import { expect, test } from '@jest/globals';
import { restartAnnotations } from './mountable-secret';

test.each([
  { name: 'nothing is rotated', mounts: [], annotations: {} },
  {
    name: 'several are',
    mounts: [
      { kind: 'Secret' as const, name: 'mail' },
      { kind: 'Secret' as const, name: 'db' },
      { kind: 'SecretProviderClass' as const, name: 'keys' },
      { kind: 'Secret' as const, name: 'db' },
    ],
    annotations: {
      'secret.reloader.stakater.com/reload': 'db,mail',
      'secretproviderclass.reloader.stakater.com/reload': 'keys',
    },
  },
])('tells Reloader when $name', ({ mounts, annotations }) => {
  const volume = { secret: { secretName: 'any', defaultMode: 0o440 } };
  expect(restartAnnotations(mounts.map((restartOn) => ({ volume, restartOn })))).toEqual(annotations);
  expect(restartAnnotations([{ volume }])).toEqual({});
});
