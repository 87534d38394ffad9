import { inRange, parseVersion } from './version';

describe('a version', () => {
  it.each([
    ['v3.259.0', [3, 259, 0]],
    ['Kubernetes v1.37.2', [1, 37, 2]],
    ['etcd Version: 3.7.3\nGit SHA: Not provided\nGo Version: go1.26.8\n', [3, 7, 3]],
    ['v3.260.0-alpha.1', undefined],
    ['v3.260.0-dev.0+dirty', undefined],
    ['Kubernetes v0.0.0-master+$Format:%H$', undefined],
    ['no version here 1.2', undefined],
  ])('is read from %j', (text, expected) => {
    expect(parseVersion(text)).toEqual(expected);
  });

  it.each([
    [[3, 258, 9], false],
    [[3, 259, 0], true],
    [[3, 1000, 0], true],
    [[4, 0, 0], false],
    [[2, 300, 0], false],
  ] as const)('%j is compared by number with what is supported', (version, expected) => {
    expect(inRange(version, { from: [3, 259, 0], before: [4, 0, 0] })).toBe(expected);
  });
});
