import type { ClusterNode } from '../cluster';
import type { RenderedFile } from '../render/file';
import { bottlerocketSettings } from './bottlerocket';
import { cloudInit } from './cloud-init';
import type { MachineSettings } from './firewall';
import { flatcarConfig } from './flatcar';

/** Configuration of every machine's operating system, for each that it may have: one of them is used. */
export function renderNodeOs(cluster: MachineSettings): readonly RenderedFile[] {
  return cluster.nodes.flatMap((node) => filesOf(cluster, node));
}

function filesOf(cluster: MachineSettings, node: ClusterNode): RenderedFile[] {
  const folder = `node-os/${node.name}`;
  return [
    {
      path: `${folder}/cloud-init.yaml`,
      mode: 0o600,
      content: { documents: [cloudInit(cluster, node)], firstLine: '#cloud-config' },
    },
    { path: `${folder}/flatcar.butane.yaml`, mode: 0o600, content: { documents: [flatcarConfig(cluster, node)] } },
    // Bottlerocket runs workloads; what it would take to run a control plane is no business of its settings.
    ...(node.role === 'worker'
      ? [{ path: `${folder}/bottlerocket.toml`, mode: 0o600, content: bottlerocketSettings(cluster, node) }]
      : []),
  ];
}
