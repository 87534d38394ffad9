import { chmodSync, lstatSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { type ApiObjectJson, toYaml } from '@palisade/constructs';
import type { RenderedFile } from '@palisade/constructs/control-plane';

/** The text of a file. */
export function textOfFile({ content }: Pick<RenderedFile, 'content'>): string {
  if (typeof content === 'string') return content;
  // They are plain JSON values, whether the API server has a kind for them or not.
  const yaml = toYaml(content.documents as readonly ApiObjectJson[]);
  return content.firstLine === undefined ? yaml : `${content.firstLine}\n${yaml}`;
}

/**
 * Writes files into a folder, each with its mode whatever the process' own mask is.
 *
 * @throws Error where a path leads out of the folder, or something in the way is a symbolic link
 */
export function writeFiles(folder: string, files: readonly RenderedFile[]): void {
  const root = resolve(folder);
  for (const file of files) {
    const target = resolve(root, file.path);
    const within = relative(root, target);
    if (within === '' || within.startsWith('..')) throw new Error(`${file.path} leads out of ${folder}`);
    refuseLinks(root, within);
    mkdirSync(dirname(target), { recursive: true, mode: 0o755 });
    writeFileSync(target, textOfFile(file), { mode: file.mode });
    // The mode above holds for new files only, and less than the mask.
    chmodSync(target, file.mode);
  }
}

/** Who may write in the folder could otherwise have us write elsewhere. */
function refuseLinks(root: string, path: string): void {
  let here = root;
  for (const part of path.split(sep)) {
    here = join(here, part);
    if (lstatSync(here, { throwIfNoEntry: false })?.isSymbolicLink()) {
      throw new Error(`${here} is a symbolic link: remove it, or write to another folder`);
    }
  }
}
