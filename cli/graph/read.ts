import type { PlainObject } from '@palisade/constructs/reachability';
import { documentsIn, isMalformed } from '../check/documents';
import { Lines } from '../check/lines';
import { isObjectless, objectsIn } from '../check/objects';
import { reasonOf, type Source, sourcesOf, textOfStream } from '../check/sources';

/** Something that could not be read. */
export interface Unread {
  /** `file` or `file:line:column`. */
  readonly place: string;
  readonly reason: string;
}

/** The Kubernetes objects of files, folders and standard input; what cannot be read does not hide the others. */
export async function readObjects(
  paths: readonly string[],
  stdin: AsyncIterable<Buffer | string>,
): Promise<{ objects: PlainObject[]; unread: Unread[] }> {
  const { sources, unchecked } = sourcesOf(paths, '');
  const unread: Unread[] = unchecked.map(({ file, reason }) => ({ place: file, reason }));
  const objects: PlainObject[] = [];
  for (const source of sources) {
    try {
      const text = source.file === '-' ? await textOfStream(stdin) : source.read();
      readText(source, text, objects, unread);
    } catch (error) {
      unread.push({ place: source.file, reason: reasonOf(error) });
    }
  }
  return { objects, unread };
}

function readText({ file }: Source, text: string, objects: PlainObject[], unread: Unread[]): void {
  const origin = { file, lines: new Lines(text) };
  for (const document of documentsIn(origin)) {
    for (const object of isMalformed(document) ? [document] : objectsIn(document)) {
      if (isObjectless(object)) {
        const { line, column } = origin.lines.at(object.offset);
        unread.push({ place: `${file}:${line}:${column}`, reason: object.reason });
      } else {
        objects.push(object.value);
      }
    }
  }
}
