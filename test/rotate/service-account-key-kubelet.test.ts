import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toYaml } from '@palisade/constructs';
import { parse } from 'yaml';
import { StaticPod } from '../../cli/rotate/static-pod';
import { eventually } from '../constructs/hardened-cluster';
import { Kubelet } from '../containers/kubelet';
import { ContainerRuntime } from '../containers/runtime';
import { RenderedControlPlane } from '../control-plane/rendered';

// A kubelet takes no static pod away before it has once heard from the API server, so one is there.
describe('a real kubelet and a static pod', () => {
  const folder = mkdtempSync(join(tmpdir(), 'palisade-static-'));
  const at = (...names: string[]) => join(folder, ...names);
  const manifests = at('manifests');
  const controlPlane = new RenderedControlPlane();
  let runtime: ContainerRuntime;
  let kubelet: Kubelet;

  beforeAll(async () => {
    for (const name of ['manifests', 'node', 'marks']) mkdirSync(at(name), { mode: 0o755 });
    await controlPlane.start();
    runtime = await ContainerRuntime.start(folder);
    // Marks each start. What it is told to end by, a shell as a container's first process may not hear.
    const script = 'cat /proc/sys/kernel/random/uuid >> /marks/started; while :; do sleep 1; done';
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'marker', namespace: 'kube-system' },
      spec: {
        hostNetwork: true,
        terminationGracePeriodSeconds: 1,
        containers: [
          {
            name: 'marker',
            image: runtime.image,
            command: ['/bin/sh', '-c', script, '--marks=1'],
            volumeMounts: [{ name: 'marks', mountPath: '/marks' }],
          },
        ],
        volumes: [{ name: 'marks', hostPath: { path: at('marks'), type: 'Directory' } }],
      },
    };
    writeFileSync(join(manifests, 'marker.yaml'), toYaml([pod]), { mode: 0o600 });
    kubelet = await Kubelet.start(
      { folder: at('node'), runtime, node: 'cp-1', kubeconfig: controlPlane.path('/etc/kubernetes/kubelet.conf') },
      { ...parse(controlPlane.read('/var/lib/kubelet/config.yaml')), staticPodPath: manifests },
    );
  }, 300_000);

  afterAll(async () => {
    await kubelet?.stop();
    await runtime?.stop();
    await controlPlane.stop();
    rmSync(folder, { recursive: true });
  }, 60_000);

  const starts = () =>
    existsSync(at('marks', 'started')) ? readFileSync(at('marks', 'started'), 'utf8').trim().split('\n').length : 0;

  it('starts the pod anew for another annotation, and once for each', async () => {
    const started = (count: number) =>
      eventually(`start ${count}`, async () => {
        kubelet.mustRun();
        return starts() === count;
      });
    await started(1);
    const pod = StaticPod.read(manifests, 'marker');
    expect(pod.restart('palisade.dev/service-account-keys', 'first')).toBe(true);
    await started(2);
    expect(pod.restart('palisade.dev/service-account-keys', 'first')).toBe(false);
    expect(pod.restart('palisade.dev/service-account-keys', 'second')).toBe(true);
    await started(3);
    expect(readdirSync(manifests)).toEqual(['marker.yaml']);
  }, 180_000);
});
