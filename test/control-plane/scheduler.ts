import { join } from 'node:path';
import { obtain } from '@palisade/rehearsal';
import { parse } from 'yaml';
import { type Child, startChild, tail } from '../../rehearsal/cluster/child';
import { freePorts } from '../../rehearsal/cluster/ports';
import { guard } from '../../rehearsal/programs/guard';
import { isAlive, stopProcess } from '../../rehearsal/programs/process-identity';
import type { RenderedControlPlane } from './rendered';

/** A kube-scheduler that was started by the command line of its static pod. */
export class Scheduler {
  private constructor(
    readonly child: Child,
    private readonly unguard: () => void,
    readonly port: number,
  ) {}

  /** Starts one. Only its port is added, which is not among what is rendered: others may have the default. */
  static async start(controlPlane: RenderedControlPlane, folder: string): Promise<Scheduler> {
    const [port = 0] = await freePorts(1);
    const pod = parse(controlPlane.read('/etc/kubernetes/manifests/kube-scheduler.yaml')) as {
      spec: { containers: [{ command: [string, ...string[]] }] };
    };
    const [program, ...args] = pod.spec.containers[0].command;
    if (program !== 'kube-scheduler') throw new Error(`The pod of the scheduler runs ${program}.`);
    const { path } = await obtain(program, { progress: () => {}, signal: new AbortController().signal });
    const log = join(folder, 'kube-scheduler.log');
    const child = await startChild(program, path, [...args, `--secure-port=${port}`], log);
    return new Scheduler(
      child,
      guard(() => [child.identity]),
      port,
    );
  }

  /** @throws what it said last, where it has ended */
  mustRun(): void {
    if (!isAlive(this.child.identity)) throw new Error(`kube-scheduler ended: ${tail(this.child.log)}`);
  }

  async stop(): Promise<void> {
    await stopProcess(this.child.identity, 5000);
    this.unguard();
  }
}
