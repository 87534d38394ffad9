import { describe, expect, test } from '@jest/globals';
import { loadYaml } from '../cli/check/yaml/load';
import { YamlWriter } from '../constructs/synth/yaml';

/** What `palisade check` reads, which is held to kubectl's own reader elsewhere. */
const read = (text: string) => loadYaml(text).map(({ value }) => value);

const alphabet = [
  ...'abefnoxyBOXYN~0123456789_.+-:eE<=TtZ ',
  '0o',
  '0x',
  '0b',
  'null',
  'yes',
  'off',
  '.inf',
  '---',
  '\n',
];

describe('texts read by kubectl are what was written', () => {
  test.each([1, 2, 3, 4])('twenty-five thousand short ones, seed %d', (seed) => {
    let state = seed;
    const below = (most: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * most);
    };
    const text = () => Array.from({ length: 1 + below(6) }, () => alphabet[below(alphabet.length)]).join('');
    const texts = [...new Set(Array.from({ length: 25_000 }, text))];
    for (let start = 0; start < texts.length; start += 1000) {
      const some = texts.slice(start, start + 1000);
      const value = { texts: some, keys: Object.fromEntries(some.map((each) => [each, each])) };
      expect(read(new YamlWriter().document(value))).toEqual([value]);
    }
  });
});
