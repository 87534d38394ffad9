import { App, Chart } from 'cdk8s';
import type { ApiObjectJson } from '../synth/apply-order';
import { checkedObjects } from '../synth/check';
import { YamlWriter } from '../synth/yaml';
import { ClusterBaseline, type ClusterBaselineProps } from './cluster-baseline';

/** Says on every object of the baseline where it comes from. */
const managedBy = { 'app.kubernetes.io/managed-by': 'palisade' };

/**
 * The objects of a {@link ClusterBaseline}, without an app to synthesise: plain JSON, checked against the catalogue, in the
 * order to apply them. The same options give the same objects, to the byte, whatever the order of the teams.
 *
 * @throws ConstructError that names every wrong property
 * @throws CheckError where an object breaks a rule of the catalogue that is critical or high
 */
export function baselineObjects(options: ClusterBaselineProps): ApiObjectJson[] {
  const chart = new Chart(new App(), 'baseline', { labels: managedBy });
  new ClusterBaseline(chart, 'cluster', options);
  return checkedObjects(chart);
}

/** Objects as the text of one file, in their order, a document each. It is YAML 1.1 and 1.2 alike. */
export function toYaml(objects: readonly ApiObjectJson[]): string {
  return new YamlWriter().documents(objects);
}

/**
 * Whether the cluster makes this object by itself: its own namespaces, and every namespace's `default` service account.
 * Whoever applies it changes what is there already, and must leave it when taking the rest away: the API server refuses to
 * delete these namespaces, and a controller makes the accounts anew.
 */
export function madeByCluster(object: ApiObjectJson): boolean {
  const { kind, apiVersion, metadata } = object;
  if (apiVersion !== 'v1') return false;
  if (kind === 'Namespace') return metadata.name === 'default' || metadata.name.startsWith('kube-');
  return kind === 'ServiceAccount' && metadata.name === 'default';
}
