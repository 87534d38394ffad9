import { nameOf, parseReference } from '../reference';
import type { Verdict } from '../verify-image';

/** How long verdicts are kept, and how many. */
export interface CacheOptions {
  /** Verdicts at most; the one that was not asked for longest goes first. */
  readonly entries: number;
  /** Milliseconds that an image stays allowed. */
  readonly allowed: number;
  /** Milliseconds that an image stays refused. */
  readonly refused: number;
  /** Changes with the policy. */
  readonly fingerprint: string;
  /** Images verified at the same time. */
  readonly atOnce: number;
}

interface Kept {
  readonly verdict: Verdict;
  readonly until: number;
}

/** Milliseconds that a registry which does not answer is left alone. */
const unavailable = 5000;
/** Images that may wait for their turn. */
const mostWaiting = 1000;
/** Characters of a verdict's reasons that are kept. */
const longestReasons = 4096;

/** What became of asking, for metrics. */
export type Source = 'kept' | 'joined' | 'verified';

/**
 * Keeps verdicts, each by the name and digest of its image and the policy. Who asks for what is being verified already
 * waits for the same verdict.
 */
export class VerdictCache {
  readonly #kept = new Map<string, Kept>();
  readonly #underWay = new Map<string, Promise<Verdict>>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(
    private readonly verify: (reference: string) => Promise<Verdict>,
    private readonly options: CacheOptions,
    private readonly now: () => number = Date.now,
  ) {}

  get size(): number {
    return this.#kept.size;
  }

  /** Images being verified, or waiting for it. */
  get underWay(): number {
    return this.#underWay.size;
  }

  async get(reference: string): Promise<{ verdict: Verdict; source: Source }> {
    const key = this.#keyOf(reference);
    // Refused as it is written, before a registry is asked: nothing to keep.
    if (key === undefined) return { verdict: await this.verify(reference), source: 'verified' };
    const kept = this.#kept.get(key);
    if (kept !== undefined) {
      this.#kept.delete(key);
      if (kept.until > this.now()) {
        this.#kept.set(key, kept);
        return { verdict: kept.verdict, source: 'kept' };
      }
    }
    const joined = this.#underWay.get(key);
    if (joined !== undefined) return { verdict: await joined, source: 'joined' };
    if (this.#waiting.length >= mostWaiting) {
      const reasons = [`more than ${mostWaiting} images wait to be verified: try again`];
      return { verdict: { allowed: false, reasons, isTransient: true }, source: 'verified' };
    }
    const verdict = this.#turn(() => this.verify(reference))
      .then((found) => {
        this.#keep(key, found);
        return found;
      })
      .finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, verdict);
    return { verdict: await verdict, source: 'verified' };
  }

  #keyOf(text: string): string | undefined {
    try {
      const reference = parseReference(text);
      if (reference.digest === undefined) return undefined;
      return `${this.options.fingerprint} ${nameOf(reference)}@${reference.digest}`;
    } catch {
      return undefined;
    }
  }

  #keep(key: string, verdict: Verdict): void {
    const { allowed, refused, entries } = this.options;
    const now = this.now();
    const lifetime = verdict.allowed ? allowed : verdict.isTransient ? Math.min(unavailable, refused) : refused;
    const until = Math.min(now + lifetime, verdict.validUntil ?? Number.POSITIVE_INFINITY);
    this.#kept.set(key, { verdict: { ...verdict, reasons: shortened(verdict.reasons) }, until });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= entries) break;
      this.#kept.delete(oldest);
    }
  }

  /** Runs when it is its turn. */
  async #turn(act: () => Promise<Verdict>): Promise<Verdict> {
    if (this.#running >= this.options.atOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running += 1;
    try {
      return await act();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}

function shortened(reasons: readonly string[]): string[] {
  const text = reasons.join('; ');
  return text.length > longestReasons ? [`${text.slice(0, longestReasons - 1)}…`] : [...reasons];
}
