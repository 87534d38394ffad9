import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds. A kubelet needs a minute to end a server and start it again, and one that reads files anew looks each minute. */
const PATIENCE = 300_000;

/** Milliseconds between two questions. */
const PAUSE = 500;

/** Milliseconds after which it is told what is waited for. */
const SILENCE = 10_000;

/**
 * Asks again and again until there is nothing amiss.
 *
 * @param amiss what is not yet as it should be; `undefined` when all is well
 * @param options `say` is told what is amiss where that takes longer than one expects, and when it changes
 * @throws Error that says what was amiss last
 */
export async function until(
  amiss: () => Promise<string | undefined>,
  {
    patience = PATIENCE,
    pause = PAUSE,
    say = () => {},
  }: { readonly patience?: number | undefined; readonly pause?: number; readonly say?: (line: string) => void } = {},
): Promise<void> {
  const began = Date.now();
  let said: string | undefined;
  for (;;) {
    const found = await amiss().catch((error: Error) => error.message);
    if (found === undefined) return;
    const waited = Date.now() - began;
    if (waited >= patience) {
      throw new Error(`waited ${patience / 60_000} minutes, and ${found}. Run the command again once that is mended`);
    }
    if (waited >= SILENCE && found !== said) {
      say(`  waiting: ${found}`);
      said = found;
    }
    await sleep(pause);
  }
}
