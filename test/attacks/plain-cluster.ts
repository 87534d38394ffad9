import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Flags, toArguments } from '@palisade/constructs/control-plane';
import { type Authority, createAuthority, issue, keyPem } from '../../rehearsal/cluster/certificate';
import { type Child, startChild, tail } from '../../rehearsal/cluster/child';
import { kubeconfig } from '../../rehearsal/cluster/kubeconfig';
import { type ClusterPrograms, stopChildren } from '../../rehearsal/cluster/launch';
import { freePorts } from '../../rehearsal/cluster/ports';
import { askOnce } from '../../rehearsal/kubernetes/client';
import { guard } from '../../rehearsal/programs/guard';

/** A control plane as Kubernetes comes: its own defaults, and no flag but those that it does not start without. */
export interface PlainCluster {
  readonly endpoint: string;
  readonly etcdEndpoint: string;
  readonly etcdData: string;
  readonly authority: Authority;
  /** The key that signs service account tokens, PEM. */
  readonly tokenKey: string;
  readonly stop: () => Promise<void>;
}

const host = '127.0.0.1';

/** Starts one in a folder that exists and is empty. */
export async function startPlainCluster(folder: string, programs: ClusterPrograms): Promise<PlainCluster> {
  const [port = 0, etcdPort = 0, peerPort = 0] = await freePorts(3);
  const authority = createAuthority('plain', 24);
  const write = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const tokenKey = keyPem(privateKey);
  const ca = write('ca.crt', authority.certificate);
  const caKey = write('ca.key', keyPem(authority.key));
  const server = issue(authority, {
    subject: { commonName: 'plain' },
    use: 'server',
    hosts: [host],
    lifetimeHours: 24,
  });
  const signing = write('sa.key', tokenKey);
  const etcdEndpoint = `http://${host}:${etcdPort}`;
  const etcdData = join(folder, 'etcd');
  mkdirSync(etcdData, { mode: 0o700 });
  const children: Child[] = [];
  const unguard = guard(() => children.map(({ identity }) => identity));
  const start = async (name: keyof ClusterPrograms, flags: Flags) => {
    children.unshift(await startChild(name, programs[name], toArguments(flags), join(folder, `${name}.log`)));
  };
  const stop = async () => {
    await stopChildren(children);
    unguard();
  };
  const endpoint = `https://${host}:${port}`;
  const { certificate: cert, key } = issue(authority, {
    subject: { commonName: 'system:kube-controller-manager' },
    use: 'client',
    lifetimeHours: 24,
  });
  try {
    await start('etcd', {
      'data-dir': etcdData,
      'listen-client-urls': etcdEndpoint,
      'advertise-client-urls': etcdEndpoint,
      // The loopback address of this machine instead of all, and ports of our own: nothing else differs.
      'listen-peer-urls': `http://${host}:${peerPort}`,
      'initial-advertise-peer-urls': `http://${host}:${peerPort}`,
      'initial-cluster': `default=http://${host}:${peerPort}`,
      'log-level': 'warn',
    });
    await start('kube-apiserver', {
      'etcd-servers': etcdEndpoint,
      // Without an authority for clients, nobody could be told from anybody.
      'client-ca-file': ca,
      'tls-cert-file': write('server.crt', server.certificate),
      'tls-private-key-file': write('server.key', server.key),
      'service-account-issuer': 'https://kubernetes.default.svc.cluster.local',
      'service-account-signing-key-file': signing,
      'service-account-key-file': write('sa.pub', publicKey.export({ type: 'spki', format: 'pem' }).toString()),
      // The default refuses every privileged container, the network's and kube-proxy's too: all installers set this.
      'allow-privileged': true,
      'bind-address': host,
      'secure-port': port,
      'endpoint-reconciler-type': 'none',
    });
    const ask = (path: string) => askOnce({ endpoint, ca: authority.certificate, cert, key }, { method: 'GET', path });
    await until(children, async () => (await ask('/readyz')).status === 200);
    const parts = { endpoint, caPem: authority.certificate, user: 'system:kube-controller-manager', cert, key };
    await start('kube-controller-manager', {
      kubeconfig: write('controller-manager.json', JSON.stringify(kubeconfig(parts))),
      'service-account-private-key-file': signing,
      'root-ca-file': ca,
      'cluster-signing-cert-file': ca,
      'cluster-signing-key-file': caKey,
      'secure-port': 0,
      'leader-elect': false,
    });
    await until(children, async () => {
      return (await ask('/api/v1/namespaces/default/serviceaccounts/default')).status === 200;
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { endpoint, etcdEndpoint, etcdData, authority, tokenKey, stop };
}

/** Waits until something holds, a minute at most. */
async function until(children: readonly Child[], holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    try {
      if (await holds()) return;
    } catch {
      // Nobody listens yet.
    }
    await sleep(50);
  }
  throw new Error(`The plain cluster does not become ready.\n${children.map(({ log }) => tail(log)).join('\n')}`);
}
