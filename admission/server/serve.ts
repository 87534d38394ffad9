import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { ReadFile } from '../policy';
import { parseServiceConfig } from './config';
import { Log } from './log';
import { AdmissionService } from './service';

/**
 * Reads files that a configuration names, from its folder.
 *
 * @param file the configuration.
 */
export function filesBeside(file: string): ReadFile {
  return (path) => readFileSync(resolve(dirname(file), path), 'utf8');
}

/**
 * Runs the service until it is told to stop.
 *
 * @param file its configuration, see docs/images.md.
 * @throws ConfigError, or an Error where it cannot listen.
 */
export async function serve(file: string, out: { write(text: string): unknown }, stopped: AbortSignal): Promise<void> {
  const readFile = filesBeside(file);
  const log = new Log(out);
  const service = await AdmissionService.start(parseServiceConfig(readFileSync(file, 'utf8'), readFile), {
    log,
    readFile,
  });
  await new Promise<void>((end) => {
    if (stopped.aborted) end();
    else stopped.addEventListener('abort', () => end(), { once: true });
  });
  log.info('the image admission service stops');
  await service.stop();
}
