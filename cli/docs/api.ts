import { posix } from 'node:path';
import { anchors, apiPage, type Place, titleOf } from './api-page';
import { plain } from './doc-comment';
import { type PublicSymbol, publicApi } from './public-api';

/** What stands in the pages: the constructs, and of the rules what a team writes its own with. */
const entries = ['constructs/index.ts', 'rules/index.ts'];
const forTeamRules = new Set(['rules/rule.ts', 'rules/load-rules.ts', 'rules/hardened.ts']);

/** The public symbols that are documented. */
export function documentedApi(root: string): PublicSymbol[] {
  return publicApi(root, entries).filter(({ file }) => !file.startsWith('rules/') || forTeamRules.has(file));
}

/** The pages of the API below docs/api/, one a file that exports something, and an index. */
export function apiPages(symbols: readonly PublicSymbol[]): { path: string; text: string }[] {
  const byPage = groupBy(symbols, pageOf);
  // What a page is about comes first, then what it is told by.
  for (const shown of byPage.values())
    shown.sort((one, other) => Number(other.kind === 'class') - Number(one.kind === 'class'));
  const places = new Map<string, Place[]>();
  for (const [page, shown] of byPage) {
    for (const [name, anchor] of anchors(shown)) places.set(name, [...(places.get(name) ?? []), { page, anchor }]);
  }
  const pages = [...byPage].map(([path, shown]) => ({ path, text: apiPage(path, shown, places) }));
  return [{ path: 'docs/api/README.md', text: index(byPage) }, ...pages];
}

const pageOf = ({ file }: PublicSymbol): string =>
  `docs/api/${file.replace(/^constructs\//, '').replace(/\.ts$/, '.md')}`;

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function index(byPage: ReadonlyMap<string, readonly PublicSymbol[]>): string {
  const subjects = groupBy([...byPage.keys()], (page) => posix.dirname(page.slice('docs/api/'.length)));
  const lines = [...subjects].sort(bySubject).flatMap(([subject, pages]) => [
    `## ${subject === '.' ? 'The cluster, and errors' : subject === 'rules' ? 'Rules of a team' : titleOf(subject)}`,
    '',
    '| page | what it has | about |',
    '| --- | --- | --- |',
    ...pages.map((page) => {
      const symbols = byPage.get(page) ?? [];
      const target = page.slice('docs/api/'.length);
      const links = anchors(symbols);
      const named = symbols.map(({ name }) => `[\`${name}\`](${target}#${links.get(name)})`).join(' ');
      const main = symbols.find(({ kind }) => kind === 'class') ?? symbols[0];
      return `| [${titleOf(page)}](${target}) | ${named} | ${firstSentence(main)} |`;
    }),
    '',
  ]);
  const head = [
    '# API',
    '',
    'Generated from the doc comments by `npm run docs`. What each property means, what it is where nothing is written, and why.',
    '',
  ];
  return `${[...head, ...lines].join('\n').trimEnd()}\n`;
}

/** The root first, then by name; what is no construct comes last. */
function bySubject([one]: [string, unknown], [other]: [string, unknown]): number {
  const rank = (subject: string) => (subject === '.' ? 0 : subject === 'rules' ? 2 : 1);
  return rank(one) - rank(other) || (one < other ? -1 : 1);
}

function firstSentence(symbol: PublicSymbol | undefined): string {
  const text = plain(symbol?.doc.text ?? []).replace(/\s+/g, ' ');
  return (/^.*?\.(?= [A-Z]|$)/.exec(text)?.[0] ?? text).replaceAll('|', '\\|');
}

/** Doc comments that are missing, each with where: a public symbol or member without one, an option without a default. */
export function undocumented(symbols: readonly PublicSymbol[]): string[] {
  return symbols.flatMap(({ name, file, doc, members, kind }) => {
    const of = (what: string, lack: string) => `${file}: ${what} has no ${lack}`;
    const isOption = kind === 'interface' || kind === 'type';
    return [
      ...(plain(doc.text) === '' ? [of(name, 'doc comment')] : []),
      ...members.flatMap((member) => [
        // Of what can be one text only, that text says all.
        ...(plain(member.doc.text) === '' && !/^'[^']*'$/.test(member.type)
          ? [of(`${name}.${member.name}`, 'doc comment')]
          : []),
        ...(isOption && member.optional && member.signatures.length === 0 && !says(member.doc.default)
          ? [of(`${name}.${member.name}`, '@default: write the value, a reason after " - ", or both')]
          : []),
      ]),
    ];
  });
}

const says = (given: { value: string; reason: string } | undefined): boolean =>
  given !== undefined && `${given.value}${given.reason}` !== '';
