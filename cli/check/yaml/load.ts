import { EVENT_ID, type Event, parseEvents, YAMLException } from 'js-yaml';
import { loadPlainBlocks } from './block';
import { Construction } from './construct';

/** Where every mapping and list begins, in the order of the text. Two arrays: a hundred thousand pairs are a heap. */
export interface Starts {
  readonly nodes: readonly object[];
  /** Of the node at the same index, into the text that was loaded. */
  readonly offsets: readonly number[];
}

/** One YAML document as the JSON value that Kubernetes makes of it. */
export interface Loaded {
  readonly value: unknown;
  readonly starts: Starts;
}

/** Text that is no YAML, or YAML that Kubernetes makes no JSON of. */
export class YamlError extends Error {
  override readonly name = 'YamlError';
  constructor(
    message: string,
    /** Where, as an offset into the text. */
    readonly offset: number,
    /** The text is no YAML at all, and could still be JSON. */
    readonly isSyntax: boolean = false,
  ) {
    super(message);
  }
}

/** Far deeper than any schema nests, and shallow enough for every stack. */
const deepest = 250;

/**
 * Reads YAML (and JSON, as the YAML that it is) the way Kubernetes does; see {@link resolvePlain} for the scalars. Keys
 * become texts; merge keys are followed. A key that stands twice in a mapping is an error, for what it means depends on
 * who reads it.
 *
 * @throws YamlError where it is malformed, nests deeper than 250 levels, or blows up to more than 1,000,000 values.
 */
export function loadYaml(text: string): Loaded[] {
  const plain = loadPlainBlocks(text);
  return plain === undefined ? loadAnyYaml(text) : [plain];
}

/** {@link loadYaml} by the general way alone. */
export function loadAnyYaml(text: string): Loaded[] {
  try {
    const events: readonly Event[] = parseEvents(text, { maxDepth: deepest });
    const documents: Loaded[] = [];
    let next = 0;
    while (next < events.length) {
      if (events[next]?.type !== EVENT_ID.DOCUMENT) throw new YamlError('is no YAML document', 0);
      const construction = new Construction(text, events, next);
      documents.push(construction.document());
      next = construction.next;
    }
    return documents;
  } catch (error) {
    throw asYamlError(error);
  }
}

function asYamlError(error: unknown): Error {
  if (error instanceof YamlError) return error;
  if (error instanceof YAMLException) return new YamlError(error.reason, error.mark?.position ?? 0, true);
  // Whatever the parser stumbles over must not end the run: the document is what cannot be read.
  return new YamlError(`cannot be read: ${error instanceof Error ? error.message : String(error)}`, 0);
}
