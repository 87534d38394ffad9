import type { Properties, Subject } from '../engine/provider';
import { DEFAULTS } from './checking';
import { hex } from './realm';
import type { TypeSpec } from './spec';
import { known, strings } from './values';

/**
 * Gives a name where the program gave none: the logical name and seven digits, as the real provider does; the digits are
 * the same every time, unless the name is taken (as when something is replaced while its old one still stands).
 */
export function named(
  spec: TypeSpec,
  subject: Subject,
  inputs: Properties,
  olds: Properties | undefined,
  isTaken: (name: string) => boolean,
): Properties {
  const { naming } = spec;
  if (!naming || inputs[naming.property] !== undefined) return inputs;
  const former = olds && strings(olds[DEFAULTS]).includes(naming.property) ? known(olds[naming.property]) : undefined;
  const prefix = known(inputs[prefixOf(naming.property)]);
  const stem = prefix ?? `${naming.start ?? ''}${naming.lower ? subject.name.toLowerCase() : subject.name}-`;
  let name = former;
  for (let attempt = 0; name === undefined; attempt += 1) {
    const digits = hex(7, subject.urn, String(attempt));
    const candidate = stem.slice(0, naming.max - digits.length) + digits;
    if (!isTaken(candidate)) name = candidate;
  }
  return { ...inputs, [naming.property]: name, [DEFAULTS]: [naming.property] };
}

function prefixOf(property: string): string {
  return property === 'nodeGroupName' ? 'nodeGroupNamePrefix' : property === 'bucket' ? 'bucketPrefix' : 'namePrefix';
}
