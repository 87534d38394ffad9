/** A file to be written. */
export interface RenderedFile {
  /** Relative, with `/`. */
  readonly path: string;
  /** Permission bits, such as `0o600`. */
  readonly mode: number;
  /** Its text, or what is written as YAML: documents, behind a first line where one is needed. */
  readonly content: string | YamlContent;
}

/** Documents to be written as YAML. */
export interface YamlContent {
  readonly documents: readonly object[];
  /** A comment that the file must begin with. */
  readonly firstLine?: string;
}

/** A file of one YAML document, for its owner only. */
export function yamlFile(path: string, document: object, mode = 0o600): RenderedFile {
  return { path, mode, content: { documents: [document] } };
}

/** Where a file of a machine stands in the output: its whole path there, below a folder of the machine's name. */
export function onNode(node: string, path: string): string {
  return `nodes/${node}${path}`;
}
