import { join, resolve } from 'node:path';
import ts from 'typescript';

const folder = resolve(__dirname, '../..');

// As an app has them, and no stricter.
const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  customConditions: ['@palisade/source'],
  types: ['node'],
  typeRoots: [join(folder, '../node_modules/@types')],
  strict: true,
  esModuleInterop: true,
  skipLibCheck: true,
  noEmit: true,
};

/** What the compiler says of a text. */
export interface CompileError {
  /** Its message, with what it explains below. */
  readonly message: string;
  /** The part of the text that it is about. */
  readonly at: string;
}

/**
 * What the compiler says of each of several texts, as files of their own beside the constructs, in one go: most of the time
 * goes into reading the types.
 */
export function compile(texts: readonly string[]): CompileError[][] {
  const files = new Map(texts.map((text, index) => [join(folder, `snippet-${index}.ts`), text]));
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => files.has(file) || fileExists(file);
  host.readFile = (file) => files.get(file) ?? readFile(file);
  host.getSourceFile = (file, languageVersion, ...others) => {
    const text = files.get(file);
    return text === undefined
      ? getSourceFile.call(host, file, languageVersion, ...others)
      : ts.createSourceFile(file, text, languageVersion);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].map((file) => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((each) => ({
      message: ts.flattenDiagnosticMessageText(each.messageText, '\n'),
      at: source?.text.slice(each.start, (each.start ?? 0) + (each.length ?? 0)) ?? '',
    }));
  });
}
