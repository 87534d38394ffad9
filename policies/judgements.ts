import { Evaluator, type Finding, type Rule } from '@palisade/rules';

/**
 * Judges each subject by all rules in one go, and hands out the findings rule by rule: to bring a resource into the form
 * that rules see, for each rule anew, would be most of what a preview pays for the pack.
 *
 * Where a subject holds a value that a preview cannot know yet and any rule reads it, each rule judges by itself, so that
 * only those stay undecided that need the value.
 */
export class Judgements<R extends Rule, Subject extends object> {
  readonly #together: Evaluator;
  readonly #alone = new Map<R, Evaluator>();
  readonly #found = new WeakMap<object, ReadonlyMap<Rule, readonly Finding[]> | 'apart'>();

  /**
   * @param judge Has an evaluator judge a subject.
   * @throws CelCompileError naming the rule, where one does not compile.
   */
  constructor(
    rules: readonly R[],
    private readonly judge: (evaluator: Evaluator, subject: Subject) => readonly Finding[],
  ) {
    this.#together = new Evaluator(rules);
  }

  /** What a rule finds on a subject. Throws what the subject throws where it is read, if the verdict hangs on that. */
  of(rule: R, subject: Subject): readonly Finding[] {
    let found = this.#found.get(subject);
    if (found === undefined) {
      found = this.#judged(subject);
      this.#found.set(subject, found);
    }
    return found === 'apart' ? this.judge(this.#evaluatorOf(rule), subject) : (found.get(rule) ?? []);
  }

  #judged(subject: Subject): ReadonlyMap<Rule, readonly Finding[]> | 'apart' {
    try {
      const byRule = new Map<Rule, Finding[]>();
      for (const finding of this.judge(this.#together, subject)) {
        const held = byRule.get(finding.rule);
        if (held === undefined) byRule.set(finding.rule, [finding]);
        else held.push(finding);
      }
      return byRule;
    } catch {
      return 'apart';
    }
  }

  #evaluatorOf(rule: R): Evaluator {
    let evaluator = this.#alone.get(rule);
    if (evaluator === undefined) {
      evaluator = new Evaluator([rule]);
      this.#alone.set(rule, evaluator);
    }
    return evaluator;
  }
}
