import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../../api-server/client';
import { type ApiServer, type Known, knownServers, LIVING_MILLISECONDS, type Seen } from './api-server';
import { type EncryptionFile, Refusal } from './encryption-file';

type Say = (line: string) => void;

/** Milliseconds for which a file may be copied to other machines, and servers be restarted. */
const PATIENCE = 30 * 60_000;
/** Milliseconds: a server looks at its file once a minute. */
const RELOAD = 90_000;
const PAUSE = 2000;

/** All API servers of a cluster, each asked at an address of its own. */
export class ApiServers {
  constructor(
    readonly servers: readonly ApiServer[],
    private readonly say: Say,
  ) {}

  get client(): Client {
    const [first] = this.servers;
    if (first === undefined) throw new Error('There is no API server.');
    return first.client;
  }

  close(): void {
    for (const server of this.servers) server.close();
  }

  /**
   * Makes sure that these are all that there are, and that each is one.
   *
   * @throws Refusal where two addresses lead to one, or one that lives was not named
   */
  async areAll(): Promise<readonly Seen[]> {
    const seen = await Promise.all(this.servers.map((server) => this.#look(server)));
    const twice = seen.findIndex((one, index) => seen.slice(0, index).some((other) => isSame(one, other)));
    if (twice >= 0) {
      throw new Refusal(
        `${this.servers[twice]?.name} is a server that was named by another address, or by a load balancer: name each API server once, by its own`,
      );
    }
    for (const { host, silent } of await this.unnamed(seen)) {
      if (silent <= LIVING_MILLISECONDS) throw new Refusal(unnamedServer(host));
      this.say(
        `note: the API server on ${host} has been silent for ${Math.round(silent / 60_000)} min. Before it starts again, it must have this encryption file`,
      );
    }
    return seen;
  }

  /** The API servers that the cluster knows of beside those that were seen. */
  async unnamed(seen: readonly Seen[]): Promise<readonly Known[]> {
    const known = await knownServers(this.client);
    return known.filter(({ identity }) => !seen.some((one) => one.identity === identity));
  }

  /**
   * Waits until every server says that it works with this file, by its hash.
   *
   * @throws Refusal where that takes more than half an hour, or the file was changed meanwhile
   */
  async have(file: EncryptionFile): Promise<readonly Seen[]> {
    const began = Date.now();
    const told = new Map<string, string>();
    for (;;) {
      if (!file.isStill()) throw new Refusal(`${file.path} was changed by somebody else: run the command again`);
      const seen = await Promise.all(this.servers.map((server) => this.#look(server).catch((error: Error) => error)));
      const late = this.servers.filter((server, index) => {
        const one = seen[index];
        if (one !== undefined && !(one instanceof Error) && one.hash === file.hash) {
          if (told.has(server.name)) this.say(`  ${server.name}: has loaded it`);
          told.delete(server.name);
          return false;
        }
        return true;
      });
      if (late.length === 0) return seen as readonly Seen[];
      const waited = Date.now() - began;
      for (const server of late) {
        const one = seen[this.servers.indexOf(server)];
        const why = one instanceof Error ? one.message : await this.#why(server, one, file, waited);
        if (told.get(server.name) !== why) this.say(`  ${server.name}: ${why}`);
        told.set(server.name, why);
      }
      if (waited > PATIENCE) {
        const names = late.map(({ name }) => `${name} (${told.get(name)})`).join(', ');
        throw new Refusal(`waited ${PATIENCE / 60_000} min in vain for ${names}: mend that, and run the command again`);
      }
      await sleep(PAUSE);
    }
  }

  async #look(server: ApiServer): Promise<Seen> {
    try {
      return await server.look();
    } catch (error) {
      throw new Error(`${server.name} cannot be asked: ${(error as Error).message}`);
    }
  }

  async #why(server: ApiServer, seen: Seen | undefined, file: EncryptionFile, waited: number): Promise<string> {
    if (seen?.hash === undefined) {
      return 'does not say which encryption file it has (apiserver_encryption_config_controller_last_config_info): it has none, or is older than Kubernetes 1.36';
    }
    if (!(await server.reloads().catch(() => true))) {
      return `does not read the file by itself (--encryption-provider-config-automatic-reload is off): give it ${file.path} and restart it`;
    }
    if (seen.failed !== undefined && seen.failed > seen.now - RELOAD) {
      return `could not read its file, and goes on with the one before: see its log for "error processing encryption config file"`;
    }
    return waited < RELOAD
      ? 'has not loaded it yet; it looks once a minute'
      : `has another file (${seen.hash.slice(0, 19)}…, and this one is ${file.hash.slice(0, 19)}…): copy ${file.path} there, to the same place, owner and mode`;
  }
}

/** What to do about an API server that lives and was not named. */
export const unnamedServer = (host: string): string =>
  `an API server on ${host} was not named: add --server https://ADDRESS:6443 for it`;

const isSame = (one: Seen, other: Seen) => one.identity === other.identity && one.started === other.started;
