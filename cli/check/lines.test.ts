import { Lines } from './lines';

describe('Lines', () => {
  it('tells places in whatever order they are asked for', () => {
    const lines = new Lines('ab\n\ncd\r\nef');
    const asked: [number, number, number][] = [
      [0, 1, 1],
      [9, 4, 2],
      [3, 2, 1],
      [2, 1, 3],
      [4, 3, 1],
      [8, 4, 1],
      [0, 1, 1],
      [10, 4, 3],
    ];
    expect(asked.map(([offset]) => lines.at(offset))).toEqual(asked.map(([, line, column]) => ({ line, column })));
  });

  it('knows one line where there is no line break', () => {
    expect(new Lines('').at(0)).toEqual({ line: 1, column: 1 });
    expect(new Lines('abc').at(2)).toEqual({ line: 1, column: 3 });
  });

  it('goes back over line breaks at the very beginning', () => {
    const lines = new Lines('\n\nx');
    expect([2, 1, 0].map((offset) => lines.at(offset))).toEqual([
      { line: 3, column: 1 },
      { line: 2, column: 1 },
      { line: 1, column: 1 },
    ]);
  });

  it('looks for the end of a line once, for a whole cluster may stand in one', () => {
    const lines = new Lines('x'.repeat(10_000));
    const search = jest.spyOn(String.prototype, 'indexOf');
    const columns = Array.from({ length: 1000 }, (_, index) => lines.at(index * 10).column);
    const searches = search.mock.calls.length;
    search.mockRestore();
    expect(columns.at(-1)).toBe(9991);
    expect(searches).toBe(1);
  });

  it('goes back and forth in a large text without reading all of it each time', () => {
    const lines = new Lines('x\n'.repeat(1_000_000));
    const began = performance.now();
    for (let line = 500_000; line < 520_000; line += 1) {
      expect(lines.at(line * 2).line).toBe(line + 1);
      lines.at(line * 2 - 20);
    }
    // From the start each time, this would be ten thousand million steps.
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});
