import { nameOf, parseReference } from '../reference';
import { Room } from '../room';
import type { Verdict } from '../verify-image';

/** How long verdicts are kept, and how many. */
export interface CacheOptions {
  /**
   * Verdicts at most; the one that was not asked for longest goes first. Refused ones take a quarter of them at most: whoever
   * asks for ever more images that may not run makes nobody wait whose may.
   */
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
  readonly #allowed: Recent;
  readonly #refused: Recent;
  readonly #underWay = new Map<string, Promise<Verdict>>();
  readonly #turns: Room;

  constructor(
    private readonly verify: (reference: string) => Promise<Verdict>,
    private readonly options: CacheOptions,
    private readonly now: () => number = Date.now,
  ) {
    this.#turns = new Room(options.atOnce);
    const refused = Math.ceil(options.entries / 4);
    this.#refused = new Recent(refused);
    this.#allowed = new Recent(Math.max(1, options.entries - refused));
  }

  get size(): number {
    return this.#allowed.size + this.#refused.size;
  }

  /** Images being verified, or waiting for it. */
  get underWay(): number {
    return this.#underWay.size;
  }

  async get(reference: string): Promise<{ verdict: Verdict; source: Source }> {
    const key = this.#keyOf(reference);
    // Refused as it is written, before a registry is asked: nothing to keep.
    if (key === undefined) return { verdict: await this.verify(reference), source: 'verified' };
    const kept = this.#allowed.get(key, this.now()) ?? this.#refused.get(key, this.now());
    if (kept !== undefined) return { verdict: kept, source: 'kept' };
    const joined = this.#underWay.get(key);
    if (joined !== undefined) return { verdict: await joined, source: 'joined' };
    if (this.underWay - this.options.atOnce >= mostWaiting) {
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
    const { allowed, refused } = this.options;
    const now = this.now();
    const lifetime = verdict.allowed ? allowed : verdict.isTransient ? Math.min(unavailable, refused) : refused;
    const until = Math.min(now + lifetime, verdict.validUntil ?? Number.POSITIVE_INFINITY);
    const into = verdict.allowed ? this.#allowed : this.#refused;
    into.set(key, { verdict: { ...verdict, reasons: shortened(verdict.reasons) }, until });
  }

  /** Runs when it is its turn. */
  async #turn(act: () => Promise<Verdict>): Promise<Verdict> {
    const leave = await this.#turns.take(1);
    try {
      return await act();
    } finally {
      leave();
    }
  }
}

/** Verdicts, as many as there is room for. */
class Recent {
  readonly #kept = new Map<string, Kept>();

  constructor(private readonly entries: number) {}

  get size(): number {
    return this.#kept.size;
  }

  get(key: string, now: number): Verdict | undefined {
    const kept = this.#kept.get(key);
    if (kept === undefined) return undefined;
    this.#kept.delete(key);
    if (kept.until <= now) return undefined;
    this.#kept.set(key, kept);
    return kept.verdict;
  }

  set(key: string, kept: Kept): void {
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > this.entries && oldest !== undefined) this.#kept.delete(oldest);
  }
}

function shortened(reasons: readonly string[]): string[] {
  const text = reasons.join('; ');
  return text.length > longestReasons ? [`${text.slice(0, longestReasons - 1)}…`] : [...reasons];
}
