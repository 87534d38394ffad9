import { EVENT_ID, type Event, parseEvents, YAMLException } from 'js-yaml';
import { Construction } from './construct';
import { type Loaded, YamlError } from './load';

/** Far deeper than any schema nests, and shallow enough for every stack. */
const deepest = 250;

/** What `loadYaml` promises, for all of YAML. */
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
