import { type ApiObjectJson, madeByCluster, toYaml } from '@palisade/constructs';
import type { BaselineConfig, DeliveryConfig } from '../config';
import { type AwsName, clusterArn } from '../identity';
import { objectsOf } from './objects';

/** A file of a rendered baseline. */
export interface RenderedFile {
  /** Relative to the folder that is rendered to, with `/`. */
  path: string;
  text: string;
}

export interface RenderArgs {
  baseline: BaselineConfig;
  cluster: { name: string /** Kubernetes' minor version, such as `1.35`. */; version: string };
  account: AwsName;
}

type GitOps = Extract<DeliveryConfig, { mode: 'gitops' }>;

/** Keeps a pruning tool from deleting what the cluster makes by itself. */
const keep = {
  'argocd-capability': { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' },
  flux: { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' },
} as const satisfies Record<GitOps['tool'], Record<string, string>>;

/**
 * The baseline as files for Argo CD or Flux: one for what is cluster-wide, one for each namespace, a `kustomization.yaml`
 * that lists them, and `bootstrap.yaml`, which tells the tool where to pull from and is the one thing it can't pull itself.
 *
 * The same config gives the same bytes, so that a commit shows only what changed. Nothing is written here.
 *
 * @throws when delivery is not gitops.
 */
export function renderBaseline({ baseline, cluster, account }: RenderArgs): RenderedFile[] {
  const { delivery } = baseline;
  if (delivery.mode !== 'gitops') {
    throw new Error(
      `palisade:baseline delivery.mode is "${delivery.mode}", which needs no rendered files. ` +
        'Write mode: gitops with tool, repository and path to deliver from Git.',
    );
  }
  const files = new Map<string, ApiObjectJson[]>();
  for (const object of objectsOf(baseline, cluster.version)) {
    const path = fileOf(object);
    files.set(path, [...(files.get(path) ?? []), madeByCluster(object) ? kept(object, delivery.tool) : object]);
  }
  const manifests = [...files].sort(byPath).map(([path, objects]) => ({ path, text: toYaml(objects) }));
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    metadata: { name: 'baseline' },
    resources: manifests.map(({ path }) => path),
  };
  return [
    { path: 'bootstrap.yaml', text: toYaml(bootstrap(delivery, cluster.name, clusterArn(account, cluster.name))) },
    { path: 'kustomization.yaml', text: toYaml([kustomization]) },
    ...manifests,
  ];
}

function fileOf({ kind, metadata }: ApiObjectJson): string {
  const namespace = kind === 'Namespace' ? metadata.name : metadata.namespace;
  return namespace === undefined ? 'cluster.yaml' : `namespaces/${namespace}.yaml`;
}

function byPath([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1;
}

function kept(object: ApiObjectJson, tool: GitOps['tool']): ApiObjectJson {
  const annotations = { ...object.metadata.annotations, ...keep[tool] };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

function bootstrap({ tool, repository, path }: GitOps, clusterName: string, arn: string): ApiObjectJson[] {
  return tool === 'flux' ? fluxSource(repository, path) : argoApplication(repository, path, clusterName, arn);
}

/** Source: https://docs.aws.amazon.com/eks/latest/userguide/argocd-register-clusters.html */
function argoApplication(repository: string, path: string, clusterName: string, arn: string): ApiObjectJson[] {
  return [
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: clusterName,
        namespace: 'argocd',
        labels: { 'argocd.argoproj.io/secret-type': 'cluster' },
      },
      // A registration, with nothing secret in it: Argo CD's own role opens the cluster.
      stringData: { name: clusterName, server: arn, project: 'default' },
    },
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: 'baseline', namespace: 'argocd' },
      spec: {
        project: 'default',
        source: { repoURL: repository, path, targetRevision: 'HEAD' },
        destination: { name: clusterName },
        syncPolicy: {
          automated: { prune: true, selfHeal: true },
          syncOptions: ['ServerSideApply=true'],
        },
      },
    },
  ];
}

/** Source: https://fluxcd.io/flux/components/ */
function fluxSource(repository: string, path: string): ApiObjectJson[] {
  return [
    {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata: { name: 'baseline', namespace: 'flux-system' },
      spec: { interval: '1m0s', url: repository, ref: { branch: 'main' } },
    },
    {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name: 'baseline', namespace: 'flux-system' },
      spec: {
        interval: '10m0s',
        sourceRef: { kind: 'GitRepository', name: 'baseline' },
        path: `./${path}`,
        prune: true,
        wait: true,
      },
    },
  ];
}
