import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { KubernetesObject } from '@palisade/rehearsal';
import { parseAllDocuments } from 'yaml';

interface Source {
  readonly module: string;
  readonly version: string;
  /** As the Go checksum database vouches for it. */
  readonly sum: string;
  /** Files and folders in it that hold definitions. */
  readonly paths: readonly string[];
}

/** Where the makers of custom resources publish their definitions: in their Go modules, which can be pinned and checked. */
const sources: readonly Source[] = [
  {
    module: 'github.com/cert-manager/cert-manager',
    version: 'v1.21.2',
    sum: 'h1:UWgoYM+KLNtRlqmoWOKjKBOBUPVHeepQ6/ac3ERJW68=',
    paths: ['deploy/crds/cert-manager.io_certificates.yaml'],
  },
  {
    module: 'github.com/cilium/cilium',
    version: 'v1.20.2',
    sum: 'h1:dqiEGIcXc+gqCLYG/l7VCFJ8GHyb4HUrwbZOpkX5dL8=',
    paths: [
      'pkg/k8s/apis/cilium.io/client/crds/v2/ciliumnetworkpolicies.yaml',
      'pkg/k8s/apis/cilium.io/client/crds/v2/ciliumclusterwidenetworkpolicies.yaml',
    ],
  },
  {
    module: 'github.com/envoyproxy/gateway',
    version: 'v1.9.1',
    sum: 'h1:vAVp6/AlBXJ1aOhp1mxL7fNEzVEfjADUguUhm2wzxQY=',
    paths: ['charts/gateway-helm/charts/crds/crds/generated/gateway.envoyproxy.io_securitypolicies.yaml'],
  },
  {
    module: 'github.com/external-secrets/external-secrets',
    version: 'v1.3.2',
    sum: 'h1:u2J8RjlHIeF0oZCqtl92adI/uZWUwOesJIDkfql6LqQ=',
    paths: [
      'config/crds/bases/external-secrets.io_externalsecrets.yaml',
      'config/crds/bases/external-secrets.io_secretstores.yaml',
    ],
  },
  {
    module: 'istio.io/api',
    version: 'v1.31.4',
    sum: 'h1:AcnncYrlDj1PJkym7h88Gggkef4MAra8QpGaXRMsr+E=',
    paths: ['kubernetes/customresourcedefinitions.gen.yaml'],
  },
  {
    module: 'sigs.k8s.io/gateway-api',
    version: 'v1.5.1',
    sum: 'h1:RqVRIlkhLhUO8wOHKTLnTJA6o/1un4po4/6M1nRzdd0=',
    paths: ['config/crd/standard'],
  },
  {
    // The older kinds, which later versions no longer define.
    module: 'sigs.k8s.io/network-policy-api',
    version: 'v0.1.7',
    sum: 'h1:obY2FTEidLXVdRYu7gJ4q1RYE57pBnrpMqoE2LZgp4g=',
    paths: ['config/crd/experimental'],
  },
  {
    module: 'sigs.k8s.io/network-policy-api',
    version: 'v0.2.0',
    sum: 'h1:W/f0Y9VoeQdOWjX/h2gZyLH6gZ5LLEXmh/9wy9mQWKw=',
    paths: ['config/crd/standard'],
  },
  {
    module: 'sigs.k8s.io/secrets-store-csi-driver',
    version: 'v1.4.0',
    sum: 'h1:R9JVcKOs11fEuiOLlH1BWMeyb6WYzvElRVkq1BWJkr4=',
    paths: ['config/crd/bases/secrets-store.csi.x-k8s.io_secretproviderclasses.yaml'],
  },
];

/**
 * The makers' own definitions of the custom resources that constructs write and rules are about. There are none here of
 * Linkerd and Calico, which publish no module that can be had; see {@link looseDefinitions}.
 *
 * @throws where a module is not what its checksum says
 */
export async function customResourceDefinitions(): Promise<KubernetesObject[]> {
  const folder = mkdtempSync(join(tmpdir(), 'palisade-definitions-'));
  try {
    writeFileSync(join(folder, 'go.mod'), 'module palisade.dev/definitions\n');
    const found: KubernetesObject[] = [];
    for (const source of sources) {
      const module = await download(folder, source);
      for (const path of source.paths) found.push(...definitionsIn(join(module, path)));
    }
    return found;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Names of Linkerd's policies: kind, plural, and versions, of which the first is stored. */
const linkerd: readonly (readonly [string, string, ...string[]])[] = [
  ['AuthorizationPolicy', 'authorizationpolicies', 'v1alpha1'],
  ['MeshTLSAuthentication', 'meshtlsauthentications', 'v1alpha1'],
  ['Server', 'servers', 'v1beta3', 'v1beta2', 'v1beta1'],
];

/**
 * Definitions in the place of those of Linkerd's makers, so that an API server serves the kinds. They take any spec: an
 * object that they let pass may be none to Linkerd.
 */
export function looseDefinitions(): KubernetesObject[] {
  return linkerd.map(([kind, plural, ...versions]) => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.policy.linkerd.io` },
    spec: {
      group: 'policy.linkerd.io',
      scope: 'Namespaced',
      names: { kind, plural },
      versions: versions.map((name, index) => ({
        name,
        served: true,
        storage: index === 0,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      })),
    },
  }));
}

async function download(cwd: string, { module, version, sum }: Source): Promise<string> {
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/local/go/bin`, GOFLAGS: '-mod=mod', GOWORK: 'off' };
  const { stdout } = await promisify(execFile)('go', ['mod', 'download', '-json', `${module}@${version}`], {
    cwd,
    env,
  });
  const { Dir: folder, Sum: found } = JSON.parse(stdout) as { Dir: string; Sum: string };
  if (found !== sum) throw new Error(`${module} ${version} has the checksum ${found}, and not ${sum}`);
  return folder;
}

function definitionsIn(path: string): KubernetesObject[] {
  if (!path.endsWith('.yaml')) {
    const files = readdirSync(path).filter((name) => name.endsWith('.yaml') && !name.startsWith('kustomiz'));
    return files.sort().flatMap((name) => definitionsIn(join(path, name)));
  }
  const documents = parseAllDocuments(readFileSync(path, 'utf8')).map(
    (document) => document.toJS() as KubernetesObject,
  );
  return documents.filter((document) => document?.kind === 'CustomResourceDefinition');
}
