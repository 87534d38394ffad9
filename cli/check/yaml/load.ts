import { loadPlainBlocks } from './block';

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

/**
 * Reads YAML (and JSON, as the YAML that it is) the way Kubernetes does; see {@link resolvePlain} for the scalars. Keys
 * become texts; merge keys are followed. A key that stands twice in a mapping is an error, for what it means depends on
 * who reads it.
 *
 * @throws YamlError where it is malformed, nests deeper than 250 levels, holds more than some
 * 10,000,000 values, or blows up by its aliases by more than 1,000,000.
 */
export function loadYaml(text: string): Loaded[] {
  const plain = loadPlainBlocks(text);
  if (plain !== undefined) return [plain];
  // Loaded when it is needed: most manifests never need it, and starting takes as long as reading a hundred of them.
  const { loadAnyYaml } = require('./general') as typeof import('./general.js');
  return loadAnyYaml(text);
}
