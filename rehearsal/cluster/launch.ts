import { setTimeout as sleep } from 'node:timers/promises';
import { toArguments } from '@palisade/constructs/control-plane';
import { Client } from '../kubernetes/client';
import { isAlive, stopProcess } from '../programs/process-identity';
import { Child, startChild, tail } from './child';
import { apiServerFlags, controllerManagerFlags, etcdFlags } from './control-plane';
import { kubeconfig } from './kubeconfig';
import { Layout, writeJson } from './layout';
import { Pki } from './pki';
import { freePorts, LOOPBACK } from './ports';

/** Paths of the programs a cluster is made of. */
export interface ClusterPrograms {
  readonly etcd: string;
  readonly 'kube-apiserver': string;
  readonly 'kube-controller-manager': string;
}

export interface Launched {
  readonly port: number;
  readonly etcdPort: number;
  /** In the order to end them: writers before what they write to. */
  readonly children: readonly Child[];
}

export interface LaunchOptions {
  readonly layout: Layout;
  readonly pki: Pki;
  readonly programs: ClusterPrograms;
  readonly signal: AbortSignal;
  /** Called on every change of what runs, before anything else is waited for. */
  readonly onChange: (launched: Launched) => void;
}

/** How often ports are chosen anew when somebody else was quicker to take one. */
const PORT_ATTEMPTS = 5;
/** Milliseconds until a cluster that does not become ready counts as failed. A start takes 2 to 3 s; CI may be slow. */
const READY_MILLISECONDS = 60_000;

/** Group of the people who may do everything, through RBAC, where system:masters would pass it by. */
export const ADMINISTRATORS = 'palisade:administrators';

/** Starts the programs and returns once the API server says it is ready. Leaves nothing behind when it fails. */
export async function launch(options: LaunchOptions): Promise<Launched> {
  for (let attempt = 1; ; attempt += 1) {
    const children: Child[] = [];
    try {
      return await launchOnce(options, children);
    } catch (error) {
      await stopChildren(children);
      const taken = children.some(({ log }) => tail(log).includes('address already in use'));
      if (!taken || attempt === PORT_ATTEMPTS || options.signal.aborted) throw error;
      options.layout.clearEtcd();
    }
  }
}

async function launchOnce(options: LaunchOptions, children: Child[]): Promise<Launched> {
  const { layout, pki, programs, signal } = options;
  const [port = 0, etcdPort = 0, peerPort = 0] = await freePorts(3);
  const start = async (name: keyof ClusterPrograms, flags: readonly string[]) => {
    signal.throwIfAborted();
    children.unshift(await startChild(name, programs[name], flags, layout.log(name)));
    options.onChange({ port, etcdPort, children });
  };

  const places = layout.places(pki, { apiServer: port, etcd: etcdPort, etcdPeer: peerPort });
  await start('etcd', toArguments(etcdFlags(places)));
  await start('kube-apiserver', toArguments(apiServerFlags(places)));
  const { certificate: cert, key } = pki.clientCertificate({ commonName: 'system:kube-controller-manager' });
  const endpoint = `https://${LOOPBACK}:${port}`;
  const file = places.kubeconfigs.controllerManager;
  writeJson(file, kubeconfig({ endpoint, caPem: pki.authority, user: 'system:kube-controller-manager', cert, key }));

  // Past RBAC, for the one thing that must come before it; lives an hour, in this function's memory only.
  const master = pki.clientCertificate({ commonName: 'palisade:bootstrap', organizations: ['system:masters'] }, 1);
  const client = new Client({
    endpoint,
    ca: pki.authority,
    cert: master.certificate,
    key: master.key,
    minVersion: 'TLSv1.3',
  });
  const ask = async (method: string, path: string, body?: object) => client.send({ method, path, body, signal });
  try {
    await until(children, signal, 'the API server is ready', async () => (await ask('GET', '/readyz')).status === 200);
    const bindings = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings';
    const bound = await ask('POST', bindings, administratorsBinding);
    if (bound.status !== 201) throw new Error(`The administrators' role binding was refused: ${bound.text}`);
    await start('kube-controller-manager', toArguments(controllerManagerFlags(places)));
    await until(children, signal, 'the controllers work', async () => {
      return (await ask('GET', '/api/v1/namespaces/default/serviceaccounts/default')).status === 200;
    });
  } finally {
    client.close();
  }
  return { port, etcdPort, children };
}

const administratorsBinding = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: ADMINISTRATORS },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: ADMINISTRATORS }],
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
};

/** Waits for something to hold; fails at once when a program ends, and after a minute. */
async function until(
  children: readonly Child[],
  signal: AbortSignal,
  what: string,
  holds: () => Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + READY_MILLISECONDS;
  let last = 'it answered, but not that it is ready';
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    try {
      // A stranger on the port may take a connection and never answer: the end of a program cuts the wait short.
      if (await Promise.race([holds(), ...children.map(({ ended }) => ended.then(() => false))])) return;
    } catch (error) {
      last = (error as Error).message;
    }
    const dead = children.find(({ identity }) => !isAlive(identity));
    if (dead !== undefined)
      throw new Error(`${dead.name} ended (${await dead.ended}) before ${what}. ${excerpt(dead)}`);
    await sleep(25, undefined, { signal });
  }
  const logs = children.map(excerpt).join('\n');
  throw new Error(`Waited ${READY_MILLISECONDS / 1000} s in vain until ${what}: ${last}. ${logs}`);
}

const excerpt = ({ name, log }: Child) => `The last lines of ${log} (${name}):\n${tail(log)}\n`;

/** Ends them one after the other, in the order given. */
export async function stopChildren(children: readonly Pick<Child, 'identity'>[]): Promise<void> {
  for (const { identity } of children) await stopProcess(identity, 5000);
}
