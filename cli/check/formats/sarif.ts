import type { Reference, Severity } from '@palisade/rules';
import { objectText, type Report, type RuleFacts, type Unchecked, type Violation } from '../report';
import type { Style } from './format';
import { jsonParts, LongList } from './json-parts';

/** GitHub sorts by these: from 9.0 critical, from 7.0 high, from 4.0 medium, else low. */
const scores: { readonly [severity in Severity]: string } = { critical: '9.5', high: '8.0', medium: '5.5', low: '2.0' };

const levels = { critical: 'error', high: 'error', medium: 'warning', low: 'note' } as const;

/** SARIF 2.1.0, for code scanning: a run with the rules that were broken, their findings, and what could not be checked. */
export function sarif(report: Report, { version }: Pick<Style, 'version'>): Generator<string> {
  const rules = [...new Map(report.violations.map(({ rule }) => [rule.id, rule])).values()];
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  return jsonParts({
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'palisade', semanticVersion: version, rules: rules.map(descriptor) },
        },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: report.unchecked.length === 0,
            toolExecutionNotifications: new LongList(report.unchecked, notification),
          },
        ],
        results: new LongList(report.violations, (each) => result(each, indexes.get(each.rule.id) ?? -1)),
      },
    ],
  });
}

function descriptor({ id, severity, title, rationale, remediation, references }: RuleFacts): object {
  const url = references.find((reference) => reference.standard === 'documentation');
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: rationale },
    help: { text: remediation },
    ...(url === undefined || !('url' in url) ? {} : { helpUri: url.url }),
    defaultConfiguration: { level: levels[severity] },
    properties: { tags: ['security', ...references.map(tag)], 'security-severity': scores[severity] },
  };
}

function tag(reference: Reference): string {
  switch (reference.standard) {
    case 'documentation':
      return 'documentation';
    case 'pod-security':
      return `pod-security/${reference.level}`;
    default:
      return `${reference.standard}/${reference.control}`;
  }
}

function result({ rule, outcome, message, place, object, waiver }: Violation, ruleIndex: number): object {
  const name = objectText(object);
  // Loaded when it is needed: other formats need none, and it takes as long as reading a few hundred manifests.
  const { createHash } = require('node:crypto') as typeof import('node:crypto');
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([rule.id, place.file, name, message]))
    .digest('hex');
  return {
    ruleId: rule.id,
    ruleIndex,
    level: outcome === 'warn' ? 'warning' : outcome === 'audit' ? 'note' : levels[rule.severity],
    message: { text: `${name}: ${message}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: artifact(place.file),
          region: { startLine: place.line, startColumn: place.column },
        },
        logicalLocations: [{ fullyQualifiedName: name, kind: 'resource' }],
      },
    ],
    // The place is left out of it, so that a finding stays the same one when lines move.
    partialFingerprints: { 'palisade/v1': fingerprint.slice(0, 32) },
    ...(waiver === undefined ? {} : { suppressions: [{ kind: 'external', justification: waiver }] }),
  };
}

function notification({ file, line, column, reason }: Unchecked): object {
  const region = line === undefined ? {} : { region: { startLine: line, startColumn: column ?? 1 } };
  return {
    level: 'error',
    message: { text: reason },
    locations: [{ physicalLocation: { artifactLocation: artifact(file), ...region } }],
  };
}

function artifact(file: string): object {
  if (file === '-') return { uri: 'stdin' };
  if (file.startsWith('/')) return { uri: `file://${encode(file)}` };
  return { uri: encode(file) };
}

function encode(path: string): string {
  return path
    .split('/')
    .map((part) => encodeURIComponent(part.replace(/\p{Cs}/gu, '\ufffd')))
    .join('/');
}
