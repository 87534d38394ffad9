import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { certificates, clusterOf, nodePlaces, renderControlPlane } from '@palisade/constructs/control-plane';
import { textOfFile } from '../../control-plane/write';
import { leavesOf } from './leaves';
import { fileOf } from './renewal';

describe('certificates of a machine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'palisade-leaves-'));
  const options = {
    name: 'edge',
    endpoint: 'api.edge.example.com',
    nodes: [{ name: 'cp-1', address: '10.0.0.11', role: 'control-plane' as const }],
  };
  afterAll(() => rmSync(folder, { recursive: true }));

  it('are those of the model, each with its authority', () => {
    const prefix = 'nodes/cp-1/etc/kubernetes/manifests/';
    for (const file of renderControlPlane('static-pods', options)) {
      if (file.path.startsWith(prefix)) writeFileSync(join(folder, file.path.slice(prefix.length)), textOfFile(file));
    }
    const { pki, kubeconfigs } = nodePlaces('10.0.0.11');
    const model = certificates(clusterOf(options)).flatMap(({ file, signer }) =>
      signer === 'itself' ? [] : [`${pki[file]} by ${pki[signer]}`],
    );
    const clients = Object.values(kubeconfigs).map((path) => `${path} by ${pki.clusterAuthority}`);
    expect(
      leavesOf(folder)
        .map((leaf) => `${fileOf(leaf)} by ${leaf.authority}`)
        .sort(),
    ).toEqual([...model, ...clients].sort());
    expect(leavesOf(folder).flatMap(({ holder }) => (holder.kind === 'pair' ? [holder.seen] : []))).toEqual([
      { by: 'showing', server: '10.0.0.11:2379' },
      { by: 'showing', server: '10.0.0.11:2380' },
      { by: 'asking', server: 'https://10.0.0.11:2379', authority: pki.etcdAuthority },
      { by: 'showing', server: '10.0.0.11:6443' },
      { by: 'nobody' },
      { by: 'nobody' },
    ]);
  });

  it('are not looked for where there are no static pods', () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    expect(() => leavesOf(empty)).toThrow(
      `there is no ${join(empty, 'kube-apiserver.yaml')}: run the command on a machine of the control plane, or name the folder of its static pods with --manifests`,
    );
    expect(dirname(empty)).toBe(folder);
  });
});
