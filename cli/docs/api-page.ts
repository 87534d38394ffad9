import { posix } from 'node:path';
import type { DocPart } from './doc-comment';
import type { Member, PublicSymbol } from './public-api';

/** Where a public symbol stands: the page, from the root, and the anchor of its heading. */
export interface Place {
  readonly page: string;
  readonly anchor: string;
}

/** Where public symbols stand, by their names: in more than one place where several parts have one of that name. */
export type Places = ReadonlyMap<string, readonly Place[]>;

const partOf = (page: string): string => (page.startsWith('docs/api/rules/') ? 'rules' : 'constructs');

/** The anchors that GitHub gives the headings of a page: a name that differs in case alone from an earlier one is counted. */
export function anchors(symbols: readonly PublicSymbol[]): Map<string, string> {
  const seen = new Map<string, number>();
  const found = new Map<string, string>();
  for (const { name } of symbols) {
    const base = name.toLowerCase();
    const times = seen.get(base) ?? 0;
    seen.set(base, times + 1);
    found.set(name, times === 0 ? base : `${base}-${times}`);
  }
  return found;
}

/** The page about what one file exports. */
export function apiPage(page: string, symbols: readonly PublicSymbol[], places: Places): string {
  const file = symbols[0]?.file ?? '';
  const link = (name: string, label: string) => linked(page, places, name, label);
  const lines = [
    `# ${titleOf(page)}`,
    '',
    `Source: [${file}](${posix.relative(posix.dirname(page), file)}) · [All of the API](${posix.relative(posix.dirname(page), 'docs/api/README.md')})`,
    '',
    ...symbols.flatMap((symbol) => section(symbol, link)),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

type Link = (name: string, label: string) => string;

function section(symbol: PublicSymbol, link: Link): string[] {
  const { doc, members } = symbol;
  const text = (parts: readonly DocPart[]) => words(parts, link);
  const properties = members.filter(({ signatures }) => signatures.length === 0);
  const methods = members.filter(({ signatures }) => signatures.length > 0);
  return [
    `## ${symbol.name}`,
    '',
    // Not marked as what is compiled in tests: a declaration has no body.
    ...(symbol.declaration === '' ? [] : fenced(symbol.declaration, 'typescript')),
    text(doc.text),
    '',
    ...(symbol.extends.length > 0
      ? [`Extends ${symbol.extends.map((each) => reference(each, link)).join(' and ')}.`, '']
      : []),
    ...notes(symbol, text),
    ...doc.examples.flatMap((example) => fenced(example, 'ts')),
    ...(properties.length > 0 ? [...propertyTable(properties, symbol.kind === 'class', link, text), ''] : []),
    ...(symbol.foreign.length > 0 ? [`And what a library gives it: ${symbol.foreign.map(code).join(', ')}.`, ''] : []),
    ...methods.flatMap((method) => [
      `### ${symbol.name}.${method.name}`,
      '',
      ...fenced(method.signatures.map((each) => `${method.isStatic ? 'static ' : ''}${each}`).join('\n'), 'typescript'),
      text(method.doc.text),
      '',
      ...notes(method, text),
      ...method.doc.examples.flatMap((example) => fenced(example, 'ts')),
    ]),
  ];
}

function notes({ doc }: { doc: PublicSymbol['doc'] }, text: (parts: readonly DocPart[]) => string): string[] {
  const lines = [
    ...(doc.returns ? [`- Returns: ${text(doc.returns)}`] : []),
    ...doc.throws.map((each) => `- Throws: ${oneLine(text(each))}`),
    ...doc.sources.map((each) => `- See: ${oneLine(text(each))}`),
  ];
  return lines.length > 0 ? [...lines, ''] : [];
}

function propertyTable(
  properties: readonly Member[],
  isClass: boolean,
  link: Link,
  text: (parts: readonly DocPart[]) => string,
): string[] {
  const meaning = ({ doc, onlyInSome }: Member) =>
    [
      ...(onlyInSome ? ['*In some forms only.*'] : []),
      text(doc.text),
      ...doc.throws.map((each) => `Throws: ${text(each)}`),
      ...doc.sources.map((each) => `See: ${text(each)}`),
    ]
      .filter((each) => each !== '')
      .join('\n\n');
  if (isClass) {
    return [
      '| property | type | meaning |',
      '| --- | --- | --- |',
      ...properties.map((each) => row([name(each), typeText(each.type, link), meaning(each)])),
    ];
  }
  return [
    '| property | type | default | meaning |',
    '| --- | --- | --- | --- |',
    ...properties.map((each) => row([name(each), typeText(each.type, link), defaultText(each), meaning(each)])),
  ];
}

const name = ({ name, isStatic }: Member): string => code(`${isStatic ? 'static ' : ''}${name}`);

function defaultText({ doc, optional, onlySomeRequire }: Member): string {
  const { value, reason } = doc.default ?? { value: '', reason: '' };
  const said = [value === '' || value.includes('`') ? value : code(value), reason].filter((each) => each !== '');
  if (onlySomeRequire) return `**required** in some forms; else ${said.join(': ')}`;
  return said.length > 0 || optional ? said.join(': ') : '**required**';
}

const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;

/** Markdown that stays within its cell of a table. */
const cell = (text: string): string =>
  text
    .trim()
    .replace(/\n\s*\n/g, '<br><br>')
    .replace(/\n\s*[-*] /g, '<br>• ')
    .replace(/\s*\n\s*/g, ' ')
    .replaceAll('|', '\\|');

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

const code = (text: string): string => `\`${text}\``;

const fenced = (text: string, language: string): string[] => [`\`\`\`${language}`, text.trim(), '```', ''];

/** A type with the names of public symbols linked. Nothing is linked within a literal. */
function typeText(type: string, link: Link): string {
  const pieces = type
    .split(/('[^']*'|`[^`]*`|"[^"]*"|[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)/)
    .filter((each) => each !== '');
  const shown: string[] = [];
  let plainText = '';
  const flush = () => {
    if (plainText.trim() !== '')
      shown.push(plainText.includes('`') ? `\`\` ${plainText.trim()} \`\`` : code(plainText.trim()));
    plainText = '';
  };
  for (const piece of pieces) {
    const target = link(piece, piece);
    if (target === code(piece)) plainText += piece;
    else {
      flush();
      shown.push(target);
    }
  }
  flush();
  return shown.join(' ');
}

/** The first name of a piece of code linked, such as a base class with its type arguments. */
function reference(text: string, link: Link): string {
  const target = link(text.replace(/[<(].*$/, ''), text);
  return target;
}

function words(parts: readonly DocPart[], link: Link): string {
  return parts
    .map((part) => ('text' in part ? part.text : link(part.link, part.label)))
    .join('')
    .trim();
}

/** A link to a public symbol or its method; code, where it is none, and the words of a link to the web. */
function linked(page: string, places: Places, name: string, label: string): string {
  if (/^https:\/\//.test(name)) return `[${label}](${name})`;
  const [symbol = ''] = name.split(/[.#]/);
  const known = places.get(symbol) ?? [];
  const target = known.find((each) => partOf(each.page) === partOf(page)) ?? known[0];
  if (target === undefined) return code(label);
  const path = target.page === page ? '' : posix.relative(posix.dirname(page), target.page);
  return `[${code(label)}](${path}#${target.anchor})`;
}

/** What a page is called: its file's name, in words. */
export function titleOf(page: string): string {
  const title = posix.basename(page, '.md').replaceAll('-', ' ');
  return `${title.charAt(0).toUpperCase()}${title.slice(1)}`;
}
