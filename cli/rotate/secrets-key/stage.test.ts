import { nextName, type Stage, stageOf } from './stage';

type Keys = readonly [string, ...string[]];

describe('how far a rotation has come', () => {
  it.each<[string, Keys, string | undefined, Stage]>([
    ['one key', ['key1'], undefined, { at: 'one-key', key: 'key1' }],
    ['one key of any name', ['2026-11-25'], undefined, { at: 'one-key', key: '2026-11-25' }],
    ['the new one second', ['key1', 'key2'], undefined, { at: 'added', key: 'key2', old: ['key1'] }],
    ['the new one first', ['key2', 'key1'], undefined, { at: 'first', key: 'key2', old: ['key1'] }],
    ['ten after nine', ['key9', 'key10'], undefined, { at: 'added', key: 'key10', old: ['key9'] }],
    ['one without a number is the first', ['key', 'key2'], undefined, { at: 'added', key: 'key2', old: ['key'] }],
    ['more than one old key', ['key3', 'key2', 'key1'], undefined, { at: 'first', key: 'key3', old: ['key2', 'key1'] }],
    ['more, and the new one second', ['b2', 'b3', 'b1'], undefined, { at: 'added', key: 'b3', old: ['b2', 'b1'] }],
    ['names that tell nothing, and a journal', ['a', 'b'], 'b', { at: 'added', key: 'b', old: ['a'] }],
    ['a journal of another rotation', ['key2', 'key1'], 'key9', { at: 'first', key: 'key2', old: ['key1'] }],
  ])('%s', (_, keys, journal, stage) => {
    expect(stageOf('e.yaml', keys, journal)).toEqual(stage);
  });

  it.each<[string, Keys]>([
    ['names', ['blue', 'green']],
    ['dates', ['key-2026-12-01', 'key-2026-11-25']],
    ['equal numbers', ['key1', 'key01']],
  ])('is not guessed by %s', (_, keys) => {
    expect(() => stageOf('e.yaml', keys)).toThrow(
      `e.yaml has the keys ${keys.join(', ')}, whose names do not tell which is the newest.`,
    );
  });
});

it.each([
  ['key1', 'key2'],
  ['key', 'key2'],
  ['key9', 'key10'],
  ['2026-11-25', '2026-11-25-2'],
])('after %s comes %s', (name, next) => {
  expect(nextName([name])).toBe(next);
});
