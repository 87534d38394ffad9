/**
 * What the container image runs: `palisade images serve`, and nothing else of `palisade`. It is bundled into one file, see
 * build.mjs.
 */
import { parseArgs } from 'node:util';
import { ConfigError } from '../policy';
import { serve } from '../server';

const usage = 'this image runs `images serve --config FILE` and nothing else of palisade';

/** @returns 0 after it was told to stop; 2 where it could not start. */
async function main(args: readonly string[], stopped: AbortSignal): Promise<0 | 2> {
  let file: string | undefined;
  try {
    file = configurationFile(args);
    await serve(file, process.stdout, stopped);
    return 0;
  } catch (error) {
    const place = error instanceof ConfigError ? `${file}: ` : '';
    process.stderr.write(`palisade images: ${place}${(error as Error).message}\n`);
    return 2;
  }
}

function configurationFile(args: readonly string[]): string {
  try {
    const options = { config: { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    if (positionals.join(' ') === 'images serve' && values.config) return values.config;
  } catch {
    // An option that there is not.
  }
  throw new Error(`'${args.join(' ')}': ${usage}`);
}

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
main(process.argv.slice(2), stop.signal).then((code) => {
  process.exitCode = code;
});
