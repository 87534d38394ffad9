import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StaticPod } from '../static-pod';
import type { PairFiles } from './pair';

/** What holds a certificate of a machine of the control plane. */
export type Holder =
  | { readonly kind: 'pair'; readonly files: PairFiles; readonly seen: Seen }
  | { readonly kind: 'kubeconfig'; readonly path: string; readonly pod: StaticPod | undefined };

/** How it is seen that the new certificate is in use. */
export type Seen =
  | { readonly by: 'showing'; readonly server: string }
  | { readonly by: 'asking'; readonly server: string; readonly authority: string }
  /** Only by those that the API server talks to. */
  | { readonly by: 'nobody' };

/** A certificate that ends, and whose authority is here. */
export interface HeldLeaf {
  readonly name: string;
  readonly holder: Holder;
  /** Path of the authority that signs it. */
  readonly authority: string;
}

/**
 * All certificates of this machine that end, as its components are started with them, in the order to renew them: etcd's first,
 * without which no API server starts.
 */
export function leavesOf(manifests: string): readonly HeldLeaf[] {
  const apiServer = StaticPod.read(manifests, 'kube-apiserver');
  const cluster = apiServer.required('client-ca-file');
  const pair = (pod: StaticPod, certificate: string, key: string): PairFiles => ({
    certificate: pod.required(certificate),
    key: pod.required(key),
  });
  const own = `${reachable(apiServer.flag('bind-address'))}:${apiServer.flag('secure-port') ?? '6443'}`;
  const leaf = (name: string, authority: string, files: PairFiles, seen: Seen): HeldLeaf => ({
    name,
    authority,
    holder: { kind: 'pair', files, seen },
  });
  return [
    ...etcdLeaves(manifests, apiServer),
    leaf('API server', cluster, pair(apiServer, 'tls-cert-file', 'tls-private-key-file'), {
      by: 'showing',
      server: own,
    }),
    leaf('client of kubelets', cluster, pair(apiServer, 'kubelet-client-certificate', 'kubelet-client-key'), {
      by: 'nobody',
    }),
    leaf(
      'front proxy',
      apiServer.required('requestheader-client-ca-file'),
      pair(apiServer, 'proxy-client-cert-file', 'proxy-client-key-file'),
      { by: 'nobody' },
    ),
    ...kubeconfigLeaves(manifests, cluster),
  ];
}

/** What is held by whoever changes certificates of a machine, all of which are given. */
export function lockOf([leaf]: readonly HeldLeaf[]): string {
  return join(dirname(leaf?.authority ?? ''), '.certificates.lock');
}

/** None where etcd runs elsewhere, but for the API server's own. */
function etcdLeaves(manifests: string, apiServer: StaticPod): HeldLeaf[] {
  const client = { certificate: apiServer.flag('etcd-certfile'), key: apiServer.flag('etcd-keyfile') };
  const authority = apiServer.flag('etcd-cafile');
  const [server] = (apiServer.flag('etcd-servers') ?? '').split(',');
  if (client.certificate === undefined || client.key === undefined || authority === undefined || !server) return [];
  const leaves: HeldLeaf[] = [];
  if (existsSync(join(manifests, 'etcd.yaml'))) {
    const etcd = StaticPod.read(manifests, 'etcd');
    for (const [name, prefix, urls] of [
      ['etcd, for clients', '', 'listen-client-urls'],
      ['etcd, for members', 'peer-', 'listen-peer-urls'],
    ] as const) {
      const [listening = ''] = etcd.required(urls).split(',');
      leaves.push({
        name,
        authority: etcd.required(`${prefix}trusted-ca-file`),
        holder: {
          kind: 'pair',
          files: { certificate: etcd.required(`${prefix}cert-file`), key: etcd.required(`${prefix}key-file`) },
          seen: { by: 'showing', server: new URL(listening).host },
        },
      });
    }
  }
  leaves.push({
    name: 'client of etcd',
    authority,
    holder: {
      kind: 'pair',
      files: { certificate: client.certificate, key: client.key },
      seen: { by: 'asking', server, authority },
    },
  });
  // kubeadm's own, for probes.
  const probes = join(dirname(authority), 'healthcheck-client');
  if (existsSync(`${probes}.crt`)) {
    leaves.push({
      name: 'probes of etcd',
      authority,
      holder: {
        kind: 'pair',
        files: { certificate: `${probes}.crt`, key: `${probes}.key` },
        seen: { by: 'asking', server, authority },
      },
    });
  }
  return leaves;
}

function kubeconfigLeaves(manifests: string, authority: string): HeldLeaf[] {
  const pods = ['kube-controller-manager', 'kube-scheduler'].filter((name) =>
    existsSync(join(manifests, `${name}.yaml`)),
  );
  const leaves = pods.map((name): HeldLeaf => {
    const pod = StaticPod.read(manifests, name);
    return { name, authority, holder: { kind: 'kubeconfig', path: pod.required('kubeconfig'), pod } };
  });
  // Administrators' own, where kubeadm put them. Kubelets renew theirs by themselves.
  const folder = dirname(dirname(authority));
  for (const name of ['admin', 'super-admin']) {
    const path = join(folder, `${name}.conf`);
    if (existsSync(path)) leaves.push({ name, authority, holder: { kind: 'kubeconfig', path, pod: undefined } });
  }
  return leaves;
}

/** Where a server answers that listens on an address; one that listens on all answers here too. */
function reachable(address: string | undefined): string {
  if (address === undefined || address === '0.0.0.0') return '127.0.0.1';
  if (address === '::') return '[::1]';
  return address.includes(':') ? `[${address}]` : address;
}
