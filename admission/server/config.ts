import { isIP } from 'node:net';
import {
  ConfigError,
  Fields,
  POLICY_KEYS,
  parseConfigText,
  parsePolicy,
  type ReadFile,
  type TrustPolicy,
} from '../policy';

/** An address and a port. */
export interface Listen {
  readonly host: string;
  readonly port: number;
}

/** What the service is told by its configuration. */
export interface ServiceConfig {
  readonly policy: TrustPolicy;
  readonly listen: Listen;
  /** Metrics and health: plain HTTP on the loopback address, TLS with client authentication elsewhere. */
  readonly metrics: Listen;
  /** Whether it is up, and nothing else, over plain HTTP, for a kubelet that shows no certificate. */
  readonly health: Listen | undefined;
  readonly tls: TlsFiles;
  /** Milliseconds for a review. */
  readonly timeout: number;
  readonly cache: { readonly entries: number; readonly allowed: number; readonly refused: number };
}

/** Paths of PEM files. */
export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
  /**
   * Who vouches for those who may ask. `undefined` is a decision that must be written down: the API server of a managed
   * cluster shows no certificate.
   */
  readonly clientAuthority: string | undefined;
  /** Common names of those who may ask; everybody with a certificate where it is empty. */
  readonly clients: readonly string[];
}

/**
 * Reads the service's configuration, with the trust policy in it.
 *
 * @throws ConfigError naming the key, what it holds and what to write instead.
 */
export function parseServiceConfig(text: string, readFile: ReadFile): ServiceConfig {
  const fields = new Fields(parseConfigText(text), '', [
    ...POLICY_KEYS,
    'listen',
    'metrics',
    'health',
    'tls',
    'timeout',
    'cache',
  ]);
  const tls = new Fields(fields.raw('tls'), 'tls', [
    'certificate',
    'key',
    'clientAuthority',
    'clientAuthentication',
    'clients',
  ]);
  const cache = new Fields(fields.raw('cache') ?? {}, 'cache', ['entries', 'allowed', 'refused']);
  const clients = tls.has('clients') ? tls.list('clients') : [];
  if (!clients.every((name): name is string => typeof name === 'string')) {
    throw new ConfigError('tls.clients must be a list of common names');
  }
  const isAuthenticated = tls.flag('clientAuthentication', true);
  const clientAuthority = isAuthenticated ? tls.text('clientAuthority') : undefined;
  if (!isAuthenticated && (tls.has('clientAuthority') || clients.length > 0)) {
    throw new ConfigError(
      'tls.clientAuthentication is false: tls.clientAuthority and tls.clients would not be looked at',
    );
  }
  const metrics = address(fields, 'metrics', '127.0.0.1:9464');
  if (!isAuthenticated && !isLoopbackAddress(metrics)) {
    throw new ConfigError('metrics must listen on 127.0.0.1 or [::1] where tls.clientAuthentication is false');
  }
  const timeout = fields.duration('timeout', '8s');
  if (timeout > 28_000) throw new ConfigError('timeout must be 28s or less: the API server waits for no more than 30s');
  return {
    policy: parsePolicy(fields, readFile),
    listen: address(fields, 'listen', '0.0.0.0:8443'),
    metrics,
    health: fields.has('health') ? address(fields, 'health', '') : undefined,
    tls: {
      certificate: tls.text('certificate'),
      key: tls.text('key'),
      clientAuthority,
      clients,
    },
    timeout,
    cache: {
      entries: cache.number('entries', 10_000, [1, 1_000_000]),
      allowed: cache.duration('allowed', '10m'),
      refused: cache.duration('refused', '30s'),
    },
  };
}

function address(fields: Fields, key: string, otherwise: string): Listen {
  const text = fields.has(key) ? fields.text(key) : otherwise;
  const found = /^(?:\[([0-9a-fA-F:]+)\]|([0-9.]+)):([0-9]{1,5})$/.exec(text);
  const host = found?.[1] ?? found?.[2] ?? '';
  const port = Number(found?.[3]);
  if (isIP(host) === 0 || port > 65535) {
    throw new ConfigError(`${key} is '${text}'; write an address and a port: 0.0.0.0:8443 or [::]:8443`);
  }
  return { host, port };
}

/** Whether only this machine can reach it. */
export function isLoopbackAddress({ host }: Listen): boolean {
  return host === '::1' || host.startsWith('127.');
}
