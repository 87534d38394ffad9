import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import {
  apiServerFlags,
  type ClusterOptions,
  clusterOf,
  controllerManagerFlags,
  etcdFlags,
  nodePlaces,
  renderControlPlane,
  schedulerFlags,
  toArguments,
} from '@palisade/constructs/control-plane';
import { obtain } from '@palisade/rehearsal';
import { parse } from 'yaml';
import { textOfFile } from '../../cli/control-plane/write';

const run = promisify(execFile);

const plain: ClusterOptions = {
  name: 'edge',
  endpoint: 'api.edge.example.com',
  nodes: [{ name: 'cp-1', address: '10.0.0.11', role: 'control-plane' }],
};
const everything: ClusterOptions = {
  ...plain,
  endpoint: 'api.edge.example.com:8443',
  minimumTls: '1.2',
  encryption: { provider: 'vault-transit', address: 'https://vault.example.com', key: 'etcd' },
  issuers: [{ url: 'https://login.example.com', audiences: ['kubernetes'], prefix: 'corp:' }],
  auditWebhook: { url: 'https://audit.example.com/events' },
  imageWebhook: { url: 'https://images.example.com/review' },
  nodes: [
    { name: 'cp-1', address: '10.0.0.11', role: 'control-plane' },
    { name: 'cp-2', address: '10.0.0.12', role: 'control-plane' },
    { name: 'cp-3', address: '10.0.0.13', role: 'control-plane' },
    { name: 'worker-1', address: '10.0.0.21', role: 'worker' },
  ],
};

interface Pod {
  readonly spec: {
    readonly securityContext: object;
    readonly containers: readonly [{ readonly command: readonly string[]; readonly securityContext: object }];
  };
}

describe.each([
  ['of one machine', plain],
  ['with every choice', everything],
])('kubeadm, given a cluster %s', (_, options) => {
  const folder = mkdtempSync(join(tmpdir(), 'palisade-kubeadm-'));
  const configuration = (node: string, name: string) =>
    join(folder, 'nodes', node, 'etc/kubernetes/palisade/kubeadm', name);
  let kubeadm: string;

  beforeAll(async () => {
    const { signal } = new AbortController();
    kubeadm = (await obtain('kubeadm', { progress: () => {}, signal })).path;
    for (const file of renderControlPlane('kubeadm', options)) {
      const path = join(folder, file.path);
      mkdirSync(dirname(path), { recursive: true });
      const [, node = ''] = /^nodes\/([^/]+)/.exec(file.path) ?? [];
      const own = join(folder, 'nodes', node, 'etc/kubernetes/palisade/kubeadm');
      writeFileSync(path, textOfFile(file).replaceAll('/etc/kubernetes/palisade/kubeadm', own));
    }
  }, 900_000);

  afterAll(() => rmSync(folder, { recursive: true }));

  it('takes every file of its own', async () => {
    for (const { name } of options.nodes) {
      const file = configuration(name, name === 'cp-1' ? 'init.yaml' : 'join.yaml');
      // It looks for the file that is made by hand, and reads it later.
      if (name !== 'cp-1') writeFileSync(configuration(name, 'discovery.conf'), '');
      const { stdout } = await run(kubeadm, ['config', 'validate', '--config', file]);
      expect([name, stdout.trim()]).toEqual([name, 'ok']);
    }
  });

  it('makes of them static pods with the flags of the model, confined', async () => {
    const pods = join(folder, 'pods');
    mkdirSync(pods);
    const env = { PATH: process.env.PATH, KUBEADM_INIT_DRYRUN_DIR: pods };
    const phase = ['--config', configuration('cp-1', 'init.yaml'), '--dry-run'];
    await run(kubeadm, ['init', 'phase', 'control-plane', 'all', ...phase], { env });
    await run(kubeadm, ['init', 'phase', 'etcd', 'local', ...phase], { env });

    const cluster = clusterOf(options);
    const places = nodePlaces('10.0.0.11');
    const [first = { name: '', address: '' }] = cluster.nodes;
    const expected = {
      'kube-apiserver': toArguments(apiServerFlags(cluster, places)),
      'kube-controller-manager': toArguments(controllerManagerFlags(cluster, places)),
      'kube-scheduler': toArguments(schedulerFlags(cluster, places)),
      etcd: toArguments(etcdFlags('cp-1', [first], places)),
    };
    // kubeadm's own API server asks its own etcd by the loopback address, which etcd then listens on too.
    const own = ['--etcd-servers=https://10.0.0.11:2379', '--listen-client-urls=https://10.0.0.11:2379'];
    const leftOut = ['--cors=https://10.0.0.11:2379'];
    for (const [name, flags] of Object.entries(expected)) {
      const { spec } = parse(readFileSync(join(pods, `${name}.yaml`), 'utf8')) as Pod;
      const [{ command, securityContext }] = spec.containers;
      const missing = flags.filter((flag) => !command.includes(flag) && !own.includes(flag) && !leftOut.includes(flag));
      expect([name, missing]).toEqual([name, []]);
      expect(command.filter((argument) => argument.startsWith('--authorization-mode'))).toEqual([]);
      expect(spec.securityContext).toEqual({ seccompProfile: { type: 'RuntimeDefault' } });
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'], ...(name === 'kube-apiserver' && { add: ['NET_BIND_SERVICE'] }) },
      });
    }
  });
});
