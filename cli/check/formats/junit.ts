import { objectText, type Report, type Unchecked, type Violation } from '../report';

/**
 * JUnit's XML: a suite a file, a case a finding: `failure` what is denied, `error` what could not be checked, `skipped`
 * what is waived, warned of or for the audit log only. A clean file is one case that passes.
 */
export function junit(report: Report): string {
  const files = new Set([...report.unchecked.map(({ file }) => file), ...report.files]);
  const found = new Map(
    [...files].map((file) => [file, { cases: [] as string[], failures: 0, errors: 0, skipped: 0 }]),
  );
  for (const each of report.unchecked) {
    const suite = found.get(each.file);
    if (suite === undefined) continue;
    suite.errors += 1;
    suite.cases.push(uncheckedCase(each));
  }
  for (const each of report.violations) {
    const suite = found.get(each.place.file);
    if (suite === undefined) continue;
    if (each.outcome === 'deny') suite.failures += 1;
    else suite.skipped += 1;
    suite.cases.push(violationCase(each));
  }
  const suites = [...found].map(([file, { cases, ...numbers }]) => {
    const all = cases.length > 0 ? cases : [`    <testcase${attributes({ name: 'is clean', classname: file })}/>`];
    const head = attributes({ name: file, tests: all.length, ...numbers });
    return `  <testsuite${head}>\n${all.join('\n')}\n  </testsuite>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="palisade check">\n${suites.join('\n')}\n</testsuites>\n`;
}

function uncheckedCase({ file, line, reason }: Unchecked): string {
  const name = line === undefined ? 'could not be checked' : `line ${line} could not be checked`;
  const error = `<error${attributes({ message: reason })}/>`;
  return `    <testcase${attributes({ name, classname: file })}>${error}</testcase>`;
}

function violationCase({ rule, outcome, message, place, object, waiver }: Violation): string {
  const name = `${rule.id}: ${objectText(object)}`;
  const where = `${place.file}:${place.line}:${place.column}`;
  const result =
    outcome === 'deny'
      ? `<failure${attributes({ message, type: rule.severity })}>${escaped(`${where}\n${message}\nfix: ${rule.remediation}`)}</failure>`
      : `<skipped${attributes({ message: waiver === undefined ? `${outcome}: ${message}` : `waived: ${waiver}` })}/>`;
  return `    <testcase${attributes({ name, classname: place.file, file: place.file, line: place.line })}>${result}</testcase>`;
}

function attributes(given: { readonly [name: string]: string | number }): string {
  return Object.entries(given)
    .map(([name, value]) => ` ${name}="${escaped(String(value)).replaceAll('\n', '&#10;')}"`)
    .join('');
}

const entities: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return (
    text
      // XML knows no control characters, not even written out, nor halves of surrogate pairs.
      .replace(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
      .replace(/[&<>"]/g, (character) => entities[character] ?? character)
  );
}
