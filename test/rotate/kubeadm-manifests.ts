import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderControlPlane } from '@palisade/constructs/control-plane';
import { textOfFile } from '../../cli/control-plane/write';

/**
 * Writes the model's own manifests for certificates that kubeadm made in a folder, since kubeadm writes its own to no other
 * folder than the machine's; the places are the same.
 */
export function writeManifests(manifests: string, folder: string): void {
  mkdirSync(manifests);
  const prefix = 'nodes/cp-1/etc/kubernetes/manifests/';
  const nodes = [{ name: 'cp-1', address: '10.0.0.11', role: 'control-plane' as const }];
  for (const file of renderControlPlane('static-pods', { name: 'edge', endpoint: 'api.edge.example.com', nodes })) {
    if (!file.path.startsWith(prefix)) continue;
    const text = textOfFile(file).replaceAll(/(?<==)\/etc\/kubernetes(?=\/)/g, folder);
    writeFileSync(join(manifests, file.path.slice(prefix.length)), text);
  }
}
