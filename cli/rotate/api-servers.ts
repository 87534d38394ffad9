import type { X509Certificate } from 'node:crypto';
import { type Access, type Answer, type Call, Client } from '../api-server/client';
import { type ClientPair, servedCertificate } from './served';

/** Bytes of an answer: thousands of custom resources make tens of megabytes of metrics, and a list may be as long. */
const MAX_PAGE = 256 * 1024 * 1024;

/** The API servers of a cluster, each asked by itself. */
export class ApiServers {
  constructor(
    private readonly access: Access,
    /** As `HOST:PORT`. */
    readonly names: readonly string[],
    /** Authorities that may vouch for a server, in PEM, beside those of the kubeconfig: it changes meanwhile. */
    private readonly trusted: () => string = () => '',
  ) {}

  /** The certificate that the caller shows, with its key, if any. */
  get caller(): ClientPair | undefined {
    const { cert, key } = this.access;
    return cert === undefined || key === undefined ? undefined : { cert, key };
  }

  /** @throws Error where it does not answer, or not with one of these: success where none are given */
  async ask(call: Call, { server, as }: { server?: string; as?: Partial<Access> } = {}): Promise<Answer> {
    const name = server ?? this.names[0] ?? '';
    const { ca, cert, key, token, ...access } = this.access;
    const who = as ?? { ...(cert && { cert }), ...(key && { key }), ...(token && { token }) };
    const trusted = ca === undefined ? {} : { ca: `${ca}\n${this.trusted()}` };
    const client = new Client({ ...access, ...trusted, ...who, endpoint: `https://${name}` });
    try {
      const answer = await client.send({ most: MAX_PAGE, ...call });
      if (as === undefined && answer.status >= 300) {
        throw new Error(`${name} refuses ${call.method} ${call.path}: ${answer.message}`);
      }
      if (as === undefined && answer.cut !== undefined) {
        throw new Error(`${name} did not send all of ${call.path}: ${answer.cut}`);
      }
      return answer;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      throw code === undefined ? error : new Error(`${name} does not answer: ${message}`);
    } finally {
      client.close();
    }
  }

  /** All objects of a list. */
  async list(path: string): Promise<readonly Fields[]> {
    const found: Fields[] = [];
    for (let next = ''; ; ) {
      const page = `${path}${path.includes('?') ? '&' : '?'}limit=500${next && `&continue=${encodeURIComponent(next)}`}`;
      const { body } = await this.ask({ method: 'GET', path: page });
      if (!Array.isArray(body.items)) throw new Error(`${this.names[0]} gave no list of ${path}`);
      found.push(...(body.items as Fields[]));
      next = text((body.metadata as Fields | undefined)?.continue) ?? '';
      if (next === '') return found;
    }
  }

  /** When its process began, in milliseconds, by which two processes are told apart. */
  async started(server: string): Promise<number> {
    const { text } = await this.ask({ method: 'GET', path: '/metrics' }, { server });
    const [, seconds] = /^process_start_time_seconds (\S+)$/m.exec(text) ?? [];
    if (seconds === undefined) throw new Error(`${server} did not send all of its metrics`);
    return Math.round(Number(seconds) * 1000);
  }

  /** The server's own time. */
  async time(): Promise<Date> {
    const { date } = await this.ask({ method: 'GET', path: '/version' });
    return new Date(date ?? Date.now());
  }

  /** True where a server takes whoever shows a certificate for somebody. */
  async letsIn(server: string, as: Partial<Access>): Promise<boolean> {
    return (await this.ask({ method: 'GET', path: '/version' }, { server, as })).status !== 401;
  }

  /** True where the certificate that a server shows is signed by an authority. */
  async isVouchedFor(server: string, authority: X509Certificate): Promise<boolean> {
    return (await servedCertificate(server)).verify(authority.publicKey);
  }
}

/** The first of the names that is no `HOST:PORT`. */
export function oddServer(names: readonly string[]): string | undefined {
  return names.find((name) => !/^[^/@\s]+:\d{1,5}$/.test(name));
}

/**
 * @param given as `HOST:PORT`
 * @returns these or, where there are none, what the cluster itself says of its API servers
 * @throws Error where it names none
 */
export async function serverNames(access: Access, given: readonly string[]): Promise<readonly string[]> {
  if (given.length > 0) return given;
  const selector = 'labelSelector=kubernetes.io%2Fservice-name%3Dkubernetes';
  const path = `/apis/discovery.k8s.io/v1/namespaces/default/endpointslices?${selector}`;
  const { body } = await new ApiServers(access, [new URL(access.endpoint).host]).ask({ method: 'GET', path });
  const names = listOf(body.items).flatMap(({ endpoints, ports }) =>
    listOf(endpoints).flatMap(({ addresses }) =>
      (addresses as string[]).flatMap((address) =>
        listOf(ports).map(({ port }) => `${address.includes(':') ? `[${address}]` : address}:${port}`),
      ),
    ),
  );
  if (names.length === 0) throw new Error('the cluster names no API server yet: wait until one is ready');
  return names;
}

/** What an object holds, unchecked. */
export type Fields = Readonly<Record<string, unknown>>;

/** A field that holds fields; empty where it does not. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** A field that holds a list of fields; empty where it does not. */
export function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

/** A field that holds a text. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
