import {
  createServer as createPlainServer,
  type IncomingMessage,
  type Server as PlainServer,
  type ServerResponse,
} from 'node:http';
import { createServer, Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { ReadFile } from '../policy';
import { RegistryClient } from '../registry';
import { admissionReview, imageReview, type Protocol } from '../review';
import { Room } from '../room';
import { ImageVerifier } from '../verify-image';
import { BodyError, readJson } from './body';
import { isLoopbackAddress, type Listen, type ServiceConfig } from './config';
import type { Log } from './log';
import { Metrics } from './metrics';
import { Reviewer } from './reviewer';
import { followRenewal, mayAsk, tlsOptions } from './tls';
import { VerdictCache } from './verdict-cache';

const protocols: ReadonlyMap<string, Protocol> = new Map([
  ['/image-review', imageReview],
  ['/admission-review', admissionReview],
]);

/** Images verified at the same time: each may take some MiB. */
const atOnce = 8;
/** Milliseconds that requests under way get when the service stops. */
const grace = 10_000;
/** Bytes of reviews that are read at the same time: the API server's largest has some 6 MiB. */
const mostBytes = 16 * 1024 * 1024;
/** Characters of a reason in the log: whoever makes pods must not fill it. */
const longestLogged = 512;
/** Milliseconds for a review to come in: the API server sends one at once. */
const sending = 2000;
const mostConnections = 512;

/** What a service is made of besides its configuration. */
export interface ServiceParts {
  readonly log: Log;
  readonly readFile: ReadFile;
}

/** The admission service: two protocols over one core, and its metrics. */
export class AdmissionService {
  readonly #client: RegistryClient;
  readonly #metrics: Metrics;
  readonly #verdicts: VerdictCache;
  readonly #reviewer: Reviewer;
  readonly #server: Server;
  readonly #metricsServer: PlainServer;
  readonly #healthServer: PlainServer | undefined;
  readonly #room = new Room(mostBytes);
  readonly #ends: (() => void)[] = [];
  #isStopping = false;

  private constructor(
    private readonly config: ServiceConfig,
    private readonly parts: ServiceParts,
  ) {
    const { policy, cache, timeout, tls } = config;
    this.#client = new RegistryClient({ access: policy.registries });
    const verifier = new ImageVerifier(policy, this.#client);
    this.#verdicts = new VerdictCache(
      (reference) => verifier.verify(reference, { signal: AbortSignal.timeout(timeout) }),
      { ...cache, fingerprint: policy.fingerprint, atOnce },
    );
    this.#metrics = new Metrics({
      palisade_image_verdicts_kept: ['Verdicts in the cache.', () => this.#verdicts.size],
      palisade_image_verifications_under_way: ['Images being verified, or waiting.', () => this.#verdicts.underWay],
      process_resident_memory_bytes: ['Resident memory size in bytes.', () => process.memoryUsage.rss()],
    });
    this.#reviewer = new Reviewer(this.#verdicts, this.#metrics, timeout);
    const options = tlsOptions(tls, parts.readFile);
    const limits = {
      handshakeTimeout: 5000,
      headersTimeout: 5000,
      requestTimeout: 10_000,
      keepAliveTimeout: 75_000,
      maxHeaderSize: 16_384,
    };
    this.#server = createServer({ ...options, ...limits }, (request, response) => void this.#handle(request, response));
    const onMetrics = (request: IncomingMessage, response: ServerResponse): void => this.#observe(request, response);
    this.#metricsServer = isLoopbackAddress(config.metrics)
      ? createPlainServer(limits, onMetrics)
      : createServer({ ...options, ...limits }, onMetrics);
    this.#healthServer =
      config.health && createPlainServer(limits, (request, response) => this.#tellHealth(request, response));
    for (const server of this.#servers) {
      server.maxConnections = mostConnections;
      // Who cannot authenticate is shown the door; there is nothing to do about it, and nothing to say.
      server.on('clientError', (_, socket) => socket.destroy());
    }
  }

  get #servers(): PlainServer[] {
    return [this.#server, this.#metricsServer, ...(this.#healthServer ? [this.#healthServer] : [])];
  }

  /**
   * Starts its servers.
   *
   * @throws Error where an address is taken, or a file of the TLS configuration holds nothing.
   */
  static async start(config: ServiceConfig, parts: ServiceParts): Promise<AdmissionService> {
    const service = new AdmissionService(config, parts);
    try {
      await listen(service.#server, config.listen);
      await listen(service.#metricsServer, config.metrics);
      if (service.#healthServer && config.health) await listen(service.#healthServer, config.health);
    } catch (error) {
      await service.stop();
      throw error;
    }
    const failed = (error: Error): void =>
      parts.log.error('the renewed certificate was not taken up', { error: error.message });
    for (const server of [service.#server, service.#metricsServer]) {
      if (server instanceof Server) service.#ends.push(followRenewal(server, config.tls, parts.readFile, failed));
    }
    parts.log.info('the image admission service listens', { listen: service.port, metrics: service.metricsPort });
    return service;
  }

  get port(): number {
    return portOf(this.#server);
  }

  get metricsPort(): number {
    return portOf(this.#metricsServer);
  }

  /** `undefined` where nobody asks for its health. */
  get healthPort(): number | undefined {
    return this.#healthServer && portOf(this.#healthServer);
  }

  /** Takes no more requests, and waits for those under way. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const end of this.#ends) end();
    await Promise.all(this.#servers.map(close));
    this.#client.close();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const started = performance.now();
    const protocol = protocols.get((request.url ?? '').split('?')[0] ?? '');
    const isKnown = mayAsk(request.socket as TLSSocket, this.config.tls);
    if (!isKnown || protocol === undefined || request.method !== 'POST') {
      if (!isKnown) refuse(response, 403, 'this client may not ask');
      else if (protocol === undefined) refuse(response, 404, `there are ${[...protocols.keys()].join(' and ')}`);
      else refuse(response, 405, 'POST a review');
      return;
    }
    try {
      const body = { most: protocol.limit, room: this.#room, patience: this.config.timeout, sending };
      const question = protocol.read(await readJson(request, body));
      const outcome = await this.#reviewer.review(question);
      answer(response, 200, protocol.answer(question, outcome), this.#isStopping);
      this.#record(protocol, outcome.allowed ? 'allowed' : 'refused', started, {
        namespace: question.namespace.slice(0, 253),
        images: question.images.length,
        ...(outcome.allowed ? {} : { reason: outcome.reason.slice(0, longestLogged) }),
      });
    } catch (error) {
      // The API server takes anything but an answer of 200 as a failure, and fails closed.
      const status = error instanceof BodyError ? error.status : 400;
      refuse(response, status, (error as Error).message);
      this.#record(protocol, 'malformed', started, { reason: (error as Error).message });
    }
  }

  #record({ name }: Protocol, outcome: string, started: number, fields: Readonly<Record<string, unknown>>): void {
    const seconds = (performance.now() - started) / 1000;
    this.#metrics.count('palisade_image_reviews_total', { protocol: name, outcome });
    this.#metrics.took(seconds);
    this.parts.log.info('review', { protocol: name, outcome, milliseconds: Math.round(seconds * 1000), ...fields });
  }

  #tellHealth({ url, method }: IncomingMessage, response: ServerResponse): void {
    if (method !== 'GET' || (url !== '/readyz' && url !== '/livez')) {
      refuse(response, 404, 'there are /readyz and /livez');
    } else if (url === '/readyz' && this.#isStopping) refuse(response, 503, 'stopping');
    else answer(response, 200, { ready: true });
  }

  #observe({ url, method }: IncomingMessage, response: ServerResponse): void {
    if (method !== 'GET') refuse(response, 405, 'GET /metrics or /readyz');
    else if (url === '/metrics') {
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(this.#metrics.text());
    } else if (url !== '/readyz') refuse(response, 404, 'there are /metrics and /readyz');
    else if (this.#isStopping) refuse(response, 503, 'stopping');
    else answer(response, 200, { ready: true });
  }
}

function answer(response: ServerResponse, status: number, body: object, isLast = false): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    ...(isLast ? { connection: 'close' } : {}),
  });
  response.end(text);
}

/** Whoever is refused may still be sending: the connection ends with the answer. */
function refuse(response: ServerResponse, status: number, error: string): void {
  answer(response, status, { error }, true);
}

function listen(server: PlainServer, { host, port }: Listen): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

async function close(server: PlainServer): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), grace);
  await closed;
  clearTimeout(timer);
}

function portOf(server: PlainServer): number {
  return (server.address() as AddressInfo).port;
}
