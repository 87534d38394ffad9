import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type HeldLeaf, leavesOf, lockOf } from '../certificates/leaves';
import type { PairFiles } from '../certificates/pair';
import { StaticPod } from '../static-pod';

/** The authorities of a control plane: of its clients and servers, of etcd, and of the front proxy. */
export const authorityNames = ['cluster', 'etcd', 'front-proxy'] as const;

/** One of {@link authorityNames}. */
export type AuthorityName = (typeof authorityNames)[number];

/** Where an authority lies on a machine of the control plane, and what there depends on it. */
export interface Place {
  readonly name: AuthorityName;
  /** What is trusted: one certificate or several, the one that signs first; and the key of that one. */
  readonly current: PairFiles;
  /** Where the new one waits, and the old one stays until it is gone. */
  readonly next: PairFiles;
  readonly old: PairFiles;
  readonly apiServer: StaticPod;
  /** Where the authority is the cluster's. It signs the certificates that kubelets and others ask for. */
  readonly controllerManager: StaticPod | undefined;
  readonly scheduler: StaticPod | undefined;
  /** Where the authority is etcd's. */
  readonly etcd: StaticPod | undefined;
  /** Of this machine's, where the authority is the cluster's. */
  readonly kubeconfigs: readonly string[];
  readonly leaves: readonly HeldLeaf[];
  /** Held by whoever changes certificates of this machine. */
  readonly lock: string;
}

/**
 * Finds an authority by the flags of the static pods.
 *
 * @throws Error where they are not all about one file, with what to write
 */
export function placeOf(name: AuthorityName, manifests: string): Place {
  const apiServer = StaticPod.read(manifests, 'kube-apiserver');
  const flag = { cluster: 'client-ca-file', etcd: 'etcd-cafile', 'front-proxy': 'requestheader-client-ca-file' }[name];
  const file = apiServer.required(flag);
  if (!file.endsWith('.crt')) throw new Error(`${apiServer.path}: --${flag} is ${file}: name a file that ends in .crt`);
  const pod = (component: string) =>
    existsSync(join(manifests, `${component}.yaml`)) ? StaticPod.read(manifests, component) : undefined;
  const isCluster = name === 'cluster';
  const controllerManager = isCluster ? StaticPod.read(manifests, 'kube-controller-manager') : undefined;
  const etcd = name === 'etcd' ? StaticPod.read(manifests, 'etcd') : undefined;
  const scheduler = isCluster ? pod('kube-scheduler') : undefined;
  const base = file.replace(/\.crt$/, '');
  const pair = (path: string): PairFiles => ({ certificate: `${path}.crt`, key: `${path}.key` });
  const place = { current: pair(base), next: pair(`${base}.next`), old: pair(`${base}.old`) };

  if (isCluster) mustBe(apiServer, ['kubelet-certificate-authority'], [file]);
  if (controllerManager) {
    mustBe(controllerManager, ['root-ca-file', 'client-ca-file'], [file]);
    const pairs = [place.current, place.next, place.old];
    const [certificates, keys] = [pairs.map(({ certificate }) => certificate), pairs.map(({ key }) => key)];
    controllerManager.required('cluster-signing-cert-file');
    mustBe(controllerManager, ['cluster-signing-cert-file'], certificates);
    mustBe(controllerManager, ['cluster-signing-key-file'], keys);
    const own = [...controllerManager.flags.keys()].find((each) => /^cluster-signing-.+-(cert|key)-file$/.test(each));
    if (own !== undefined) {
      throw new Error(`${controllerManager.path} has --${own}: sign all by --cluster-signing-cert-file and -key-file`);
    }
  }
  if (etcd) mustBe(etcd, ['trusted-ca-file', 'peer-trusted-ca-file'], [file]);

  const folder = dirname(dirname(file));
  const kubeconfigs = [
    controllerManager?.required('kubeconfig'),
    scheduler?.required('kubeconfig'),
    ...['admin', 'super-admin', 'kubelet'].map((each) => join(folder, `${each}.conf`)),
  ].filter((path): path is string => path !== undefined && existsSync(path));
  const leaves = leavesOf(manifests);
  return {
    name,
    ...place,
    apiServer,
    controllerManager,
    scheduler,
    etcd,
    kubeconfigs: isCluster ? [...new Set(kubeconfigs)] : [],
    leaves: leaves.filter(({ authority }) => authority === file),
    lock: lockOf(leaves),
  };
}

/** Flags that are given must name one of some files: what is trusted by another one, no step here would change. */
function mustBe(pod: StaticPod, flags: readonly string[], files: readonly string[]): void {
  for (const flag of flags) {
    const found = pod.flag(flag);
    if (found === undefined || files.includes(found)) continue;
    throw new Error(`${pod.path} has --${flag}=${found}: write ${files[0]} there, which is the authority's file`);
  }
}
