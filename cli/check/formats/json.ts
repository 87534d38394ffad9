import type { Report } from '../report';
import type { Style } from './format';
import { jsonParts, LongList } from './json-parts';

/** For programs: everything that the report holds. Places count from 1. */
export function json(
  { violations, unchecked, files, objects, rules }: Report,
  { version }: Pick<Style, 'version'>,
): Generator<string> {
  return jsonParts({
    tool: { name: 'palisade', version },
    summary: {
      files: files.length,
      objects,
      rules,
      violations: violations.filter(({ outcome }) => outcome === 'deny').length,
      warnings: violations.filter(({ outcome }) => outcome === 'warn').length,
      audited: violations.filter(({ outcome }) => outcome === 'audit').length,
      waived: violations.filter(({ outcome }) => outcome === 'waived').length,
      unchecked: unchecked.length,
    },
    violations: new LongList(violations, ({ rule, outcome, message, place, object, erred, waiver }) => ({
      ...place,
      rule: rule.id,
      severity: rule.severity,
      outcome,
      object,
      message,
      ...(erred ? { erred } : {}),
      ...(waiver === undefined ? { fix: rule.remediation } : { waiver }),
    })),
    unchecked: new LongList(unchecked, (each) => each),
  });
}
