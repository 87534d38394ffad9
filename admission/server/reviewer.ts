import { type Outcome, outcomeOf, type Question } from '../review';
import type { Verdict } from '../verify-image';
import type { Metrics } from './metrics';
import type { VerdictCache } from './verdict-cache';

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
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), this.timeout);
    });
    // The same image in two containers is one question.
    const asked = new Map<string, Promise<Verdict>>();
    for (const { image } of images) {
      if (!asked.has(image)) asked.set(image, this.#verdict(image, deadline, late));
    }
    const verdicts = await Promise.all(images.map(({ image }) => asked.get(image) ?? late));
    clearTimeout(timer);
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
