import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { PulumiFn } from '@pulumi/pulumi/automation';
import { SimulatedAws } from './aws';
import { ADMINISTRATORS, Cluster } from './cluster';
import type { StackConfig } from './config';
import { type ServedProvider, serveProvider } from './engine/host';
import type { Outcome } from './engine/outcome';
import { type OperationOptions, Session } from './engine/session';
import { ApiClient } from './kubernetes/objects';
import { KubernetesProvider } from './kubernetes/provider';
import type { Programs } from './obtain-programs';

/** What the stage is set with. */
export interface StageOptions {
  /** An own folder, mode 0700, for state, keys and logs. */
  readonly folder: string;
  readonly programs: Programs;
  readonly config: StackConfig;
  /** The stack's name. Default `rehearsal`. */
  readonly stack?: string;
  /** The Pulumi program that is rehearsed. */
  readonly blueprint: PulumiFn;
  /** The built policy pack, see {@link OperationOptions.policyPack}. */
  readonly policyPack: string;
  /** Told what is being done, in a few words. */
  readonly onStep?: (step: string) => void;
  readonly signal: AbortSignal;
}

interface RehearsedConfig {
  readonly account: { readonly id: string; readonly region: string };
  readonly baseline: {
    readonly allowedRegistries: readonly string[];
    readonly teams: readonly { readonly name: string; readonly groups: { readonly developer?: readonly string[] } }[];
  };
}

/**
 * Everything that a rehearsal plays on: a real etcd and API server, AWS as this process plays it, both attached to the
 * real engine, and the stack opened there.
 */
export class Stage {
  private constructor(
    private readonly options: StageOptions,
    readonly cluster: Cluster,
    readonly aws: SimulatedAws,
    readonly admin: ApiClient,
    private readonly providers: readonly ServedProvider[],
    readonly session: Session,
    /** Opens a further stack of the same project, which may refer to the first. */
    readonly open: (stack: string, config: StackConfig) => Promise<Session>,
  ) {}

  static async set(options: StageOptions): Promise<Stage> {
    const { folder, programs, config, signal, onStep } = options;
    const { etcd, pulumi, ...kubernetes } = programs;
    const cluster = await Cluster.start({
      folder: join(folder, 'cluster'),
      programs: {
        etcd: etcd.path,
        'kube-apiserver': kubernetes['kube-apiserver'].path,
        'kube-controller-manager': kubernetes['kube-controller-manager'].path,
      },
      signal,
    });
    onStep?.(`etcd, API server and controllers listen on 127.0.0.1 (${cluster.endpoint}), keys in ${folder}`);
    try {
      const admin = new ApiClient(cluster.access('palisade:rehearsal', [ADMINISTRATORS]));
      const { account } = rehearsed(config);
      const aws = new SimulatedAws({
        account: account.id,
        region: account.region,
        statePath: join(folder, 'aws.json'),
        cluster: { endpoint: cluster.endpoint, certificateAuthority: cluster.caPem },
      });
      const providers = [await serveProvider(aws), await serveProvider(new KubernetesProvider(admin))];
      const attachments = providers.map(({ attachment }) => attachment);
      const passphrase = randomBytes(24).toString('base64');
      const open: Stage['open'] = (stack, stackConfig) =>
        Session.open({
          folder,
          pulumi: pulumi.path,
          attachments,
          stack,
          program: options.blueprint,
          config: stackConfig,
          passphrase,
        });
      const session = await open(options.stack ?? 'rehearsal', config);
      onStep?.(`the engine has its own local backend, and providers for Kubernetes (real) and AWS (simulated)`);
      return new Stage(options, cluster, aws, admin, providers, session, open);
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  /** Aborted where the rehearsal is interrupted. */
  get signal(): AbortSignal {
    return this.options.signal;
  }

  /** The namespace of the first team, where the proofs are tried. */
  get namespace(): string {
    return this.#firstTeam.name;
  }

  /** The group of that team's developers. */
  get developers(): string {
    const [group] = this.#firstTeam.groups.developer ?? [];
    if (group === undefined) throw new Error(`baseline.teams[0].groups.developer is empty: the proofs need a group`);
    return group;
  }

  /** The first registry that the stack allows images from. */
  get registry(): string {
    const [registry] = rehearsed(this.options.config).baseline.allowedRegistries;
    if (registry === undefined) throw new Error('baseline.allowedRegistries is empty: the proofs need a registry');
    return registry;
  }

  /** A client with a certificate of its own, for a person of these groups. */
  clientOf(user: string, groups: readonly string[]): ApiClient {
    return new ApiClient(this.cluster.access(user, groups));
  }

  /** Previews the blueprint under the pack, after `meddle` had its way with the program. */
  async previewWith(meddle?: () => void, options: OperationOptions = {}): Promise<Outcome> {
    const { blueprint, policyPack, signal } = this.options;
    const program = async () => {
      meddle?.();
      return blueprint();
    };
    return this.session.preview({ policyPack, signal, program, ...options });
  }

  /** Ends what listens in this process; the API server is left to {@link Cluster.stop}. */
  async close(): Promise<void> {
    this.admin.close();
    for (const provider of this.providers) provider.close();
    await this.aws.close();
  }

  get #firstTeam(): RehearsedConfig['baseline']['teams'][number] {
    const [team] = rehearsed(this.options.config).baseline.teams;
    if (!team) throw new Error('baseline.teams is empty: the proofs need a team');
    return team;
  }
}

/** The few values that the stage itself needs; the program validates the whole. */
function rehearsed(config: StackConfig): RehearsedConfig {
  const part = (key: string) => config[`palisade:${key}`];
  return { account: part('account'), baseline: part('baseline') } as RehearsedConfig;
}
