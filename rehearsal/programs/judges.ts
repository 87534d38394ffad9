import { ProgramName, Recipe, sourceFolder } from './recipe';
import { Version } from './version';

interface Judge {
  /** The minor version that is supported, and the one that is built. */
  readonly version: Version;
  readonly package: string;
  readonly module?: string;
  /** @default ['--version'] */
  readonly versionArguments?: readonly string[];
  readonly homepage: string;
  readonly cTags?: readonly string[];
  /** The Go variable that holds its version, and the text in it; some programs know theirs without. */
  readonly versionVariable?: readonly [name: string, text: string];
}

/** What only tests and benches run, to judge what was made here. No digests are pinned: each is built from source. */
function judge(name: ProgramName, { version, versionVariable, ...rest }: Judge): Recipe {
  const [major, minor] = version;
  return {
    name,
    range: { from: [major, minor, 0], before: [major, minor + 1, 0] },
    supported: `${major}.${minor}`,
    versionArguments: rest.versionArguments ?? ['--version'],
    homepage: rest.homepage,
    archives: {},
    source: {
      version,
      folder: sourceFolder(name),
      package: rest.package,
      ...(rest.module !== undefined && { module: rest.module }),
      ...(rest.cTags !== undefined && { cTags: rest.cTags }),
      variables: versionVariable === undefined ? {} : { [versionVariable[0]]: versionVariable[1] },
    },
  };
}

const buildKit = (name: ProgramName) =>
  judge(name, {
    version: [0, 34, 2],
    package: `github.com/moby/buildkit/cmd/${name}`,
    homepage: 'https://github.com/moby/buildkit#quick-start',
    versionVariable: ['github.com/moby/buildkit/version.Version', 'v0.34.2'],
  });

const containerd = (name: ProgramName, versionArguments: readonly string[]) =>
  judge(name, {
    version: [2, 4, 2],
    package: `github.com/containerd/containerd/v2/cmd/${name}`,
    versionArguments,
    homepage: 'https://github.com/containerd/containerd/blob/main/docs/getting-started.md',
    versionVariable: ['github.com/containerd/containerd/v2/version.Version', '2.4.2'],
  });

/**
 * Policy engines that exported policies must agree with, checkers of manifests and of machine configurations, what renders charts,
 * what builds container images and runs containers, what saves and restores etcd, and what holds its key elsewhere.
 */
export const JUDGES = {
  conftest: judge('conftest', {
    version: [0, 71, 1],
    package: 'github.com/open-policy-agent/conftest',
    homepage: 'https://www.conftest.dev/install/',
    versionVariable: ['github.com/open-policy-agent/conftest/internal/version.Version', '0.71.1'],
  }),
  gator: judge('gator', {
    version: [3, 23, 1],
    package: 'github.com/open-policy-agent/gatekeeper/v3/cmd/gator',
    homepage: 'https://open-policy-agent.github.io/gatekeeper/website/docs/gator/',
    versionVariable: ['github.com/open-policy-agent/gatekeeper/v3/pkg/version.Version', 'v3.23.1'],
  }),
  kyverno: judge('kyverno', {
    version: [1, 19, 1],
    package: 'github.com/kyverno/kyverno/cmd/cli/kubectl-kyverno',
    versionArguments: ['version'],
    homepage: 'https://kyverno.io/docs/kyverno-cli/install/',
  }),
  kubeconform: judge('kubeconform', {
    version: [0, 8, 0],
    package: 'github.com/yannh/kubeconform/cmd/kubeconform',
    versionArguments: ['-v'],
    homepage: 'https://github.com/yannh/kubeconform#installation',
    versionVariable: ['main.version', 'v0.8.0'],
  }),
  'kube-score': judge('kube-score', {
    version: [1, 20, 0],
    package: 'github.com/zegl/kube-score/cmd/kube-score',
    versionArguments: ['version'],
    homepage: 'https://github.com/zegl/kube-score#installation',
    versionVariable: ['main.version', '1.20.0'],
  }),
  helm: judge('helm', {
    version: [4, 3, 1],
    package: 'helm.sh/helm/v4/cmd/helm',
    versionArguments: ['version', '--short'],
    homepage: 'https://helm.sh/docs/intro/install/',
    versionVariable: ['helm.sh/helm/v4/internal/version.version', 'v4.3.1'],
  }),
  butane: judge('butane', {
    version: [0, 25, 1],
    package: 'github.com/coreos/butane/internal',
    homepage: 'https://coreos.github.io/butane/getting-started/',
    versionVariable: ['github.com/coreos/butane/internal/version.Raw', 'v0.25.1'],
  }),
  etcdctl: judge('etcdctl', {
    version: [3, 7, 3],
    package: 'go.etcd.io/etcd/etcdctl/v3',
    versionArguments: ['version'],
    homepage: 'https://etcd.io/docs/latest/install/',
  }),
  etcdutl: judge('etcdutl', {
    version: [3, 7, 3],
    package: 'go.etcd.io/etcd/etcdutl/v3',
    versionArguments: ['version'],
    homepage: 'https://etcd.io/docs/latest/install/',
  }),
  cosign: judge('cosign', {
    version: [3, 1, 3],
    package: 'github.com/sigstore/cosign/v3/cmd/cosign',
    versionArguments: ['version'],
    homepage: 'https://docs.sigstore.dev/cosign/system_config/installation/',
    versionVariable: ['sigs.k8s.io/release-utils/version.gitVersion', 'v3.1.3'],
  }),
  // What `docker build` is: the daemon builds, the command asks it to.
  buildkitd: buildKit('buildkitd'),
  buildctl: buildKit('buildctl'),
  // Plays AWS KMS and Vault's transit engine: `kms-plugin --socket PATH --keys FILE`, a line of FILE being `ID BASE64`.
  'kms-plugin': judge('kms-plugin', {
    version: [0, 37, 2],
    package: 'palisade.dev/programs/kms-plugin',
    module: 'k8s.io/kms',
    homepage: 'https://kubernetes.io/docs/tasks/administer-cluster/kms-provider/',
    versionVariable: ['main.version', '0.37.2'],
  }),
  containerd: containerd('containerd', ['--version']),
  'containerd-shim-runc-v2': containerd('containerd-shim-runc-v2', ['-v']),
  runc: judge('runc', {
    version: [1, 5, 2],
    package: 'github.com/opencontainers/runc',
    homepage: 'https://github.com/opencontainers/runc#building',
    cTags: ['seccomp'],
    versionVariable: ['main.version', '1.5.2'],
  }),
} as const satisfies Partial<Record<ProgramName, Recipe>>;
