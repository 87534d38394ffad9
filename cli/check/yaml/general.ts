import { EVENT_ID, YAMLException } from 'js-yaml';
import { Construction } from './construct';
import { type Loaded, YamlError } from './load';
import { parseShallow } from './shallow';

/**
 * Values in one document, as far as commas and lines tell their number: what is read of them fills a gigabyte. A cluster's
 * pods as one list have a tenth of it.
 */
const most = 10_000_000;
/** Far deeper than any schema nests, and shallow enough for every stack. */
const deepest = 250;

/** What `loadYaml` promises, for all of YAML. */
export function loadAnyYaml(text: string): Loaded[] {
  if (text.length > most && separatorsIn(text) > most) {
    throw new YamlError(`one document holds more than ${most.toLocaleString('en')} values: split it`, 0);
  }
  let toGiven = (offset: number): number => offset;
  try {
    const parsed = parseShallow(text, deepest);
    const { events } = parsed;
    toGiven = parsed.toGiven;
    const documents: Loaded[] = [];
    let next = 0;
    while (next < events.length) {
      if (events[next]?.type !== EVENT_ID.DOCUMENT) throw new YamlError('is no YAML document', 0);
      const construction = new Construction(parsed.text, events, next);
      const { value, starts } = construction.document();
      documents.push({ value, starts: { nodes: starts.nodes, offsets: starts.offsets.map(toGiven) } });
      next = construction.next;
    }
    return documents;
  } catch (error) {
    throw asYamlError(error, toGiven);
  }
}

/** How many commas and line breaks there are. */
function separatorsIn(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 44 || code === 10 || code === 13) count += 1;
  }
  return count;
}

function asYamlError(error: unknown, toGiven: (offset: number) => number): Error {
  if (error instanceof YamlError) return new YamlError(error.message, toGiven(error.offset), error.isSyntax);
  if (error instanceof YAMLException) return new YamlError(error.reason, error.mark?.position ?? 0, true);
  // Whatever the parser stumbles over must not end the run: the document is what cannot be read.
  return new YamlError(`cannot be read: ${error instanceof Error ? error.message : String(error)}`, 0);
}
