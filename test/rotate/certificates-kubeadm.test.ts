import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { obtain } from '@palisade/rehearsal';
import { certificateIn, leafOf } from '../../cli/rotate/certificates/certificate';
import { type HeldLeaf, leavesOf } from '../../cli/rotate/certificates/leaves';
import { fileOf, heldPair, renew } from '../../cli/rotate/certificates/renewal';
import { statusOf } from '../../cli/rotate/certificates/status';
import { writeManifests } from './kubeadm-manifests';

const run = promisify(execFile);

describe('certificates that kubeadm made', () => {
  const folder = mkdtempSync(join(tmpdir(), 'palisade-kubeadm-'));
  const manifests = join(folder, 'manifests');
  let leaves: readonly HeldLeaf[];

  beforeAll(async () => {
    const { path } = await obtain('kubeadm', { progress: () => {}, signal: new AbortController().signal });
    const kubeadm = (...words: string[]) =>
      run(path, [
        'init',
        'phase',
        ...words,
        '--cert-dir',
        join(folder, 'pki'),
        '--apiserver-advertise-address=10.0.0.11',
      ]);
    await kubeadm('certs', 'all', '--kubernetes-version=v1.37.2');
    for (const name of ['admin', 'controller-manager', 'scheduler']) {
      await kubeadm('kubeconfig', name, '--kubeconfig-dir', folder, '--kubernetes-version=v1.37.2');
    }
    writeManifests(manifests, folder);
    leaves = leavesOf(manifests);
  }, 180_000);

  afterAll(() => rmSync(folder, { recursive: true }));

  it('are found, the one for probes and those of kubeconfigs too', () => {
    expect(leaves.map((leaf) => [leaf.name, statusOf(leaf, new Date()).problem])).toEqual(
      [
        ...['etcd, for clients', 'etcd, for members', 'client of etcd', 'probes of etcd', 'API server'],
        ...['client of kubelets', 'front proxy', 'kube-controller-manager', 'kube-scheduler', 'admin'],
      ].map((name) => [name, undefined]),
    );
  });

  it('are renewed for the same names, purposes and lifetimes, and kubeadm reads the result', async () => {
    for (const leaf of leaves) {
      const described = () => leafOf(certificateIn(heldPair(leaf).certificate, fileOf(leaf)), fileOf(leaf));
      const [before, text] = [described(), readFileSync(fileOf(leaf), 'utf8')];
      renew(leaf, new Date());
      expect(described()).toEqual(before);
      expect(readFileSync(fileOf(leaf), 'utf8')).not.toBe(text);
      expect(statusOf(leaf, new Date())).toMatchObject({ due: false, problem: undefined });
    }
    const { path } = await obtain('kubeadm', { progress: () => {}, signal: new AbortController().signal });
    // What is there and right, it keeps: it says so of each.
    const { stdout } = await run(path, [
      ...['init', 'phase', 'certs', 'all', '--kubernetes-version=v1.37.2', '--cert-dir', join(folder, 'pki')],
      '--apiserver-advertise-address=10.0.0.11',
    ]);
    expect(stdout.match(/Using existing [\w/-]+ certificate and key on disk/g) ?? []).toHaveLength(7);
  });
});
