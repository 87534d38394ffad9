import { dirname, join } from 'node:path';
import { Version, VersionRange } from './version';

export type ProgramName =
  | 'pulumi'
  | 'pulumi-language-nodejs'
  | 'etcd'
  | 'kube-apiserver'
  | 'kube-controller-manager'
  | 'kube-scheduler'
  | 'kubelet'
  | 'conftest'
  | 'gator'
  | 'kyverno'
  | 'kubeconform'
  | 'kube-score'
  | 'helm'
  | 'kubeadm'
  | 'kubectl'
  | 'butane'
  | 'cosign'
  | 'buildkitd'
  | 'buildctl'
  | 'etcdctl'
  | 'etcdutl'
  | 'containerd'
  | 'containerd-shim-runc-v2'
  | 'runc'
  | 'kms-plugin';

/** A platform, as Go names them. */
export type Platform = `${'linux' | 'darwin'}-${'amd64' | 'arm64'}`;

/** An archive that its vendor publishes, pinned by a digest that the vendor published elsewhere. */
export interface Archive {
  readonly version: Version;
  /** A .tar.gz. */
  readonly url: string;
  readonly algorithm: 'sha256' | 'sha512';
  /** Hexadecimal. */
  readonly digest: string;
  /** Path in the archive of each program that is taken out of it. */
  readonly members: Readonly<Record<string, string>>;
}

/** How a program is recognised, downloaded and built. */
export interface Recipe {
  readonly name: string;
  /** Versions that work; others are passed over, with a word why. */
  readonly range: VersionRange;
  /** The range, for people. */
  readonly supported: string;
  /**
   * What prints its version. `undefined`: nothing does, and the program `beside` it in the same folder speaks for it.
   */
  readonly versionArguments: readonly string[] | undefined;
  readonly beside?: { readonly name: string; readonly versionArguments: readonly string[] };
  /** Where its makers say how to install it. */
  readonly homepage: string;
  /** Platforms left out have none: this way is then closed. */
  readonly archives: Readonly<Partial<Record<Platform, Archive>>>;
  readonly source: {
    readonly version: Version;
    /** Folder with go.mod and go.sum. */
    readonly folder: string;
    /** The main package to build. */
    readonly package: string;
    /** The module whose version it has, where the main package is written here and stands in the folder. */
    readonly module?: string;
    /** Build tags of a program that is C in part: a compiler must be there, and what it includes. */
    readonly cTags?: readonly string[];
    /** Go variables to set by the linker. */
    readonly variables: Readonly<Record<string, string>>;
  };
}

const sources = join(dirname(require.resolve('@palisade/rehearsal/package.json')), 'programs');

/** Folder of the go.mod and go.sum that pin the sources of a program. */
export function sourceFolder(name: ProgramName): string {
  return join(sources, name);
}
