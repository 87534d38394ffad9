import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderControlPlane } from '@palisade/constructs/control-plane';
import { textOfFile } from '../../control-plane/write';
import { fileOf } from '../certificates/renewal';
import { type AuthorityName, placeOf } from './place';

describe('the place of an authority', () => {
  const folder = mkdtempSync(join(tmpdir(), 'palisade-place-'));
  const pki = '/etc/kubernetes/pki';
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeEach(() => {
    const prefix = 'nodes/cp-1/etc/kubernetes/manifests/';
    const nodes = [{ name: 'cp-1', address: '10.0.0.11', role: 'control-plane' as const }];
    for (const file of renderControlPlane('static-pods', { name: 'edge', endpoint: 'api.edge.example.com', nodes })) {
      if (file.path.startsWith(prefix)) writeFileSync(join(folder, file.path.slice(prefix.length)), textOfFile(file));
    }
  });

  it.each<[AuthorityName, string, string[], string[]]>([
    [
      'cluster',
      `${pki}/ca`,
      ['kube-controller-manager', 'kube-scheduler'],
      ['API server', 'client of kubelets', 'kube-controller-manager', 'kube-scheduler'],
    ],
    ['etcd', `${pki}/etcd/ca`, ['etcd'], ['etcd, for clients', 'etcd, for members', 'client of etcd']],
    ['front-proxy', `${pki}/front-proxy-ca`, [], ['front proxy']],
  ])('of %s is told by flags, with what depends on it', (name, base, pods, leaves) => {
    const { current, next, old, lock, ...place } = placeOf(name, folder);
    expect([current.certificate, next.key, old.certificate]).toEqual([
      `${base}.crt`,
      `${base}.next.key`,
      `${base}.old.crt`,
    ]);
    const found = [place.etcd, place.controllerManager, place.scheduler].flatMap((pod) => (pod ? [pod.name] : []));
    expect(found).toEqual(pods);
    expect(place.leaves.map((leaf) => leaf.name)).toEqual(leaves);
    expect(place.leaves.map(fileOf)).not.toContain(undefined);
    expect(lock).toBe(`${pki}/etcd/.certificates.lock`);
  });

  it.each([
    ['kube-apiserver', 'kubelet-certificate-authority', 'cluster', 'write /etc/kubernetes/pki/ca.crt there'],
    ['kube-controller-manager', 'root-ca-file', 'cluster', 'write /etc/kubernetes/pki/ca.crt there'],
    ['kube-controller-manager', 'cluster-signing-key-file', 'cluster', 'write /etc/kubernetes/pki/ca.key there'],
    ['etcd', 'peer-trusted-ca-file', 'etcd', 'write /etc/kubernetes/pki/etcd/ca.crt there'],
  ] as const)('is refused where %s has another --%s', (pod, flag, name, message) => {
    const path = join(folder, `${pod}.yaml`);
    writeFileSync(path, readFileSync(path, 'utf8').replace(new RegExp(`--${flag}=\\S+`), `--${flag}=/other.crt`));
    expect(() => placeOf(name, folder)).toThrow(message);
  });

  it('is refused where a kind of certificates is signed by a pair of its own', () => {
    const path = join(folder, 'kube-controller-manager.yaml');
    const own = '--cluster-signing-kubelet-client-cert-file=/other.crt';
    writeFileSync(path, readFileSync(path, 'utf8').replace('- --leader-elect', `- ${own}\n        - --leader-elect`));
    expect(() => placeOf('cluster', folder)).toThrow('has --cluster-signing-kubelet-client-cert-file');
  });
});
