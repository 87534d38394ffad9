import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds. A kubelet needs a minute to end a server and start it again, and one that reads files anew looks each minute. */
const PATIENCE = 300_000;

/**
 * Asks again and again until there is nothing amiss.
 *
 * @param amiss what is not yet as it should be; `undefined` when all is well
 * @throws Error that says what was amiss last
 */
export async function until(
  amiss: () => Promise<string | undefined>,
  { patience = PATIENCE, pause = 500 }: { readonly patience?: number; readonly pause?: number } = {},
): Promise<void> {
  const end = Date.now() + patience;
  for (;;) {
    const found = await amiss().catch((error: Error) => error.message);
    if (found === undefined) return;
    if (Date.now() >= end) {
      throw new Error(`waited ${patience / 60_000} minutes, and ${found}. Run the command again once that is mended`);
    }
    await sleep(pause);
  }
}
