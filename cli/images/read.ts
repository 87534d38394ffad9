import { imagesOfPod, podSpecIn } from '@palisade/admission';
import { documentsIn, isMalformed } from '../check/documents';
import { Lines } from '../check/lines';
import { isObjectless, type KubernetesObject, objectsIn } from '../check/objects';
import { reasonOf, type Source, sourcesOf, textOfStream } from '../check/sources';
import type { FilePlace, NamedImage, Unread } from './named-image';

/**
 * The images that the manifests of files, folders and standard input name, each once, in the order of the text.
 *
 * @returns also what could not be read: what it names is not known.
 */
export async function readImages(
  paths: readonly string[],
  stdin: AsyncIterable<Buffer | string>,
): Promise<{ images: NamedImage[]; unread: Unread[]; sources: readonly Source[] }> {
  const { sources, unchecked } = sourcesOf(paths, '');
  const unread: Unread[] = unchecked.map(({ file, reason }) => ({ place: file, reason }));
  const images = new Map<string, FilePlace[]>();
  for (const source of sources) {
    try {
      const text = source.file === '-' ? await textOfStream(stdin) : source.read();
      for (const found of imagesIn(source.file, text)) {
        if ('reason' in found) unread.push(found);
        else images.set(found.image, [...(images.get(found.image) ?? []), found.place]);
      }
    } catch (error) {
      unread.push({ place: source.file, reason: reasonOf(error) });
    }
  }
  return { images: [...images].map(([image, places]) => ({ image, places })), unread, sources };
}

function* imagesIn(file: string, text: string): Generator<{ image: string; place: FilePlace } | Unread> {
  const lines = new Lines(text);
  for (const document of documentsIn({ file, lines })) {
    for (const object of isMalformed(document) ? [document] : objectsIn(document)) {
      if (isObjectless(object)) {
        yield { place: `${file}:${lines.at(object.offset).line}`, reason: object.reason };
        continue;
      }
      const spec = podSpecIn(object.value);
      if (spec === undefined) continue;
      const { kind, name } = object.name;
      try {
        for (const { at, image } of imagesOfPod(spec)) {
          const { line } = lines.at(offsetAt(object, spec, at));
          yield { image, place: { file, line, object: `${kind}/${name ?? '?'}`, at } };
        }
      } catch (error) {
        yield { place: `${file}:${lines.at(object.start).line}`, reason: (error as Error).message };
      }
    }
  }
}

/** Where the container or volume at a place begins; where the object does, when its text is not known. */
function offsetAt({ document, start }: KubernetesObject, spec: unknown, at: string): number {
  const [, field = '', index = ''] = /^([a-zA-Z]+)\[(\d+)\]/.exec(at) ?? [];
  const list = (spec as { readonly [field: string]: readonly object[] | undefined })[field];
  const { nodes, offsets } = document.starts;
  const found = nodes.indexOf(list?.[Number(index)] ?? document);
  return found < 0 ? start : document.base + (offsets[found] ?? 0);
}
