import { once } from 'node:events';
import { request as plainRequest, type ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KeyedCertificate } from '../../rehearsal/cluster/certificate';

/** A registry's front: TLS before a registry that has none, as pods reach it. */
export class RegistryFront {
  readonly #server: Server;
  #held: (() => void)[] | undefined;

  private constructor(
    { certificate, key }: KeyedCertificate,
    private readonly registry: string,
  ) {
    this.#server = createServer({ cert: certificate, key }, ({ url = '', headers }, response) => {
      // There is nothing in this repository, and the registry need not be asked so often.
      if (url.startsWith('/v2/none/')) return void response.writeHead(404).end();
      if (this.#held && url.includes('/referrers/')) this.#held.push(() => this.#pass(url, headers, response));
      else this.#pass(url, headers, response);
    });
  }

  /** Starts it at an address that is not there yet, once it is. */
  static async start(address: string, certificate: KeyedCertificate, registry: string): Promise<RegistryFront> {
    const front = new RegistryFront(certificate, registry);
    for (;;) {
      front.#server.listen(443, address);
      const failed = once(front.#server, 'error').then(([error]) => error as NodeJS.ErrnoException);
      const listening = once(front.#server, 'listening').then(() => undefined);
      const error = await Promise.race([failed, listening]);
      if (error === undefined) return front;
      if (error.code !== 'EADDRNOTAVAIL') throw error;
      await sleep(200);
    }
  }

  /** Keeps from now on what asks which signatures there are. */
  hold(): void {
    this.#held = [];
  }

  /** Lets those go on. */
  letGo(): void {
    for (const go of this.#held ?? []) go();
    this.#held = undefined;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #pass(path: string, { accept }: { accept?: string | undefined }, response: ServerResponse): void {
    const [host, port] = this.registry.split(':');
    plainRequest({ host, port, path, headers: accept === undefined ? {} : { accept } }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    })
      .once('error', () => response.destroy())
      .end();
  }
}
