import { type Outcome, outcomeOf, type Question } from '../review';
import type { Verdict } from '../verify-image';
import type { Metrics } from './metrics';
import type { VerdictCache } from './verdict-cache';

/** Images of one review that are verified at the same time: who names a thousand waits for them, and nobody else does. */
const atOnce = 4;

/** Answers what the API server asks, in the time that it waits. */
export class Reviewer {
  constructor(
    private readonly verdicts: VerdictCache,
    private readonly metrics: Metrics,
    /** Milliseconds. */
    private readonly timeout: number,
  ) {}

  /** Never throws, and is never later than the timeout: what could not be verified by then may not run. */
  async review({ images }: Question): Promise<Outcome> {
    const late: Verdict = { allowed: false, reasons: [`no verdict within ${this.timeout} ms`], isTransient: true };
    let isLate = false;
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => {
        isLate = true;
        resolve(undefined);
      }, this.timeout);
    });
    // The same image in two containers is one question.
    const toAsk = [...new Set(images.map(({ image }) => image))].values();
    const found = new Map<string, Verdict>();
    const ask = async (): Promise<void> => {
      for (const image of toAsk) {
        if (isLate) return;
        found.set(image, await this.#verdict(image, deadline, late));
      }
    };
    await Promise.all(Array.from({ length: atOnce }, ask));
    clearTimeout(timer);
    const verdicts = images.map(({ image }) => found.get(image) ?? late);
    return outcomeOf(images, verdicts);
  }

  async #verdict(image: string, deadline: Promise<undefined>, late: Verdict): Promise<Verdict> {
    const found = await Promise.race([this.verdicts.get(image).catch(failed), deadline]);
    const { verdict, source } = found ?? { verdict: late, source: 'verified' };
    const outcome = verdict.allowed ? 'allowed' : verdict.isTransient ? 'unavailable' : 'refused';
    this.metrics.count('palisade_image_verdicts_total', { outcome, source });
    return verdict;
  }
}

/** A fault of ours refuses as well. */
function failed(error: unknown): { verdict: Verdict; source: 'verified' } {
  return { verdict: { allowed: false, reasons: [`it could not be verified: ${String(error)}`] }, source: 'verified' };
}
