import { type ClusterOptions, clusterOf, controlPlaneNodes } from '../cluster';
import { renderNodeOs } from '../node-os';
import { priorityAndFairness } from '../priority';
import { backupFiles } from './backup';
import { bindings } from './bindings';
import { encryptionTemplate } from './configuration';
import { type RenderedFile, yamlFile } from './file';
import { renderKubeadm } from './kubeadm';
import { joinPort, renderDistribution } from './rancher';
import { readme, templateName } from './readme';
import { renderStaticPods } from './static-pods';
import { renderTalos, talosEncryptionTemplate } from './talos';

/** What a control plane can be rendered for. */
export const tools = ['kubeadm', 'k3s', 'rke2', 'static-pods', 'talos'] as const;

/** One of {@link tools}. */
export type Tool = (typeof tools)[number];

const renderers: Readonly<Record<Tool, typeof renderKubeadm>> = {
  kubeadm: renderKubeadm,
  k3s: (cluster) => renderDistribution('k3s', cluster),
  rke2: (cluster) => renderDistribution('rke2', cluster),
  'static-pods': renderStaticPods,
  talos: renderTalos,
};

/**
 * All files of a cluster's control plane for one tool: what goes onto each machine, how its operating system is set up, and a
 * README of what must be made there. No file holds a secret. The same options give the same files.
 *
 * @throws ConstructError that names every wrong option
 */
export function renderControlPlane(tool: Tool, options: ClusterOptions): readonly RenderedFile[] {
  const cluster = clusterOf(options);
  const forMachines = renderers[tool](cluster);
  const files: RenderedFile[] = [
    { path: 'README.md', mode: 0o644, content: readme(tool, cluster, forMachines) },
    ...forMachines,
    { path: 'cluster/priority.yaml', mode: 0o644, content: { documents: priorityAndFairness } },
  ];
  if (tool === 'talos') return [...files, { path: templateName, mode: 0o600, content: talosEncryptionTemplate() }];
  if (cluster.encryption.provider === 'local') files.push(yamlFile(templateName, encryptionTemplate()));
  if (tool === 'static-pods' || tool === 'kubeadm') {
    files.push({ path: 'cluster/bindings.yaml', mode: 0o644, content: { documents: bindings } });
    files.push(...controlPlaneNodes(cluster).flatMap(backupFiles));
  }
  return [...files, ...renderNodeOs(tool === 'rke2' ? { ...cluster, joinPort: joinPort.rke2 } : cluster)];
}
