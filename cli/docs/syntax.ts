import ts from 'typescript';

export const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;

export const isHidden = (symbol: ts.Symbol): boolean =>
  (symbol.declarations ?? []).some((each) => (ts.getCombinedModifierFlags(each) & hidden) !== 0) ||
  symbol.name.startsWith('#');

// The compiler counts them, and nobody writes them.
export const isUniqueSymbol = (symbol: ts.Symbol): boolean => symbol.name.startsWith('__@');

export const isInternal = (symbol: ts.Symbol): boolean => symbol.getJsDocTags().some(({ name }) => name === 'internal');

export const isMethod = (symbol: ts.Symbol): boolean =>
  (symbol.flags & ts.SymbolFlags.Method) !== 0 || (symbol.declarations ?? []).some(isFunctionProperty);

const isFunctionProperty = (node: ts.Declaration): boolean =>
  ts.isPropertyAssignment(node) && (ts.isArrowFunction(node.initializer) || ts.isFunctionExpression(node.initializer));

export const isFunctionConstant = (node: ts.Declaration): boolean =>
  ts.isVariableDeclaration(node) && node.initializer !== undefined && ts.isArrowFunction(node.initializer);

export const isNever = (node: ts.Declaration): boolean =>
  ts.isPropertySignature(node) && node.type?.kind === ts.SyntaxKind.NeverKeyword;

/** Name and type parameters of a declaration, with what it extends. */
export function headOf(node: ts.ClassDeclaration | ts.InterfaceDeclaration | ts.TypeAliasDeclaration): string {
  const generics = node.typeParameters?.map((each) => each.getText()).join(', ');
  const clauses = ts.isTypeAliasDeclaration(node) ? [] : (node.heritageClauses ?? []).map((each) => each.getText());
  return oneSpaced([`${node.name?.text}${generics ? `<${generics}>` : ''}`, ...clauses].join(' '));
}

/** As its author wrote it, but for comments and the first stroke of a union. */
export const asWritten = (node: ts.Node): string =>
  node
    .getText()
    .replace(/[ \t]*\/\*\*[\s\S]*?\*\/\n?/g, '')
    .replace(/^\|\s*/, '');

/** Without comments and line breaks. */
export const oneSpaced = (text: string): string =>
  text
    .replace(/\/\*\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .trim();
