import { writeFileSync } from 'node:fs';
import type { RenderedControlPlane } from '../control-plane/rendered';

/** Writes a kubeconfig of somebody whom the cluster's authority vouches for, with all in itself. Returns its path. */
export function writeKubeconfig(
  controlPlane: RenderedControlPlane,
  name: string,
  { cert, key }: { readonly cert: string; readonly key: string },
  path = controlPlane.path(`/${name}.kubeconfig`),
): string {
  const data = (text: string) => Buffer.from(text).toString('base64');
  const ca = controlPlane.read('/etc/kubernetes/pki/ca.crt');
  const cluster = { server: `https://127.0.0.1:${controlPlane.port}`, 'certificate-authority-data': data(ca) };
  const user = { 'client-certificate-data': data(cert), 'client-key-data': data(key) };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'edge', cluster }],
    users: [{ name, user }],
    contexts: [{ name: 'edge', context: { cluster: 'edge', user: name } }],
    'current-context': 'edge',
  };
  writeFileSync(path, JSON.stringify(config), { mode: 0o600 });
  return path;
}
