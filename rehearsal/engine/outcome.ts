import type { EngineEvent, OpType } from '@pulumi/pulumi/automation';

/** What the pack reported on one resource. */
export interface PolicyViolation {
  readonly rule: string;
  /** The resource's URN; undefined for the stack as a whole. */
  readonly urn: string | undefined;
  readonly message: string;
  readonly mandatory: boolean;
}

/** What one operation of the engine did, as its own events told it. */
export class Outcome {
  /** Operations to how many resources had them; `same` counts too. */
  readonly changes: Partial<Record<OpType, number>> = {};
  readonly violations: PolicyViolation[] = [];
  /** What rules could not judge in a preview, for it hangs on values that only the update knows. */
  readonly undecided: PolicyViolation[] = [];
  /** Error messages, the engine's own words, in order. */
  readonly errors: string[] = [];
  /** Warnings of the engine and of the program. */
  readonly warnings: string[] = [];
  #failure: unknown;
  #seconds = 0;

  constructor(readonly operation: string) {}

  record(event: EngineEvent): void {
    if (event.summaryEvent) {
      Object.assign(this.changes, event.summaryEvent.resourceChanges);
      this.#seconds = event.summaryEvent.durationSeconds;
    }
    if (event.policyEvent) {
      const { policyName, resourceUrn, message, enforcementLevel } = event.policyEvent;
      const mandatory = enforcementLevel === 'mandatory';
      const found = { rule: policyName, urn: resourceUrn, message: plain(message), mandatory };
      (isUndecided(found) ? this.undecided : this.violations).push(found);
    }
    if (event.diagnosticEvent) {
      const { severity, message, ephemeral } = event.diagnosticEvent;
      if (severity === 'error') this.errors.push(plain(message));
      if (severity === 'warning' && !ephemeral) this.warnings.push(plain(message));
    }
  }

  fail(error: unknown): void {
    this.#failure = error;
  }

  get failed(): boolean {
    return this.#failure !== undefined;
  }

  /** Whole seconds, by the engine's count. */
  get seconds(): number {
    return this.#seconds;
  }

  /** How many resources were or would be made, changed, replaced or deleted. */
  get changeCount(): number {
    return Object.entries(this.changes).reduce((sum, [op, count]) => (op === 'same' ? sum : sum + count), 0);
  }

  /** Why it failed, for a person. */
  get reason(): string {
    const mandatory = this.violations.filter((violation) => violation.mandatory);
    const parts = [...this.errors, ...mandatory.map(({ rule, message }) => `[${rule}] ${message}`)];
    if (parts.length > 0) return parts.join('\n');
    return this.#failure instanceof Error ? this.#failure.message : String(this.#failure ?? '');
  }

  /** Throws {@link reason} where the operation failed. */
  orThrow(): this {
    if (this.failed) throw new Error(`${this.operation} failed:\n${this.reason}`);
    return this;
  }
}

/** The SDK's own words for a value that a preview does not know. */
function isUndecided({ rule, message, mandatory }: PolicyViolation): boolean {
  return !mandatory && message.startsWith(`can't run policy '${rule}'`) && message.includes("can't be known during");
}

/** Takes the engine's colour marks (`<{%fg 1%}>`) out. */
function plain(text: string): string {
  return text.replace(/<\{%[^%]*%\}>/g, '').trim();
}
