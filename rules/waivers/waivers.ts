import type { Rule } from '../rule';
import { selects, type Waiver, type WaiverTarget } from './waiver';

/** The waivers of a file, all of them valid. Made by `loadWaivers`. */
export class Waivers {
  /** Where nothing is waived. */
  static readonly none: Waivers = new Waivers([]);

  readonly #byRule = new Map<string, Waiver[]>();

  constructor(
    /** All, in the order of the file. */
    readonly all: readonly Waiver[],
  ) {
    for (const waiver of all) this.#byRule.set(waiver.rule, [...this.forRule(waiver.rule), waiver]);
  }

  /** The waivers of a rule, in the order of the file. */
  forRule(id: string): readonly Waiver[] {
    return this.#byRule.get(id) ?? [];
  }

  /** The first waiver that lets what a rule found on something pass; undefined where none does. */
  covers(rule: Pick<Rule, 'id'>, target: WaiverTarget): Waiver | undefined {
    return this.#byRule.get(rule.id)?.find(({ select }) => selects(select, target));
  }
}
