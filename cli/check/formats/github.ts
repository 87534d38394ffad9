import { objectText, type Report, type Violation } from '../report';
import { summary } from './count';

const commands = { deny: 'error', warn: 'warning', audit: 'notice', waived: 'notice' } as const;

/** Workflow commands that GitHub shows beside the lines of a pull request, and the summary for the log. */
export function github(report: Report): string {
  const unchecked = report.unchecked.map(({ file, line, column, reason }) =>
    command('error', { file, line, col: column, title: 'could not be checked' }, reason),
  );
  return `${[...unchecked, ...report.violations.map(annotation), data(summary(report))].join('\n')}\n`;
}

function annotation({ rule, outcome, message, place, object, waiver }: Violation): string {
  const properties = { file: place.file, line: place.line, col: place.column, title: rule.id };
  const last = waiver === undefined ? `fix: ${rule.remediation}` : `waived: ${waiver}`;
  return command(commands[outcome], properties, `${objectText(object)}: ${message}\n${last}`);
}

function command(
  name: string,
  properties: { readonly [name: string]: string | number | undefined },
  message: string,
): string {
  const list = Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${property(String(value))}`);
  return `::${name} ${list.join(',')}::${data(message)}`;
}

/** What would end a command or begin another is written as GitHub wants it. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
