import { JUDGES } from './judges';
import { Archive, Platform, ProgramName, Recipe, sourceFolder } from './recipe';

/*
 * Digests are taken from where the vendors publish them, not from the archives themselves:
 * - pulumi: the vendor's own Homebrew formula of 3.259.0 (github.com/pulumi/homebrew-tap, commit 51fb494).
 * - kube-apiserver, kube-controller-manager: CHANGELOG-1.37.md in the sources of v1.37.2, which the Go checksum database
 *   vouches for. A release's own digests are first printed in the sources of the next one, hence 1.37.1. There are
 *   none for macOS: Kubernetes releases no server programs for it.
 * - etcd: SHA256SUMS of release v3.7.1, as pinned alike in several unrelated public repositories (sous-chefs/etcd among
 *   them). macOS archives are zips, and are left out.
 */

const pulumi = (platform: string, digest: string): Archive => ({
  version: [3, 259, 0],
  url: `https://github.com/pulumi/pulumi/releases/download/v3.259.0/pulumi-v3.259.0-${platform}.tar.gz`,
  algorithm: 'sha256',
  digest,
  members: { pulumi: 'pulumi/pulumi', 'pulumi-language-nodejs': 'pulumi/pulumi-language-nodejs' },
});

const pulumiArchives: Record<Platform, Archive> = {
  'linux-amd64': pulumi('linux-x64', '94ba357acac23d01474084c4b00098dc0f7bc70ce13f34c777459254a5f718e5'),
  'linux-arm64': pulumi('linux-arm64', 'edc8327463a72160bb36cf82cf5062da9c8a244290a706d9980988e7bf486853'),
  'darwin-amd64': pulumi('darwin-x64', 'eaca4c3b8277bfa3ab061fa3b270d1c66358a0b2e613da8c5587a04b7226c534'),
  'darwin-arm64': pulumi('darwin-arm64', '57c27f179e527e2cf9f62b841a448af72a020e44b2fb4ee0d9bd85556c00c864'),
};

const kubernetes = (architecture: string, digest: string): Archive => ({
  version: [1, 37, 1],
  url: `https://dl.k8s.io/v1.37.1/kubernetes-server-linux-${architecture}.tar.gz`,
  algorithm: 'sha512',
  digest,
  members: {
    'kube-apiserver': 'kubernetes/server/bin/kube-apiserver',
    'kube-controller-manager': 'kubernetes/server/bin/kube-controller-manager',
  },
});

const kubernetesArchives: Partial<Record<Platform, Archive>> = {
  'linux-amd64': kubernetes(
    'amd64',
    '7460f368c6049dfec1121a0bb3528257f47439e4a0c3d8b1740377cf21073e45c7d911845b8de61d68aae6b57cafa24885d8378f183a26bc2df0d321c4993afd',
  ),
  'linux-arm64': kubernetes(
    'arm64',
    'c832cfb9ad04180cf6c4469a8950bf58c0c28066b4543e520a7a25460bbb6f763b17cc535e010f5ddfcef7c695f2faceb9c584936b4d62a554c6b015be199f16',
  ),
};

const etcd = (architecture: string, digest: string): Archive => ({
  version: [3, 7, 1],
  url: `https://github.com/etcd-io/etcd/releases/download/v3.7.1/etcd-v3.7.1-linux-${architecture}.tar.gz`,
  algorithm: 'sha256',
  digest,
  members: { etcd: `etcd-v3.7.1-linux-${architecture}/etcd` },
});

const kubernetesProgram = (
  name: ProgramName,
  { versionArguments = ['--version'], archives = kubernetesArchives }: Partial<Recipe> = {},
): Recipe => ({
  name,
  range: { from: [1, 37, 0], before: [1, 38, 0] },
  supported: '1.37',
  versionArguments,
  homepage: 'https://kubernetes.io/releases/download/',
  archives,
  source: {
    version: [1, 37, 2],
    folder: sourceFolder(name),
    package: `k8s.io/kubernetes/cmd/${name}`,
    variables: { 'k8s.io/component-base/version.gitVersion': 'v1.37.2' },
  },
});

const pulumiRange = { range: { from: [3, 259, 0], before: [4, 0, 0] }, supported: '3.259 or later, before 4' } as const;

export const RECIPES: Readonly<Record<ProgramName, Recipe>> = {
  pulumi: {
    name: 'pulumi',
    ...pulumiRange,
    versionArguments: ['version'],
    homepage: 'https://www.pulumi.com/docs/install/',
    archives: pulumiArchives,
    source: {
      version: [3, 259, 0],
      folder: sourceFolder('pulumi'),
      package: 'github.com/pulumi/pulumi/pkg/v3/cmd/pulumi',
      // Without its version the Automation API refuses it.
      variables: { 'github.com/pulumi/pulumi/sdk/v3/go/common/version.Version': 'v3.259.0' },
    },
  },
  'pulumi-language-nodejs': {
    name: 'pulumi-language-nodejs',
    ...pulumiRange,
    versionArguments: undefined,
    beside: { name: 'pulumi', versionArguments: ['version'] },
    homepage: 'https://www.pulumi.com/docs/install/',
    archives: pulumiArchives,
    source: {
      // The newest that the Go module proxy has; it runs programs for today's engine, but no policy packs.
      version: [3, 68, 0],
      folder: sourceFolder('pulumi-language-nodejs'),
      package: 'github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs',
      variables: {},
    },
  },
  etcd: {
    name: 'etcd',
    range: { from: [3, 6, 0], before: [3, 8, 0] },
    supported: '3.6 or 3.7',
    versionArguments: ['--version'],
    homepage: 'https://etcd.io/docs/latest/install/',
    archives: {
      'linux-amd64': etcd('amd64', 'e8cd3fa8064c98137c5dbd78b76f969417ace84efb83c481041d7a52ffdd8fb9'),
      'linux-arm64': etcd('arm64', 'd7e25e08f694b6ed7792fc7b7a891fe2c3f3d3dccfe2f3bfdb1547b0eb75b6da'),
    },
    source: {
      version: [3, 7, 3],
      folder: sourceFolder('etcd'),
      package: 'go.etcd.io/etcd/server/v3',
      variables: {},
    },
  },
  'kube-apiserver': kubernetesProgram('kube-apiserver'),
  'kube-controller-manager': kubernetesProgram('kube-controller-manager'),
  // What only tests run: no archive of its own is pinned.
  kubeadm: kubernetesProgram('kubeadm', { versionArguments: ['version', '--output=short'], archives: {} }),
  kubectl: kubernetesProgram('kubectl', { versionArguments: ['version', '--client'], archives: {} }),
  'kube-scheduler': kubernetesProgram('kube-scheduler', { archives: {} }),
  kubelet: kubernetesProgram('kubelet', { archives: {} }),
  ...JUDGES,
};
