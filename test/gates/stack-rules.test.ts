import { stackRules } from '@palisade/rules';
import { stacksByCrossGuard, type Tried } from './cross-guard';
import { PolicyEngine } from './engine';

/** A hundred previews and more, and the engine may have to be built first. */
const longest = 20 * 60_000;

describe('stack rules on the real engine, each sample a stack of its own', () => {
  let tried: Tried[];

  beforeAll(async () => {
    const engine = await PolicyEngine.open();
    try {
      tried = await stacksByCrossGuard(engine, stackRules);
    } finally {
      engine.close();
    }
  }, longest);

  test('every rule is tried on at least two good samples and three bad ones', () => {
    for (const { id } of stackRules) {
      const own = tried.filter(({ rule }) => rule === id);
      expect(own.filter(({ due }) => due.length === 0).length).toBeGreaterThanOrEqual(2);
      expect(own.filter(({ due }) => due.length > 0).length).toBeGreaterThanOrEqual(3);
    }
  });

  test('the pack finds on each what the sample says', () => {
    expect(tried.filter(({ due, found }) => due.join() !== found.join())).toEqual([]);
  });
});
