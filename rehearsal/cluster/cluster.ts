import { type Access, askOnce } from '../kubernetes/client';
import { guard } from '../programs/guard';
import { Lock } from '../programs/lock';
import { stopProcess } from '../programs/process-identity';
import { kubeconfig } from './kubeconfig';
import { ADMINISTRATORS, ClusterPrograms, launch } from './launch';
import { Layout } from './layout';
import { DEFAULT_LIFETIME_HOURS, Pki } from './pki';
import { LOOPBACK } from './ports';
import { ClusterRecord, living, readRecord, removeRecord, writeRecord } from './record';

export interface ClusterOptions {
  /** Where keys, records and logs go; made if missing. What an earlier cluster left there is removed. */
  readonly folder: string;
  readonly programs: ClusterPrograms;
  /** Ends a start that is under way; a cluster that runs is ended by {@link Cluster.stop}. */
  readonly signal: AbortSignal;
  /** @default 24 */
  readonly certificateLifetimeHours?: number;
}

/** How long the programs get to end by themselves, in milliseconds. */
const GRACE = 5000;

/**
 * A real etcd, kube-apiserver and kube-controller-manager on the loopback address, hardened, with an empty store.
 *
 * What it starts ends with this process, whether that returns, throws, exits or is sent SIGINT, SIGTERM or SIGHUP,
 * unless {@link keep} was called. After a SIGKILL, the next start in the same folder ends what is left first.
 */
export class Cluster {
  readonly #layout: Layout;
  readonly #pki: Pki;
  #record: ClusterRecord;
  #lock: Lock | undefined;
  #unguard: () => void = () => {};

  private constructor(layout: Layout, pki: Pki, record: ClusterRecord, lock: Lock | undefined) {
    this.#layout = layout;
    this.#pki = pki;
    this.#record = record;
    this.#lock = lock;
  }

  /**
   * Starts one, and returns when all checks of /readyz hold and the controllers work.
   * @throws if another process runs a cluster from the folder, if a kept one runs there, or if a program fails (with
   * the last lines of its log).
   */
  static async start(options: ClusterOptions): Promise<Cluster> {
    const layout = new Layout(options.folder);
    layout.claim();
    const lock = claim(layout);
    try {
      await endLeftovers(layout);
    } catch (error) {
      lock.release();
      throw error;
    }
    const lifetime = options.certificateLifetimeHours ?? DEFAULT_LIFETIME_HOURS;
    let unguard = () => {};
    try {
      const pki = layout.prepare(lifetime);
      let record: ClusterRecord = {
        kept: false,
        started: new Date().toISOString(),
        port: 0,
        etcdPort: 0,
        certificateLifetimeHours: lifetime,
        processes: [],
      };
      unguard = guard(() => record.processes);
      await launch({
        layout,
        pki,
        programs: options.programs,
        signal: options.signal,
        onChange: ({ port, etcdPort, children }) => {
          record = {
            ...record,
            port,
            etcdPort,
            processes: children.map(({ name, identity }) => ({ name, ...identity })),
          };
          writeRecord(layout.folder, record);
        },
      });
      const cluster = new Cluster(layout, pki, record, lock);
      cluster.#unguard = unguard;
      return cluster;
    } catch (error) {
      unguard();
      removeRecord(layout.folder);
      lock.release();
      // Whatever the abort made fail: the reason is what was meant.
      options.signal.throwIfAborted();
      throw error;
    }
  }

  /** Takes up a cluster that was kept. @throws if none runs from the folder. */
  static attach(folder: string): Cluster {
    const record = readRecord(folder);
    if (record === undefined || living(record).length < record.processes.length) {
      throw new Error(`No cluster runs from ${folder}. Start one first.`);
    }
    const layout = new Layout(folder);
    return new Cluster(layout, Pki.open(layout.pki, record.certificateLifetimeHours), record, undefined);
  }

  /** Whether a cluster that was kept runs from the folder. */
  static isKept(folder: string): boolean {
    const record = readRecord(folder);
    return record?.kept === true && living(record).length > 0;
  }

  /** Ends whatever cluster runs from the folder, and only that; false if none did. */
  static async stopByFolder(folder: string): Promise<boolean> {
    const record = readRecord(folder);
    if (record === undefined) return false;
    const left = living(record);
    for (const identity of left) await stopProcess(identity, GRACE);
    removeRecord(folder);
    return left.length > 0;
  }

  /** `https://127.0.0.1:PORT` */
  get endpoint(): string {
    return `https://${LOOPBACK}:${this.#record.port}`;
  }

  /** The authority that vouches for the API server, PEM. */
  get caPem(): string {
    return this.#pki.authority;
  }

  /** Process numbers by program. */
  get pids(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#record.processes.map(({ name, pid }) => [name, pid]));
  }

  /** The folder of the programs' logs and of the audit log (audit.log). */
  get logs(): string {
    return this.#layout.logs;
  }

  /** A client certificate and its key, PEM, for a user in groups; they are not written anywhere. */
  credentials(user: string, groups: readonly string[]): { cert: string; key: string } {
    const { certificate, key } = this.#pki.clientCertificate({ commonName: user, organizations: groups });
    return { cert: certificate, key };
  }

  /** How a user in groups reaches the API server. */
  access(user: string, groups: readonly string[]): Access {
    return { endpoint: this.endpoint, ca: this.caPem, ...this.credentials(user, groups) };
  }

  /** A kubeconfig, everything in it, for a user in groups. */
  kubeconfig(user: string, groups: readonly string[]): string {
    const { endpoint, caPem } = this;
    return JSON.stringify(kubeconfig({ endpoint, caPem, user, ...this.credentials(user, groups) }), undefined, 2);
  }

  /** A kubeconfig for an administrator: cluster-admin by a role binding, not system:masters, which no rule can hold. */
  adminKubeconfig(): string {
    return this.kubeconfig('palisade:administrator', [ADMINISTRATORS]);
  }

  /**
   * What etcd holds under a key, such as `/registry/secrets/default/token`, as it lies there: read past the API
   * server, with the API server's own certificate. @throws if there is no such key.
   */
  async etcdGet(key: string): Promise<Buffer> {
    const response = await askOnce(
      {
        endpoint: `https://${LOOPBACK}:${this.#record.etcdPort}`,
        ca: this.#pki.read('etcdAuthority'),
        cert: this.#pki.read('etcdClient'),
        key: this.#pki.read('etcdClientKey'),
        minVersion: 'TLSv1.3',
      },
      { method: 'POST', path: '/v3/kv/range', body: { key: Buffer.from(key, 'utf8').toString('base64') } },
    );
    if (response.status !== 200) throw new Error(`etcd answered ${response.status}: ${response.text}`);
    const { kvs = [] } = JSON.parse(response.text) as { kvs?: { value: string }[] };
    const [found] = kvs;
    if (found === undefined) throw new Error(`etcd holds nothing under ${key}.`);
    return Buffer.from(found.value, 'base64');
  }

  /** Leaves the cluster running when this process ends; {@link attach} and {@link stopByFolder} find it again. */
  keep(): void {
    this.#record = { ...this.#record, kept: true };
    writeRecord(this.#layout.folder, this.#record);
    this.#letGo();
  }

  /** Ends it. Keys, records and logs stay in the folder until the next start. Harmless when it has ended already. */
  async stop(): Promise<void> {
    for (const identity of this.#record.processes) await stopProcess(identity, GRACE);
    removeRecord(this.#layout.folder);
    this.#letGo();
  }

  #letGo(): void {
    this.#unguard();
    this.#lock?.release();
    this.#lock = undefined;
  }
}

function claim(layout: Layout): Lock {
  const lock = Lock.try(layout.lock);
  if (lock instanceof Lock) return lock;
  throw new Error(
    `Process ${lock.pid} already runs a cluster from ${layout.folder}: wait for it, end it, or take another folder.`,
  );
}

/** Ends what an earlier process started and, being killed, could not end. One that was kept on purpose is left alone. */
async function endLeftovers(layout: Layout): Promise<void> {
  const record = readRecord(layout.folder);
  if (record === undefined) return;
  const left = living(record);
  if (record.kept && left.length > 0) {
    throw new Error(
      `A cluster was left running in ${layout.folder} (since ${record.started}): end it with \`palisade rehearse down\`.`,
    );
  }
  for (const identity of left) await stopProcess(identity, GRACE);
}
