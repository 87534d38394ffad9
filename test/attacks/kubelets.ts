import { randomInt } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kubeletConfiguration, nodePlaces } from '@palisade/constructs/control-plane';
import { hardenedContainer, hardenedPod } from '@palisade/rules';
import type { Client, Target } from '../../cli/attack';
import { createAuthority, issue } from '../../rehearsal/cluster/certificate';
import { eventually } from '../constructs/hardened-cluster';
import { Kubelet } from '../containers/kubelet';
import { ContainerRuntime } from '../containers/runtime';
import type { Attacked } from './targets';

const node = 'node-c';
const container = 'app';

/** A cluster under attack, one of whose nodes has a kubelet and a pod that runs. */
export interface WithKubelet {
  readonly target: Target;
  readonly stop: () => Promise<void>;
}

/** The port that reads only is the same for all kubelets: each has an address of its own, so that none is taken for another. */
const ownAddress = () => `127.${randomInt(1, 255)}.${randomInt(1, 255)}.${randomInt(1, 255)}`;

type Kind = 'hardened' | 'plain';

/**
 * Gives a cluster a node: hardened, with the kubelet's configuration of the model; or plain, with no configuration, and no flag but
 * those that say where things are.
 */
export async function withKubelet(kind: Kind, { target, kubeconfig }: Attacked, folder: string): Promise<WithKubelet> {
  const [runtimeFolder, manifests] = [join(folder, 'runtime'), join(folder, 'manifests')];
  for (const each of [folder, runtimeFolder, manifests]) mkdirSync(each, { recursive: true, mode: 0o700 });
  const write = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  const runtime = await ContainerRuntime.start(runtimeFolder);
  let kubelet: Kubelet | undefined;
  const stop = async () => {
    await kubelet?.stop();
    await runtime.stop();
  };
  try {
    writeFileSync(join(manifests, 'victim.json'), JSON.stringify(victim(target.namespace, runtime.image)));
    const address = ownAddress();
    const identity = write('kubelet.conf', kubeconfig(`system:node:${node}`, ['system:nodes']));
    const options = { folder, runtime, node, kubeconfig: identity, address };
    const administrator = target.as('administrator');
    if (administrator === undefined) throw new Error('There is no administrator.');
    kubelet =
      kind === 'plain'
        ? await Kubelet.startPlain(options, manifests)
        : await Kubelet.start(options, {
            ...configuration(write('ca.crt', target.ca ?? '')),
            ...served(write, address),
            staticPodPath: manifests,
          });
    const endpoint = `https://${address}:${kubelet.port}`;
    await running(target, administrator, endpoint, kubelet);
    const pod = { namespace: target.namespace, name: `victim-${node}`, container };
    return { target: { ...target, kubelet: { node, endpoint, pod } }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function configuration(clusterAuthority: string) {
  const { pki } = nodePlaces('127.0.0.1');
  return kubeletConfiguration({ minimumTls: '1.3', kubernetesVersion: '1.37' }, { pki: { ...pki, clusterAuthority } });
}

/**
 * What it serves with. No controller that signs runs in the rehearsal's cluster; test/control-plane shows a kubelet that has its
 * certificate from the cluster. No attack depends on whose it is.
 */
function served(write: (name: string, text: string) => string, address: string) {
  const { certificate, key } = issue(createAuthority('node', 24), {
    subject: { commonName: `system:node:${node}` },
    use: 'server',
    hosts: [address],
    lifetimeHours: 24,
  });
  return { tlsCertFile: write('server.crt', certificate), tlsPrivateKeyFile: write('server.key', key) };
}

/** A pod that the kubelet runs from a file: what the API server would let pass is not what is tried here. */
function victim(namespace: string, image: string) {
  const command = ['/bin/sh', '-c', 'echo started; exec sleep 100000'];
  const spec = hardenedPod({
    hostUsers: undefined,
    serviceAccountName: undefined,
    containers: [hardenedContainer({ name: container, image, command })],
  });
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'victim', namespace }, spec };
}

/** Waits until the pod runs, as an administrator hears from the kubelet itself. */
async function running(target: Target, { access }: Client, endpoint: string, kubelet: Kubelet): Promise<void> {
  const client = target.reach({ ...access, endpoint, insecure: true });
  try {
    await eventually('the pod to run', async () => {
      kubelet.mustRun();
      const answer = await client.get('/pods').catch(() => undefined);
      const pods = (answer?.body.items ?? []) as { status: { phase: string } }[];
      return pods.some(({ status }) => status.phase === 'Running');
    });
  } finally {
    client.close();
  }
}
