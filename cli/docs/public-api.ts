import { dirname, join, relative, sep } from 'node:path';
import ts from 'typescript';
import { type Doc, docOf } from './doc-comment';
import {
  asWritten,
  headOf,
  hidden,
  isFunctionConstant,
  isHidden,
  isInternal,
  isMethod,
  isNever,
  isUniqueSymbol,
  oneSpaced,
} from './syntax';

/** A property or method of a public symbol. */
export interface Member {
  readonly name: string;
  readonly optional: boolean;
  /** As its author wrote it. */
  readonly type: string;
  /** One for each overload of a method; none for a property. */
  readonly signatures: readonly string[];
  readonly isStatic: boolean;
  /** Of a union: whether only some of its forms have it, or require it. */
  readonly onlyInSome: boolean;
  readonly onlySomeRequire: boolean;
  readonly doc: Doc;
}

/** What a package exports under one name. */
export interface PublicSymbol {
  readonly name: string;
  readonly kind: 'class' | 'interface' | 'type' | 'function' | 'constant';
  /** The declaring file, from the root, with forward slashes. */
  readonly file: string;
  /** Where in the file, to keep the author's order. */
  readonly position: number;
  /** How it is called or declared, without members; empty where that says no more than its name. */
  readonly declaration: string;
  /** What a class extends and implements, where `declaration` does not say it. */
  readonly extends: readonly string[];
  readonly members: readonly Member[];
  /** Names of properties that come from a library. */
  readonly foreign: readonly string[];
  readonly doc: Doc;
}

/**
 * Reads what the modules `entries` export, in the order of files and of the declarations in them. What a library declares
 * is left out, as is what is private, protected or marked `@internal`.
 *
 * @param root folder that paths are given from, with a tsconfig.json
 * @param entries files, from the root
 * @throws Error where an entry is missing or the configuration can't be read
 */
export function publicApi(root: string, entries: readonly string[]): PublicSymbol[] {
  const files = entries.map((entry) => join(root, entry));
  const program = ts.createProgram(files, compilerOptions(root));
  const checker = program.getTypeChecker();
  const exported = files.flatMap((file) => {
    const source = program.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    if (module === undefined) throw new Error(`${file} is no module: write the file that a package exports`);
    return checker
      .getExportsOfModule(module)
      .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol));
  });
  const reader = new Reader(root, checker, new Set(exported.map(({ name }) => name)));
  return [...new Set(exported)]
    .flatMap((symbol) => reader.symbol(symbol))
    .sort((one, other) => compare(one.file, other.file) || one.position - other.position);
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

function compilerOptions(root: string): ts.CompilerOptions {
  const path = ts.findConfigFile(root, ts.sys.fileExists);
  if (path === undefined) throw new Error(`there is no tsconfig.json at ${root}`);
  const { config, error } = ts.readConfigFile(path, ts.sys.readFile);
  if (error) throw new Error(ts.flattenDiagnosticMessageText(error.messageText, '\n'));
  // What is exported is found from the entry; the files that the configuration would include are not needed.
  const parsed = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, dirname(path));
  return { ...parsed.options, incremental: false };
}

class Reader {
  constructor(
    private readonly root: string,
    private readonly checker: ts.TypeChecker,
    private readonly exported: ReadonlySet<string>,
  ) {}

  symbol(symbol: ts.Symbol): PublicSymbol[] {
    const declaration = symbol.declarations?.[0];
    if (declaration === undefined || this.isForeign(declaration) || isInternal(symbol)) return [];
    const base = {
      name: symbol.name,
      file: this.path(declaration),
      position: declaration.getStart(),
      doc: docOf(symbol, this.checker),
      extends: [] as string[],
      foreign: [] as string[],
    };
    if (ts.isClassDeclaration(declaration)) {
      return [{ ...base, kind: 'class', ...this.classMembers(symbol, declaration) }];
    }
    if (ts.isInterfaceDeclaration(declaration)) {
      const head = headOf(declaration);
      const text = head === symbol.name ? '' : `interface ${head}`;
      return [{ ...base, kind: 'interface', declaration: text, ...this.properties(symbol) }];
    }
    if (ts.isTypeAliasDeclaration(declaration)) {
      const text = `type ${headOf(declaration)} = ${asWritten(declaration.type)}`;
      const { members, foreign } = this.aliasedProperties(symbol, declaration);
      // A type and what makes its values may have one name.
      const makers = symbol.flags & ts.SymbolFlags.Variable ? this.methods(symbol) : [];
      return [{ ...base, kind: 'type', declaration: text, members: [...members, ...makers], foreign }];
    }
    const type = this.checker.getTypeOfSymbol(symbol);
    if (ts.isFunctionDeclaration(declaration) || isFunctionConstant(declaration)) {
      const signatures = type.getCallSignatures().map((each) => `function ${symbol.name}${this.signature(each)}`);
      return [{ ...base, kind: 'function', declaration: signatures.join('\n'), members: [] }];
    }
    const members = this.methods(symbol);
    const text = `const ${symbol.name}: ${members.length > 0 ? 'object' : this.checker.typeToString(type, declaration)}`;
    return [{ ...base, kind: 'constant', declaration: text, members }];
  }

  /** Functions that a constant holds. */
  private methods(symbol: ts.Symbol): Member[] {
    return this.checker
      .getTypeOfSymbol(symbol)
      .getProperties()
      .filter((each) => isMethod(each) && each.declarations?.some((declared) => !this.isForeign(declared)))
      .map((each) => this.member(each));
  }

  /** What a class has for its users, but for what an exported class of ours has that it extends. */
  private classMembers(symbol: ts.Symbol, declaration: ts.ClassDeclaration) {
    const constructorType = this.checker.getTypeOfSymbol(symbol);
    const heads = constructorType.getConstructSignatures().flatMap((signature) => {
      const declared = signature.getDeclaration();
      const isPublic = !declared || !(ts.getCombinedModifierFlags(declared) & hidden);
      return isPublic ? [`new ${symbol.name}${this.signature(signature).replace(/: [^:]*$/, '')}`] : [];
    });
    const isAbstract = (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Abstract) !== 0;
    const head = `${isAbstract ? 'abstract ' : ''}class ${headOf(declaration)}`;
    const clauses = (declaration.heritageClauses ?? []).flatMap(({ types }) => types.map((each) => each.getText()));
    const isOwn = (member: ts.Symbol): boolean => {
      const declared = member.declarations?.[0];
      if (declared === undefined || this.isForeign(declared)) return false;
      // An override means what its library says, unless it says something itself.
      const overrides = (ts.getCombinedModifierFlags(declared) & ts.ModifierFlags.Override) !== 0;
      if (overrides && member.getDocumentationComment(undefined).length === 0) return false;
      const owner = ts.isParameter(declared) ? declared.parent.parent : declared.parent;
      const name = ts.isClassDeclaration(owner) ? owner.name?.text : undefined;
      return name === symbol.name || name === undefined || !this.exported.has(name);
    };
    const visible = (members: readonly ts.Symbol[], isStatic: boolean) =>
      members
        .filter((member) => member.name !== 'prototype' && !isHidden(member) && !isInternal(member) && isOwn(member))
        .map((member) => ({ ...this.member(member), isStatic }));
    return {
      declaration: isAbstract || heads.length === 0 ? head : heads.join('\n'),
      extends: isAbstract || heads.length === 0 ? [] : clauses,
      members: [
        ...visible(this.checker.getPropertiesOfType(constructorType), true),
        ...visible(this.checker.getPropertiesOfType(this.checker.getDeclaredTypeOfSymbol(symbol)), false),
      ],
    };
  }

  /** Those of an alias; a union of types that are exported too leaves them to speak for themselves. */
  private aliasedProperties(symbol: ts.Symbol, { type }: ts.TypeAliasDeclaration) {
    const isExported = (node: ts.TypeNode) =>
      ts.isTypeReferenceNode(node)
        ? this.exported.has(node.typeName.getText().replace(/^.*\./, ''))
        : ts.isToken(node) || ts.isLiteralTypeNode(node);
    const speaks = ts.isUnionTypeNode(type) ? type.types.every(isExported) : isExported(type);
    return speaks ? { members: [], foreign: [] } : this.properties(symbol);
  }

  /** Properties of an interface or an alias, with those that it inherits; of a union, those of each of its forms. */
  private properties(symbol: ts.Symbol): { members: Member[]; foreign: string[] } {
    const type = this.checker.getDeclaredTypeOfSymbol(symbol);
    const forms = (type.isUnion() ? type.types : [type]).filter((each) => each.flags & objectLike);
    const found = new Map<string, Member[]>();
    const foreign = new Set<string>();
    for (const form of forms) {
      for (const property of this.checker.getPropertiesOfType(form)) {
        const declared = property.declarations?.[0];
        if (declared === undefined || isInternal(property) || isUniqueSymbol(property)) continue;
        // What every construct has needs no words.
        if (this.path(declared).includes('node_modules/constructs/')) continue;
        if (this.isForeign(declared)) foreign.add(property.name);
        // `ports?: never` says that this form lacks it.
        else if (!isNever(declared)) {
          found.set(property.name, [...(found.get(property.name) ?? []), this.member(property)]);
        }
      }
    }
    // A type that stands for a library's own, as an alias does for an array, has nothing of ours.
    if (found.size === 0) return { members: [], foreign: [] };
    return {
      members: [...found.values()].map((each) => together(each, forms.length)),
      foreign: [...foreign].sort(compare),
    };
  }

  private member(symbol: ts.Symbol): Member {
    const declared = symbol.declarations?.[0];
    const type = this.checker.getTypeOfSymbol(symbol);
    const signatures = isMethod(symbol)
      ? type.getCallSignatures().map((signature) => `${symbol.name}${this.signature(signature)}`)
      : [];
    const written = declared && (declared as ts.PropertySignature).type;
    return {
      name: symbol.name,
      optional: (symbol.flags & ts.SymbolFlags.Optional) !== 0,
      type: written ? oneSpaced(written.getText()) : this.checker.typeToString(type, declared),
      signatures,
      isStatic: false,
      onlyInSome: false,
      onlySomeRequire: false,
      doc: docOf(symbol, this.checker),
    };
  }

  /** Parameters and result, as written where they were. */
  private signature(signature: ts.Signature): string {
    const { declaration } = signature;
    if (declaration === undefined || ts.isJSDocSignature(declaration)) return this.checker.signatureToString(signature);
    const parameters = declaration.parameters.map((parameter) => {
      const optional = parameter.questionToken !== undefined || parameter.initializer !== undefined;
      const rest = parameter.dotDotDotToken ? '...' : '';
      const type = parameter.type ? oneSpaced(parameter.type.getText()) : 'unknown';
      return `${rest}${parameter.name.getText()}${optional ? '?' : ''}: ${type}`;
    });
    const generics = declaration.typeParameters?.map((each) => oneSpaced(each.getText())).join(', ');
    const result = declaration.type?.getText() ?? this.checker.typeToString(signature.getReturnType());
    return `${generics ? `<${generics}>` : ''}(${parameters.join(', ')}): ${oneSpaced(result)}`;
  }

  private path(node: ts.Node): string {
    return relative(this.root, node.getSourceFile().fileName).split(sep).join('/');
  }

  private isForeign(node: ts.Node): boolean {
    const path = this.path(node);
    return path.startsWith('..') || path.includes('node_modules/');
  }
}

const objectLike = ts.TypeFlags.Object | ts.TypeFlags.Intersection;

/** One property of several forms of a union: what the first says of it, and the default of those that let it be left out. */
function together(forms: readonly Member[], count: number): Member {
  const documented = forms.find(({ doc }) => doc.text.length > 0) ?? forms[0];
  const given = forms.find(({ doc }) => doc.default !== undefined)?.doc.default;
  if (documented === undefined) throw new Error('a property of no form');
  const optional = forms.some((form) => form.optional);
  return {
    ...documented,
    type: [...new Set(forms.map(({ type }) => type))].join(' | '),
    optional,
    doc: { ...documented.doc, ...(given && { default: given }) },
    onlyInSome: forms.length < count,
    onlySomeRequire: optional && forms.some((form) => !form.optional),
  };
}
