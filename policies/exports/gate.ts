import type { KubernetesRule, Waivers } from '@palisade/rules';

/** A file of an export; `path` is relative to the folder that is exported to, with `/`. */
export interface ExportedFile {
  readonly path: string;
  readonly text: string;
}

/** What a gate gets. */
export interface GateExport {
  readonly files: readonly ExportedFile[];
  /** The rules that the gate's language cannot say, each with the reason: `id: reason`. They are not in the files. */
  readonly untranslated: readonly string[];
}

/**
 * How far a roll-out has come. `warn`: who applies something is told; `audit`: it is recorded where the gate records,
 * nobody is told; `deny`: it is refused.
 */
export type Stage = 'warn' | 'audit' | 'deny';

export interface ExportOptions {
  /** @default 'deny' */
  readonly stage: Stage;
  /** Namespaces whose objects are not judged by what runs in a cluster. @default those of the cluster's own components */
  readonly exemptNamespaces: readonly string[];
  /** What is let through all the same, said in each gate's own way. @default nothing */
  readonly waivers: Waivers;
}

/** Makes one gate's export of some rules. */
export type Exporter = (rules: readonly KubernetesRule[], options: ExportOptions) => GateExport;
