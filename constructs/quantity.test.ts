import { describe, expect, test } from '@jest/globals';
import { parseQuantity, quantityProblems, smallerQuantity } from './quantity';

describe('a quantity', () => {
  test.each([
    ['8', 8],
    ['0.5', 0.5],
    ['500m', 0.5],
    ['2k', 2000],
    ['32Gi', 34_359_738_368],
    ['1Mi', 1_048_576],
    ['1M', 1_000_000],
    ['1Pi', 1_125_899_906_842_624],
    ['', undefined],
    ['Gi', undefined],
    ['1 Gi', undefined],
    ['1gi', undefined],
    ['-1', undefined],
    ['.5', undefined],
    ['1e3', undefined],
    ['toString', undefined],
  ])("'%s' is %s", (text, expected) => {
    expect(parseQuantity(text)).toBe(expected);
  });

  test.each([
    ['1Gi', '1G', '1G'],
    ['500m', '0.4', '0.4'],
    ['1000m', '1', '1000m'],
    ['9', '10', '9'],
  ])('of %s and %s the smaller is %s', (one, other, expected) => {
    expect(smallerQuantity(one, other)).toBe(expected);
  });

  test('is no problem where it is more than zero', () => {
    expect(quantityProblems('cpu', '1m', '8')).toEqual([]);
  });
});
