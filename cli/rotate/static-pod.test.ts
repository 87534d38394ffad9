import fs, { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StaticPod } from './static-pod';

jest.mock('node:fs', () => ({ ...jest.requireActual('node:fs') }));

describe('a static pod', () => {
  const folder = mkdtempSync(join(tmpdir(), 'palisade-pods-'));
  const path = join(folder, 'kube-apiserver.yaml');
  const { existsSync } = fs;
  const manifest = `# of ours
apiVersion: v1
kind: Pod
metadata:
  name: kube-apiserver
  annotations: { theirs: kept }
spec:
  containers:
    - command: [kube-apiserver, --secure-port=6443, --service-account-key-file=/a.pub]
      args: [--service-account-key-file=/b=c.pub, --profiling]
`;
  beforeEach(() => writeFileSync(path, manifest, { mode: 0o600 }));
  afterEach(() => Object.assign(fs, { existsSync }));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('has its flags in command and arguments, each as often as it is given', () => {
    const pod = StaticPod.read(folder, 'kube-apiserver');
    expect(Object.fromEntries(pod.flags)).toEqual({
      'secure-port': ['6443'],
      'service-account-key-file': ['/a.pub', '/b=c.pub'],
      profiling: ['true'],
    });
    expect(() => pod.required('etcd-servers')).toThrow(`${path} has no --etcd-servers: write it there first`);
  });

  it('is restarted by an annotation, once for each value; all else stays as it was', () => {
    const pod = StaticPod.read(folder, 'kube-apiserver');
    expect([pod.restart('ours', 'a'), pod.restart('ours', 'a'), pod.restartedFor('ours')]).toEqual([true, false, 'a']);
    expect(readFileSync(path, 'utf8')).toContain('annotations: { theirs: kept, ours: a }');
    expect(readFileSync(path, 'utf8')).toMatch(/^# of ours\n/);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(pod.restart('ours', 'b')).toBe(true);
    expect(Object.fromEntries(StaticPod.read(folder, 'kube-apiserver').flags)['secure-port']).toEqual(['6443']);
  });

  it('gets other values for its flags at the same moment, each time that it is given', () => {
    const pod = StaticPod.read(folder, 'kube-apiserver');
    expect(pod.restart('ours', 'c', { 'service-account-key-file': '/d.pub', missing: 'x' })).toBe(true);
    expect(Object.fromEntries(StaticPod.read(folder, 'kube-apiserver').flags)).toEqual({
      'secure-port': ['6443'],
      'service-account-key-file': ['/d.pub', '/d.pub'],
      profiling: ['true'],
    });
    expect(pod.restart('ours', 'c', { 'secure-port': '1' })).toBe(false);
  });

  it.each([
    ['no YAML', 'a: [', 'is no YAML: '],
    ['no pod', 'kind: Service', 'is no Pod'],
    ['no flags', 'kind: Pod\nspec: { containers: [{ command: [sleep] }] }', 'starts nothing with flags'],
  ])('is refused where it is %s', (_, text, message) => {
    writeFileSync(path, text);
    expect(() => StaticPod.read(folder, 'kube-apiserver')).toThrow(message);
  });

  it.each([
    [
      'K3s',
      '/var/lib/rancher/k3s/server',
      'this is a machine of K3s, which has commands of its own: for certificates `k3s certificate rotate`',
    ],
    [
      'RKE2',
      '/var/lib/rancher/rke2/server',
      'this is a machine of RKE2, which has commands of its own: for certificates `rke2 certificate rotate`',
    ],
    ['any other', '/nowhere', 'etcd.yaml: run the command on a machine of the control plane, or name the folder'],
  ])('is missing on a machine of %s, which says what to do', (_, there, message) => {
    Object.assign(fs, { existsSync: (each: string) => each === there });
    expect(() => StaticPod.read(folder, 'etcd')).toThrow(message);
  });
});
