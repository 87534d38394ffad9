import ts from 'typescript';

/** A piece of a doc comment: text, or a name that it links to. */
export type DocPart = { readonly text: string } | { readonly link: string; readonly label: string };

/** What a doc comment says. */
export interface Doc {
  readonly text: readonly DocPart[];
  /** Of `@default`: the value, and after ` - ` the reason or the words for it. */
  readonly default?: { readonly value: string; readonly reason: string };
  readonly throws: readonly (readonly DocPart[])[];
  /** Of `@see`: where the statement comes from. */
  readonly sources: readonly (readonly DocPart[])[];
  readonly returns?: readonly DocPart[];
  readonly examples: readonly string[];
}

/** Reads the doc comment of a symbol; what it overrides speaks for it where it has none. */
export function docOf(symbol: ts.Symbol, checker: ts.TypeChecker): Doc {
  const tags = symbol.getJsDocTags(checker);
  const named = (name: string) => tags.filter((tag) => tag.name === name).map((tag) => parts(tag.text ?? []));
  const given = named('default')[0];
  const returns = named('returns')[0];
  return {
    text: parts(symbol.getDocumentationComment(checker)),
    ...(given && { default: defaultOf(plain(given)) }),
    throws: named('throws'),
    sources: named('see'),
    ...(returns && { returns }),
    examples: named('example').map((each) => plain(each).replace(/^```\w*\n|\n```$/g, '')),
  };
}

function parts(shown: readonly ts.SymbolDisplayPart[]): DocPart[] {
  const result: DocPart[] = [];
  let link: { name: string; label: string } | undefined;
  for (const { kind, text } of shown) {
    if (kind === 'link' && text.startsWith('{@')) link = { name: '', label: '' };
    else if (kind === 'link' && link) {
      const [target = '', ...words] = `${link.name}${link.label}`.trim().split(/[\s|]+/);
      result.push({ link: target, label: words.join(' ') || target });
      link = undefined;
    } else if (link && kind === 'linkName') link = { ...link, name: text };
    else if (link) link = { ...link, label: `${link.name === '' ? '' : ' '}${text}` };
    else result.push({ text });
  }
  return result;
}

/** The words of a comment, without links. */
export const plain = (doc: readonly DocPart[]): string =>
  doc
    .map((part) => ('link' in part ? part.label : part.text))
    .join('')
    .trim();

/** Takes `VALUE - reason`, `- words` and `VALUE` apart. */
function defaultOf(text: string): { value: string; reason: string } {
  const words = text.replace(/\s+/g, ' ').trim();
  if (words.startsWith('- ')) return { value: '', reason: words.slice(2) };
  const at = words.indexOf(' - ');
  return at < 0 ? { value: words, reason: '' } : { value: words.slice(0, at), reason: words.slice(at + 3) };
}
