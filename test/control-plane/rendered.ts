import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import {
  type ClusterNode,
  type ClusterOptions,
  clusterOf,
  renderControlPlane,
} from '@palisade/constructs/control-plane';
import { obtain, type ProgramName } from '@palisade/rehearsal';
import { parse } from 'yaml';
import { textOfFile } from '../../cli/control-plane/write';
import {
  clientCommands,
  clientSecrets,
  clusterSecrets,
  machineSecrets,
} from '../../constructs/control-plane/render/keys';
import { createAuthority, issue } from '../../rehearsal/cluster/certificate';
import { type Child, startChild, tail } from '../../rehearsal/cluster/child';
import { freePorts } from '../../rehearsal/cluster/ports';
import { type Answer, askOnce, type Call, type Credential } from '../../rehearsal/kubernetes/client';
import { isAlive, stopProcess } from '../../rehearsal/programs/process-identity';
import { eventually } from '../constructs/hardened-cluster';
import { distributionCommand, type ServerConfiguration } from './distribution';

const run = promisify(execFile);
const minVersion = 'TLSv1.3';

/** A cluster of one machine, and nothing chosen. */
export const edge = {
  name: 'edge',
  endpoint: 'api.edge.example.com',
  nodes: [{ name: 'cp-1', address: '10.0.0.11', role: 'control-plane' }],
} as const satisfies ClusterOptions;

/** What a rendered control plane is asked, and by whom; a GET where nothing else is said. */
interface Request extends Omit<Call, 'method'> {
  readonly method?: string;
  readonly credentials?: Credential;
}

/** A control plane of one machine, as it is rendered for static pods, on the loopback address and below a folder. */
export class RenderedControlPlane {
  readonly #folder = mkdtempSync(join(tmpdir(), 'palisade-rendered-'));
  readonly #children: Child[] = [];
  #kmsPlugin: Child | undefined;
  #ports: Readonly<Record<string, number>> = {};
  readonly #node: ClusterNode;
  /** May do everything, by RBAC; there from {@link start} on. */
  administrator = { cert: '', key: '' };

  /**
   * @param tool where it is a distribution, the API server is started by the command line that it makes; all else is as for static
   * pods
   */
  constructor(
    private readonly options: ClusterOptions = edge,
    private readonly tool: 'static-pods' | 'k3s' | 'rke2' = 'static-pods',
  ) {
    const [node] = options.nodes;
    if (node === undefined) throw new Error('There is no machine.');
    this.#node = node;
  }

  /** Writes what is rendered, makes keys with the commands that its README lists, and starts the programs. */
  async start(): Promise<void> {
    const [api = 0, etcd = 0, peer = 0, manager = 0] = await freePorts(4);
    this.#ports = { 6443: api, 2379: etcd, 2380: peer, 10257: manager };
    this.#write();
    await this.#makeKeys();
    if (this.options.encryption && this.options.encryption.provider !== 'local') await this.startKmsPlugin();
    await this.resume();
    const master = await this.client('bootstrap', 'system:masters');
    this.administrator = await this.client('alice', 'palisade:administrators');
    for (const body of this.#clusterObjects()) {
      const { status, text } = await this.ask({ method: 'POST', path: collectionOf(body), body, credentials: master });
      if (status !== 201) throw new Error(text);
    }
    // Its address is not among what is rendered: it is the default of the program.
    await this.#launch('kube-controller-manager', [`--secure-port=${manager}`]);
  }

  async stop(): Promise<void> {
    await this.halt();
    await this.stopKmsPlugin();
    rmSync(this.#folder, { recursive: true });
  }

  /** Ends the programs, and keeps what they have written. */
  async halt(): Promise<void> {
    for (const { identity } of this.#children.splice(0)) await stopProcess(identity, 5000);
  }

  /** Starts etcd and the API server again, on the same ports. */
  async resume(): Promise<void> {
    await this.launch();
    await this.#until('the API server is ready', async () => (await this.ask({ path: '/readyz' })).status === 200);
  }

  /** The same, for an API server that does not get ready. */
  async launch(): Promise<void> {
    await this.#launch('etcd', []);
    await this.#launch('kube-apiserver', []);
  }

  /** Starts what plays the plug-in and the service behind it, where the API server looks for its socket. */
  async startKmsPlugin(): Promise<void> {
    const { signal } = new AbortController();
    const { path } = await obtain('kms-plugin', { progress: () => {}, signal });
    const args = [`--socket=${this.path('/var/run/kmsplugin/socket.sock')}`, `--keys=${this.path('/kms-keys')}`];
    this.#kmsPlugin = await startChild('kms-plugin', path, args, this.path('/kms-plugin.log'));
  }

  async stopKmsPlugin(): Promise<void> {
    if (this.#kmsPlugin) await stopProcess(this.#kmsPlugin.identity, 5000);
    this.#kmsPlugin = undefined;
  }

  /** Gives the service that holds the key another one, which encrypts from then on. */
  rotateKmsKey(name: string): void {
    this.#nameKmsKey(`${name} ${randomBytes(32).toString('base64')}`);
  }

  /** Has the service name a key, and deny its use. */
  denyKmsKey(name: string): void {
    this.#nameKmsKey(name);
  }

  #nameKmsKey(line: string): void {
    const file = this.path('/kms-keys');
    const earlier = existsSync(file) ? readFileSync(file, 'utf8') : '';
    // A key that was denied is a first line or none.
    const usable = earlier.replace(/^[^ \n]+\n/, '');
    writeFileSync(file, `${line}\n${usable}`, { mode: 0o600 });
  }

  /** Ends one of the programs and starts it by its manifest, as that is now. */
  async restart(name: ProgramName & string): Promise<void> {
    const index = this.#children.findIndex((child) => child.name === name);
    const [child] = this.#children.splice(index, index < 0 ? 0 : 1);
    if (child) await stopProcess(child.identity, 5000);
    await this.#launch(name, []);
  }

  /** Runs commands of the machine's, with paths as they are here. */
  async execute(commands: readonly (readonly string[])[]): Promise<void> {
    for (const words of commands) await this.#run(words);
  }

  get port(): number {
    return this.#ports[6443] ?? 0;
  }

  /** Where etcd listens for its clients. */
  get etcdPort(): number {
    return this.#ports[2379] ?? 0;
  }

  /** Where the controller manager listens. */
  get managerPort(): number {
    return this.#ports[10257] ?? 0;
  }

  /** A path of the machine, as it is here. */
  path(onMachine: string): string {
    return join(this.#folder, onMachine);
  }

  read(onMachine: string): string {
    return readFileSync(this.path(onMachine), 'utf8');
  }

  /** Asks the API server, without credentials where none are given. */
  ask({ credentials, method = 'GET', ...call }: Request): Promise<Answer> {
    const ca = this.read('/etc/kubernetes/pki/ca.crt');
    return askOnce({ endpoint: `https://127.0.0.1:${this.port}`, ca, minVersion, ...credentials }, { method, ...call });
  }

  /** By which flow schema the API server ranked a request, as it says in a header. */
  async flowSchemaOf(path: string, credentials: { cert: string; key: string }): Promise<string | undefined> {
    const { headers } = await this.ask({ path, credentials });
    return headers['x-kubernetes-pf-flowschema-uid'] as string | undefined;
  }

  /** What etcd holds under a key, as it lies there. */
  async stored(key: string): Promise<Buffer> {
    const [value = Buffer.alloc(0)] = await this.#range({ key: Buffer.from(key).toString('base64') });
    return value;
  }

  /** What it holds under all keys that begin so. The last byte must be no 255. */
  async storedUnder(prefix: string): Promise<readonly Buffer[]> {
    const [from, end] = [Buffer.from(prefix), Buffer.from(prefix)];
    end[end.length - 1] = (end.at(-1) ?? 0) + 1;
    return this.#range({ key: from.toString('base64'), range_end: end.toString('base64') });
  }

  async #range(body: object): Promise<readonly Buffer[]> {
    const { text } = await askOnce(
      {
        endpoint: `https://127.0.0.1:${this.etcdPort}`,
        ca: this.read('/etc/kubernetes/pki/etcd/ca.crt'),
        cert: this.read('/etc/kubernetes/pki/apiserver-etcd-client.crt'),
        key: this.read('/etc/kubernetes/pki/apiserver-etcd-client.key'),
        minVersion,
      },
      { method: 'POST', path: '/v3/kv/range', body, most: 64 * 1024 * 1024 },
    );
    const { kvs = [] } = JSON.parse(text) as { kvs?: { value: string }[] };
    return kvs.map(({ value }) => Buffer.from(value, 'base64'));
  }

  /** A client's certificate by the cluster's authority, made by the commands for kubeconfigs. */
  async client(commonName: string, organization: string): Promise<{ cert: string; key: string }> {
    const kubeconfig = `/etc/kubernetes/${commonName.replaceAll(':', '-')}.conf`;
    const client = { kubeconfig, commonName, organization, lifetime: 1, user: 0 };
    const base = kubeconfig.replace(/\.conf$/, '');
    for (const words of clientCommands(client, this.#node)) {
      if (words[0] === 'openssl') await this.#run(words);
    }
    return { cert: this.read(`${base}.crt`), key: this.read(`${base}.key`) };
  }

  #write(): void {
    const prefix = `nodes/${this.#node.name}`;
    const files = [...new Set(['static-pods', this.tool] as const)].flatMap((tool) =>
      renderControlPlane(tool, this.options),
    );
    for (const file of files) {
      const path = file.path.startsWith(`${prefix}/`) ? file.path.slice(prefix.length) : `/rendered/${file.path}`;
      mkdirSync(dirname(this.path(path)), { recursive: true });
      // Manifests stay as they are: what is started is what stands in them.
      const text = path.startsWith('/rendered/') ? textOfFile(file) : this.#here(textOfFile(file));
      writeFileSync(this.path(path), text, { mode: file.mode });
    }
    for (const folder of [
      '/etc/kubernetes/pki/etcd',
      '/var/lib/etcd',
      '/var/log/kubernetes/audit',
      '/var/run/kmsplugin',
      '/var/lib/rancher/k3s/server/logs',
      '/var/lib/rancher/rke2/server/logs',
    ]) {
      mkdirSync(this.path(folder), { recursive: true, mode: 0o700 });
    }
  }

  #clusterObjects(): object[] {
    const files = renderControlPlane('static-pods', this.options).filter(({ path }) => path.startsWith('cluster/'));
    return files.flatMap(({ content }) => (typeof content === 'string' ? [] : content.documents));
  }

  async #makeKeys(): Promise<void> {
    const cluster = clusterOf(this.options);
    const node = this.#node;
    for (const { commands } of [...clusterSecrets(cluster, node), ...machineSecrets(cluster, node)]) {
      for (const words of commands) await this.#run(words);
    }
    for (const client of clientSecrets(node)) {
      const { commonName, kubeconfig } = client;
      for (const words of clientCommands(client, node)) if (words[0] === 'openssl') await this.#run(words);
      const base = this.path(kubeconfig).replace(/\.conf$/, '');
      // What the commands of kubectl's in the README write.
      const config = {
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [
          {
            name: 'kubernetes',
            cluster: {
              server: `https://127.0.0.1:${this.port}`,
              'certificate-authority': this.path('/etc/kubernetes/pki/ca.crt'),
            },
          },
        ],
        users: [{ name: commonName, user: { 'client-certificate': `${base}.crt`, 'client-key': `${base}.key` } }],
        contexts: [{ name: 'kubernetes', context: { cluster: 'kubernetes', user: commonName } }],
        'current-context': 'kubernetes',
      };
      writeFileSync(this.path(kubeconfig), JSON.stringify(config), { mode: 0o600 });
    }
    const { provider } = cluster.encryption;
    if (provider === 'local') await this.#makeEncryptionKey();
    else this.rotateKmsKey('kms-1');
    if (this.options.imageWebhook) this.#makeWebhookKeys('image-webhook');
  }

  /** What the webhook's owner signs, beside its kubeconfig. */
  #makeWebhookKeys(name: string): void {
    const authority = createAuthority(name, 1);
    const { certificate, key } = issue(authority, {
      subject: { commonName: 'kube-apiserver' },
      use: 'client',
      lifetimeHours: 1,
    });
    const base = `/etc/kubernetes/palisade/${name}`;
    for (const [end, text] of Object.entries({
      'ca.crt': authority.certificate,
      'client.crt': certificate,
      'client.key': key,
    })) {
      writeFileSync(this.path(`${base}-${end}`), text, { mode: 0o600 });
    }
  }

  /** By the lines of the README itself. */
  async #makeEncryptionKey(): Promise<void> {
    const [, script = ''] =
      /## Key for what is in etcd\n[\s\S]*?```bash\n([\s\S]*?)```/.exec(this.read('/rendered/README.md')) ?? [];
    const lines = script.split('\n').filter((line) => !line.startsWith('chown '));
    await run('bash', ['-euc', this.#here(lines.join('\n'))], { cwd: this.path('/rendered') });
  }

  async #launch(name: ProgramName & string, more: readonly string[]): Promise<void> {
    const { signal } = new AbortController();
    const { path } = await obtain(name, { progress: () => {}, signal });
    const [program, ...args] = this.#command(name);
    expect(program).toBe(name);
    this.#children.unshift(await startChild(name, path, [...args, ...more], this.path(`/${name}.log`)));
  }

  #command(name: string): string[] {
    if (name === 'kube-apiserver' && this.tool !== 'static-pods') {
      const path = `nodes/${this.#node.name}/etc/rancher/${this.tool}/config.yaml`;
      const file = renderControlPlane(this.tool, this.options).find((each) => each.path === path);
      const configuration = parse(textOfFile(file ?? { content: '' })) as ServerConfiguration;
      return distributionCommand(this.tool, configuration).map((word) => this.#here(word));
    }
    const pod = parse(this.read(`/etc/kubernetes/manifests/${name}.yaml`)) as {
      spec: { containers: [{ command: string[] }] };
    };
    return pod.spec.containers[0].command;
  }

  async #run(words: readonly string[]): Promise<void> {
    const [program = '', ...args] = words.map((word) => this.#here(word));
    const { signal } = new AbortController();
    const isEtcds = program === 'etcdctl' || program === 'etcdutl';
    await run(isEtcds ? (await obtain(program, { progress: () => {}, signal })).path : program, args);
  }

  /** A text of the machine's, with its paths, address and ports as they are here. */
  #here(text: string): string {
    return (
      text
        .replaceAll(
          /(?<![\w.])\/(?:etc\/kubernetes|etc\/rancher|var\/lib\/rancher|var\/lib\/etcd|var\/lib\/palisade-etcd-backup|var\/log\/kubernetes|var\/run\/kmsplugin)\b/g,
          (path) => this.path(path),
        )
        // What is published to the cluster must not be the loopback address; nobody asks it there.
        .replaceAll(
          new RegExp(`(?<!--advertise-address=)${this.#node.address.replaceAll('.', '\\.')}`, 'g'),
          '127.0.0.1',
        )
        .replaceAll(/(?<=127\.0\.0\.1:|--secure-port=)\d+\b/g, (port) => String(this.#ports[port] ?? port))
    );
  }

  async #until(what: string, holds: () => Promise<boolean>): Promise<void> {
    await eventually(what, async () => {
      const dead = this.#children.find(({ identity }) => !isAlive(identity));
      if (dead) throw new Error(`${dead.name} ended: ${tail(dead.log)}`);
      return holds().catch(() => false);
    });
  }
}

/** Where the API server takes an object without a namespace. */
function collectionOf(object: object): string {
  const { apiVersion, kind } = object as { apiVersion: string; kind: string };
  return `/apis/${apiVersion}/${kind.toLowerCase()}s`;
}
