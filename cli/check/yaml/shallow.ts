import { type Event, parseEvents, YAMLException } from 'js-yaml';

/** The events of a text, and the text that their offsets count in. */
export interface Parsed {
  readonly events: readonly Event[];
  readonly text: string;
  /** An offset into that text as one into the text that was given. */
  readonly toGiven: (offset: number) => number;
}

/** What is put before a line that stands too far left: deeper than anybody indents. */
const pad = ' '.repeat(256);
/** Characters read in all, for each line in the wrong place is found by reading anew. About a second's worth. */
const most = 20_000_000;

/**
 * Parses YAML as js-yaml does, but for what Kubernetes' parser takes too: within brackets, braces and quotes, where
 * indentation means nothing, a line may begin anywhere (a closing brace below its key, say), and tabs may stand between.
 *
 * @throws YAMLException whose position is an offset into the text that was given.
 */
export function parseShallow(given: string, maxDepth: number): Parsed {
  /** Where lines begin that got a pad, as offsets into what was given, ascending. */
  const padded: number[] = [];
  let plain = given;
  let left = most;
  for (;;) {
    const text = withPads(plain, padded);
    const toGiven = (offset: number) => withoutPads(offset, padded);
    left -= text.length;
    try {
      return { events: parseEvents(text, { maxDepth }), text, toGiven };
    } catch (error) {
      if (!(error instanceof YAMLException)) throw error;
      const position = error.mark?.position ?? 0;
      const at = toGiven(position);
      const mended = left > 0 && error.reason === 'deficient indentation' ? mend(plain, at, padded) : undefined;
      if (mended === undefined) throw new YAMLException(error.reason, { position: at } as YAMLException['mark']);
      plain = mended;
    }
  }
}

/** The parser stopped at what stands too far left: its line gets a pad, or the tabs before it become blanks. */
function mend(text: string, at: number, padded: number[]): string | undefined {
  let blank = at;
  while (blank > 0 && (text[blank - 1] === ' ' || text[blank - 1] === '\t')) blank -= 1;
  const before = text[blank - 1];
  if (before === '\n' || before === '\r') {
    if (padded.includes(blank)) return undefined;
    padded.push(blank);
    padded.sort((a, b) => a - b);
    return text;
  }
  const gap = text.slice(blank, at);
  return gap.includes('\t') ? text.slice(0, blank) + ' '.repeat(gap.length) + text.slice(at) : undefined;
}

function withPads(text: string, padded: readonly number[]): string {
  if (padded.length === 0) return text;
  const lines = padded.map((start, index) => text.slice(start, padded[index + 1] ?? text.length));
  return [text.slice(0, padded[0]), ...lines].join(pad);
}

function withoutPads(offset: number, padded: readonly number[]): number {
  let given = offset;
  for (const start of padded) {
    if (given < start + pad.length) return Math.min(given, start);
    given -= pad.length;
  }
  return given;
}
