import type { ClusterOptions } from '@palisade/constructs/control-plane';
import { documentsIn, isMalformed } from '../check/documents';
import { Lines } from '../check/lines';
import { reasonOf, textOf } from '../check/sources';
import { clusterShape, mismatches } from './schema';

/** Characters. Thousands of machines take a tenth of it. */
const largest = 1024 * 1024;

/**
 * Reads the configuration of a cluster.
 *
 * @throws Error with a line for everything in it that is not of the right shape
 */
export function readClusterOptions(file: string): ClusterOptions {
  let text: string;
  try {
    text = textOf(file);
  } catch (error) {
    throw new Error(`${file}: ${reasonOf(error)}`);
  }
  return clusterOptionsIn(text, file);
}

/** The same for a text; `file` names it in messages. */
export function clusterOptionsIn(text: string, file: string): ClusterOptions {
  if (text.length > largest) throw new Error(`${file}: is larger than 1 MiB: leave out what is not for this cluster`);
  const lines = new Lines(text);
  const [document, ...others] = documentsIn({ file, lines });
  if (document === undefined) throw new Error(`${file}: is empty: write name, endpoint and nodes`);
  if (isMalformed(document)) throw new Error(`${file}:${lines.at(document.offset).line}: ${document.reason}`);
  if (others.length > 0) throw new Error(`${file}: holds several documents: write one`);
  const problems = mismatches(document.value, clusterShape);
  if (problems.length > 0) throw new Error(problems.map((problem) => `${file}: ${problem}`).join('\n'));
  return document.value as ClusterOptions;
}
