import { describe, expect, test } from '@jest/globals';
import { type Resources, resourceProblems, resourceRequirements } from './resources';

const mebi = 2 ** 20;
const small: Resources = { cpu: '100m', memory: '128Mi' };
const plain = (resources: Resources, scratch = 0) =>
  Object.fromEntries(
    Object.entries(resourceRequirements(resources, scratch)).map(([kind, amounts]) => [
      kind,
      Object.fromEntries(Object.entries(amounts).map(([name, { value }]) => [name, value])),
    ]),
  );

describe('resources', () => {
  test('limit memory and disk to what is asked for, and CPU not', () => {
    expect(plain(small)).toEqual({
      requests: { cpu: '100m', memory: '128Mi', 'ephemeral-storage': '64Mi' },
      limits: { memory: '128Mi', 'ephemeral-storage': '64Mi' },
    });
  });

  test('have limits of their own where they say so', () => {
    expect(plain({ ...small, cpuLimit: '1', memoryLimit: '1Gi', ephemeralStorage: '2Gi' })).toEqual({
      requests: { cpu: '100m', memory: '128Mi', 'ephemeral-storage': '2Gi' },
      limits: { cpu: '1', memory: '1Gi', 'ephemeral-storage': '2Gi' },
    });
  });

  test.each([
    ['64Mi', 16 * mebi, '80Mi'],
    ['1Gi', 1024 * mebi, '2048Mi'],
    ['64M', 1, '64000001'],
    ['0.5Mi', 0.5 * mebi, '1Mi'],
  ])('make room for writable paths: %s and %d bytes are %s', (ephemeralStorage, scratch, sum) => {
    expect(plain({ ...small, ephemeralStorage }, scratch).limits?.['ephemeral-storage']).toBe(sum);
  });

  test.each<[string, Resources, string, string]>([
    [
      'no quantity of CPU',
      { ...small, cpu: 'lots' },
      `resources.cpu is 'lots', which is not a Kubernetes quantity`,
      `Write an amount such as '100m'`,
    ],
    [
      'no memory',
      { ...small, memory: '0' },
      `resources.memory is '0', which lets nothing run`,
      `Write an amount such as '128Mi'`,
    ],
    [
      'no disk',
      { ...small, ephemeralStorage: '0Mi' },
      `resources.ephemeralStorage is '0Mi', which lets nothing run`,
      `Write an amount such as '64Mi'`,
    ],
    [
      'a limit below what is asked for',
      { ...small, memoryLimit: '64Mi' },
      `resources.memoryLimit is '64Mi', less than what is asked for`,
      `Write at least '128Mi'`,
    ],
    [
      'a limit of CPU below what is asked for',
      { ...small, cpuLimit: '0.05' },
      `resources.cpuLimit is '0.05', less than what is asked for`,
      `Write at least '100m'`,
    ],
    [
      'a limit that is none',
      { ...small, cpuLimit: '' },
      `resources.cpuLimit is '', which is not a Kubernetes quantity`,
      `Write an amount such as '100m'`,
    ],
  ])('are refused with %s', (_name, resources, found, write) => {
    expect(resourceProblems('', resources)).toEqual([{ found, write }]);
  });
});
