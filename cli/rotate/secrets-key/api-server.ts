import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Access, Client } from '../../api-server/client';
import { type Sample, samples } from './metrics';

/** What an API server says of its encryption, at one moment; all times are its own, in milliseconds. */
export interface Seen {
  /** Hash of its identity, which it keeps over restarts of the machine's. */
  readonly identity: string;
  /** When its process began, with which two processes are told apart. */
  readonly started: number;
  /** Hash of the encryption file that it works with; `undefined` where it does not say. */
  readonly hash: string | undefined;
  /** Since when it does: when it read the file anew, or else when it began. */
  readonly since: number;
  /** When it last tried to read a changed file, and could not. */
  readonly failed: number | undefined;
  readonly now: number;
  /** By KMS plug-in: the hash of the id of the key that the plug-in says is the one to encrypt with, and when it said so. */
  readonly keyIds: ReadonlyMap<string, { readonly hash: string; readonly at: number }>;
}

const controller = 'apiserver_encryption_config_controller';
const wanted = {
  info: `${controller}_last_config_info`,
  reloaded: `${controller}_automatic_reload_last_timestamp_seconds`,
  started: 'process_start_time_seconds',
  keyId: 'apiserver_envelope_encryption_key_id_hash_status_last_timestamp_seconds',
} as const;
const names = new Set<string>(Object.values(wanted));

/** The health check that an API server has if, and only if, it reads a changed encryption file by itself. */
const reloading = '/readyz/poststarthook/start-encryption-provider-config-automatic-reload';

/** Bytes of a page of metrics: thousands of custom resources make tens of megabytes. */
const MAX_METRICS = 256 * 1024 * 1024;

/** One API server, asked by an address that leads to it and to no other. */
export class ApiServer {
  readonly client: Client;
  /** `10.0.0.11:6443` */
  readonly name: string;

  constructor(access: Access) {
    this.client = new Client(access);
    this.name = new URL(access.endpoint).host;
  }

  close(): void {
    this.client.close();
  }

  /** @throws where it does not answer, or will not say */
  async look(): Promise<Seen> {
    const { status, text, message, date } = await this.client.send({
      method: 'GET',
      path: '/metrics',
      most: MAX_METRICS,
    });
    if (status !== 200) throw new Error(refusal(status, message));
    return seen(samples(text, names), date ?? Date.now());
  }

  /**
   * Has it ask its KMS plug-ins, where it has not for 20 seconds, and encrypt by a key that is new.
   *
   * @returns what it says where it cannot, and goes on with the key of before for a few minutes; `undefined` where it can
   * @see https://kubernetes.io/docs/tasks/administer-cluster/kms-provider/
   */
  async kmsFailure(): Promise<string | undefined> {
    const ask = () => this.client.get('/readyz/kms-providers');
    let { status, text } = await ask();
    if (status === 500) {
      // It may be of before: a server keeps a failure for 3 seconds.
      await sleep(4000);
      ({ status, text } = await ask());
    }
    if (status === 200) return undefined;
    if (status === 404) return 'has no KMS plug-in: give it this encryption file, and restart it';
    return `cannot encrypt by the key that its plug-in names: ${text.trim().slice(0, 500)}`;
  }

  /** Whether it reads a changed file by itself, within a minute. */
  async reloads(): Promise<boolean> {
    return (await this.client.get(reloading)).status !== 404;
  }
}

function refusal(status: number, message: string): string {
  return status === 401 || status === 403
    ? `does not let you read /metrics (${message}): take the kubeconfig of an administrator`
    : `answered ${status} to /metrics: ${message}`;
}

function seen(found: readonly Sample[], now: number): Seen {
  const [info] = of(found, wanted.info);
  const started = of(found, wanted.started)[0]?.value;
  // It stands near the end of the page, after all others: without it, the page is not whole.
  if (started === undefined) throw new Error('did not send all of its metrics');
  const reloaded = (status: string) =>
    of(found, wanted.reloaded).find(({ labels }) => labels.status === status)?.value ?? Number.NaN;
  const milliseconds = (seconds: number) => Math.floor(seconds * 1000);
  const failed = milliseconds(reloaded('failure'));
  const success = milliseconds(reloaded('success'));
  const keyIds = new Map<string, { hash: string; at: number }>();
  for (const { labels, value } of of(found, wanted.keyId)) {
    const { provider_name: plugin = '', key_id_hash: hash = '' } = labels;
    const at = milliseconds(value);
    if (at > (keyIds.get(plugin)?.at ?? 0)) keyIds.set(plugin, { hash, at });
  }
  return {
    identity: info?.labels.apiserver_id_hash ?? '',
    started: milliseconds(started),
    hash: info?.labels.hash,
    since: Math.max(milliseconds(started), Number.isNaN(success) ? 0 : success),
    failed: Number.isNaN(failed) || failed < success ? undefined : failed,
    now,
    keyIds,
  };
}

const of = (found: readonly Sample[], name: string) => found.filter((sample) => sample.name === name);

/** An API server that the cluster knows of, whether it was asked or not. */
export interface Known {
  /** What {@link Seen.identity} would be. */
  readonly identity: string;
  readonly host: string;
  /** Milliseconds since it last told the cluster that it lives. */
  readonly silent: number;
}

/** API servers renew their lease every 10 seconds. */
export const LIVING_MILLISECONDS = 60_000;

/**
 * All API servers that have run in the last hour, by the leases that they keep.
 *
 * @throws where they cannot be listed
 */
export async function knownServers(client: Client): Promise<readonly Known[]> {
  const label = encodeURIComponent('apiserver.kubernetes.io/identity');
  const path = `/apis/coordination.k8s.io/v1/namespaces/kube-system/leases?labelSelector=${label}`;
  const { status, body, message, date, cut } = await client.get(path);
  if (status !== 200 || cut !== undefined) {
    throw new Error(`the API servers' leases cannot be listed: ${cut ?? message}`);
  }
  const now = date ?? Date.now();
  const leases = body.items as { metadata: LeaseMetadata; spec?: { renewTime?: string } }[];
  return leases.map(({ metadata, spec }) => ({
    identity: `sha256:${createHash('sha256').update(metadata.name).digest('hex')}`,
    host: metadata.labels?.['kubernetes.io/hostname'] ?? metadata.name,
    silent: now - Date.parse(spec?.renewTime ?? ''),
  }));
}

interface LeaseMetadata {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
}
