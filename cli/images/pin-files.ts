import { lstatSync, readFileSync, renameSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { Lines } from '../check/lines';
import { reasonOf } from '../check/sources';
import type { ImageReport } from './look-up';
import { isInFile, textOfPlace, type Unread } from './named-image';
import { pinText } from './pin-text';

/** What came of pinning. */
export interface PinOutcome {
  readonly files: readonly { readonly file: string; readonly count: number }[];
  /** What was not pinned, and why. */
  readonly refused: readonly Unread[];
}

/** Pins the images of files in place, each file at once or not at all. */
export function pinFiles(reports: readonly ImageReport[]): PinOutcome {
  const refused: Unread[] = [];
  const pins = new Map<string, string>();
  for (const { image, digest, isPinned, problem, places } of reports) {
    if (isPinned) continue;
    if (digest !== undefined) pins.set(image, `${image}@${digest}`);
    else
      refused.push({
        place: places.slice(0, 1).map(textOfPlace).join(),
        reason: `${image}: ${problem ?? 'its digest is not known'}`,
      });
  }
  const wanted = reports.filter(({ image }) => pins.has(image)).flatMap(({ places }) => places.filter(isInFile));
  const files: { file: string; count: number }[] = [];
  for (const file of new Set(wanted.map((place) => place.file))) {
    try {
      const text = readFileSync(file, 'utf8');
      const pinned = pinText(text, pins);
      const lines = new Lines(text);
      for (const { offset, reason } of pinned.refused)
        refused.push({ place: `${file}:${lines.at(offset).line}`, reason });
      if (pinned.count === 0) continue;
      replace(file, pinned.text);
      files.push({ file, count: pinned.count });
    } catch (error) {
      refused.push({ place: file, reason: reasonOf(error) });
    }
  }
  return { files, refused };
}

/** Writes a file so that no reader ever sees half of it. */
function replace(file: string, text: string): void {
  if (lstatSync(file).isSymbolicLink()) throw new Error('is a symbolic link: name the file that it leads to');
  const { mode } = statSync(file);
  const beside = `${file}.pinning-${process.pid}`;
  try {
    writeFileSync(beside, text, { mode: mode & 0o777, flag: 'wx' });
    renameSync(beside, file);
  } catch (error) {
    try {
      unlinkSync(beside);
    } catch {
      // It was not written.
    }
    throw error;
  }
}
