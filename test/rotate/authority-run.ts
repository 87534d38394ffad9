import { type ChildProcess, spawn } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectRoot } from '@palisade/rehearsal';
import { parse } from 'yaml';
import { type Access, Client } from '../../cli/api-server/client';
import { placeOf } from '../../cli/rotate/authority/place';
import { probeOf } from '../../cli/rotate/authority/probe';
import { freePorts } from '../../rehearsal/cluster/ports';
import { eventually } from '../constructs/hardened-cluster';
import { RenderedControlPlane } from '../control-plane/rendered';
import { writeKubeconfig } from './kubeconfig';
import { PlayedKubelet } from './played-kubelet';

const folder = '/etc/kubernetes';
const pki = `${folder}/pki`;

/** How a run of the command ended. */
export interface Run {
  /** Null where it was killed. */
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
}

/** What somebody who asked on and on was told. */
export type Told = 'answered' | 'refused' | 'distrusted' | 'away';

/** A control plane of one machine whose authority is replaced, while somebody asks it on and on. */
export class AuthorityRun {
  readonly controlPlane = new RenderedControlPlane();
  readonly kubelet: PlayedKubelet;
  readonly #watches: Watch[] = [];

  /** @param scheduler whether one runs here: a program that few machines have built */
  constructor(
    private readonly authority: 'cluster' | 'etcd' | 'front-proxy',
    private readonly scheduler = false,
  ) {
    const programs = ['etcd', 'kube-apiserver', 'kube-controller-manager'] as const;
    this.kubelet = new PlayedKubelet(this.controlPlane, scheduler ? [...programs, 'kube-scheduler'] : programs);
  }

  async start(): Promise<void> {
    await this.controlPlane.start();
    const administrator = await this.controlPlane.client('admin', 'palisade:administrators');
    for (const end of ['crt', 'key']) rmSync(this.controlPlane.path(`${folder}/admin.${end}`));
    writeKubeconfig(this.controlPlane, 'admin', administrator, this.controlPlane.path(`${folder}/admin.conf`));
    for (const name of ['controller-manager', 'kubelet']) this.#embed(`${folder}/${name}.conf`);
    const ports = await freePorts(2);
    this.kubelet.addFlag('kube-controller-manager', `--secure-port=${ports[0]}`);
    await this.controlPlane.restart('kube-controller-manager');
    if (this.scheduler) {
      this.#embed(`${folder}/scheduler.conf`);
      this.kubelet.addFlag('kube-scheduler', `--secure-port=${ports[1]}`);
      await this.controlPlane.restart('kube-scheduler');
    } else this.kubelet.remove('kube-scheduler');
    this.kubelet.start();
    await eventually('an account', async () => {
      const client = this.administrator();
      const { status } = await client.get('/api/v1/namespaces/default/serviceaccounts/default');
      client.close();
      return status === 200;
    });
  }

  async stop(): Promise<void> {
    for (const watch of this.#watches) await watch.end();
    await this.kubelet.stop();
    await this.controlPlane.stop();
  }

  /** As admin.conf has it now. Its user closes it. */
  administrator(): Client {
    const { clusters, users } = parse(this.controlPlane.read(`${folder}/admin.conf`));
    const held = (data: string) => Buffer.from(data, 'base64').toString();
    const { user } = users[0];
    return new Client({
      endpoint: this.endpoint,
      ca: held(clusters[0].cluster['certificate-authority-data']),
      cert: held(user['client-certificate-data']),
      key: held(user['client-key-data']),
    });
  }

  get endpoint(): string {
    return `https://127.0.0.1:${this.controlPlane.port}`;
  }

  /** Runs the command, and kills it when it has said so many lines. */
  palisade(words: readonly string[], killAt?: number): Promise<Run> {
    return ended(this.begin(words), killAt);
  }

  /** Starts the command. What is said twice counts as it is said last. */
  begin(words: readonly string[]): ChildProcess {
    const own = ['--authority', this.authority, '--kubeconfig', this.controlPlane.path(`${folder}/admin.conf`)];
    const where = ['--servers', `127.0.0.1:${this.controlPlane.port}`, '--manifests', this.kubelet.folder];
    return begin([...own, ...where, ...words]);
  }

  killedAtEveryLine(...words: readonly string[]): Promise<Run> {
    return killedAtEveryLine(
      () => this.begin(words),
      () => this.mustBeSound(),
    );
  }

  /** Whatever moment it is: every key lies in a file for its owner, and belongs to the certificate beside it. */
  mustBeSound(): void {
    const files = readdirSync(this.controlPlane.path(pki), { recursive: true, encoding: 'utf8' });
    for (const name of files.filter((each) => each.endsWith('.key') && !each.endsWith('sa.key'))) {
      const path = `${pki}/${name}`;
      expect([name, statSync(this.controlPlane.path(path)).mode & 0o077]).toEqual([name, 0]);
      const certificate = path.replace(/\.key$/, '.crt');
      // What is just being replaced has either no certificate yet, or another one for as long as the next run takes.
      if (/\.(next|old)\.key$|(^|\/)(front-proxy-)?ca\.key$|\/\./.test(path)) continue;
      const isPair = this.certificate(certificate).checkPrivateKey(createPrivateKey(this.controlPlane.read(path)));
      expect([name, isPair]).toEqual([name, true]);
    }
  }

  /** Names of what no run should leave. */
  leftovers(root = this.controlPlane.path(folder)): readonly string[] {
    return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
      (name) => /(^|\/)\./.test(name) || /\.(old|next)\./.test(name),
    );
  }

  certificate(path: string): X509Certificate {
    return new X509Certificate(this.controlPlane.read(path));
  }

  /** PEM of each authority in a file. */
  authorities(path: string): readonly string[] {
    return this.controlPlane.read(path).match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----\n/g) ?? [];
  }

  /** Somebody of the authority's, by the one that signs now: a client of the API server's or of etcd's, or a front proxy. */
  probe(): { readonly cert: string; readonly key: string } {
    const place = placeOf(this.authority, this.kubelet.folder);
    return probeOf(place, place.current);
  }

  /** True where a member of etcd answers somebody, who trusts it by the authorities of `ca`. */
  async etcdAnswers(
    port: number,
    who: { readonly cert: string; readonly key: string; readonly ca: string },
  ): Promise<boolean> {
    const client = new Client({ endpoint: `https://127.0.0.1:${port}`, ...who });
    try {
      return (await client.get('/health')).status === 200;
    } catch {
      return false;
    } finally {
      client.close();
    }
  }

  /** Asks on and on as somebody, each time over a new connection. */
  watch(access: () => Access, path = '/version'): Watch {
    const watch = new Watch(access, path);
    this.#watches.push(watch);
    return watch;
  }

  /** As kubectl's commands in the README have it: all that a kubeconfig needs in itself. */
  #embed(onMachine: string): void {
    const data = (file: string) => readFileSync(file).toString('base64');
    const config = parse(this.controlPlane.read(onMachine));
    const [{ cluster }] = config.clusters;
    const [{ user }] = config.users;
    config.clusters[0].cluster = {
      server: cluster.server,
      'certificate-authority-data': data(cluster['certificate-authority']),
    };
    config.users[0].user = {
      'client-certificate-data': data(user['client-certificate']),
      'client-key-data': data(user['client-key']),
    };
    for (const file of [user['client-certificate'], user['client-key']]) if (existsSync(file)) rmSync(file);
    writeFileSync(this.controlPlane.path(onMachine), JSON.stringify(config), { mode: 0o600 });
  }
}

/** Somebody who asks on and on. */
export class Watch {
  /** What was said since {@link forget}. */
  readonly told = new Set<Told>();
  /** In full, what was no answer and no absence. */
  readonly troubles: string[] = [];
  #over = false;
  readonly #asking: Promise<void>;

  constructor(
    private readonly access: () => Access,
    private readonly path: string,
  ) {
    this.#asking = this.#ask();
  }

  /** Begins anew, and waits until there is an answer of now. */
  async forget(): Promise<void> {
    this.told.clear();
    await eventually('somebody to be told something', async () => [...this.told].some((each) => each !== 'away'));
  }

  async end(): Promise<void> {
    this.#over = true;
    await this.#asking;
  }

  async #ask(): Promise<void> {
    while (!this.#over) {
      const [told, trouble] = await this.#once();
      this.told.add(told);
      if (trouble !== undefined) this.troubles.push(trouble);
      await sleep(20);
    }
  }

  async #once(): Promise<[Told, string?]> {
    const client = new Client(this.access());
    try {
      const { status, message } = await client.get(this.path);
      if (status < 300) return ['answered'];
      // A server that shuts down says 503; one that has just started says 403 until it has read who may do what, and 500 while
      // etcd is away. Nobody who is known gets a 401.
      return status === 401 ? ['refused', message] : ['away'];
    } catch (error) {
      const { code = '', message } = error as NodeJS.ErrnoException;
      if (/SELF_SIGNED|UNABLE_TO|CERT_/.test(code)) return ['distrusted', code];
      return code.startsWith('ERR_SSL') ? ['refused', message] : ['away'];
    } finally {
      client.close();
    }
  }
}

/** Starts `palisade rotate certificates`. */
export function begin(words: readonly string[]): ChildProcess {
  return spawn(process.execPath, [`${projectRoot()}/cli/palisade.mjs`, 'rotate', 'certificates', ...words]);
}

/** Kills a command when it says its first line, then its second, and so on: returns the run that ended, and all that was said. */
export async function killedAtEveryLine(start: () => ChildProcess, look: () => void = () => {}): Promise<Run> {
  let said = '';
  for (let line = 1; line < 60; line += 1) {
    const run = await ended(start(), line);
    look();
    said += run.output;
    if (run.status !== null) return { ...run, output: said };
  }
  throw new Error('It says ever more.');
}

/** A command that runs, and what it says. */
export class Leading {
  #said = '';
  readonly #closed: Promise<number | null>;

  constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#said += chunk;
      });
    }
    this.#closed = new Promise((resolve) => child.once('close', resolve));
  }

  get said(): string {
    return this.#said;
  }

  end(): Promise<number | null> {
    return this.#closed;
  }

  async says(what: string): Promise<void> {
    while (!new RegExp(what).test(this.#said)) {
      if (this.child.exitCode !== null) throw new Error(`It did not say '${what}':\n${this.#said}`);
      await sleep(100);
    }
  }
}

/** Waits until the command ends, or kills it when it has said so many lines. */
function ended(child: ChildProcess, killAt?: number): Promise<Run> {
  let [output, errors] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk;
    if (killAt !== undefined && output.split('\n').length > killAt) child.kill('SIGKILL');
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk;
  });
  return new Promise((resolve) => child.once('close', (status) => resolve({ status, output, errors })));
}
