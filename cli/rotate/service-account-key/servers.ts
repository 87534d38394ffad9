import { type Access, Client } from '../../api-server/client';

/** The API servers of a cluster, each asked by itself. */
export interface Servers {
  /** As `HOST:PORT`. */
  readonly names: readonly string[];
  /** Whose tokens a server accepts. */
  accepted(server: string): Promise<readonly string[]>;
  /** With which key a server signs. */
  signing(server: string): Promise<string>;
  /** Secrets that hold a token, as `NAMESPACE/NAME`, with the key that signed it. Such tokens never end. */
  lasting(): Promise<readonly { readonly name: string; readonly key: string | undefined }[]>;
}

/** The longest list of Secrets that is read. */
const MAX_LIST = 256 * 1024 * 1024;

/** @param names as `HOST:PORT`; what the cluster itself says of its API servers where there are none */
export async function serversOf(access: Access, names: readonly string[]): Promise<Servers> {
  const found = names.length > 0 ? names : await namesOf(access);
  const [first] = found;
  if (first === undefined) throw new Error('the cluster names no API server yet: wait until one is ready');
  return {
    names: found,
    accepted: async (server) => {
      const body = await ask(access, server, { method: 'GET', path: '/openid/v1/jwks' });
      return listOf(body.keys).map(({ kid }) => String(kid));
    },
    signing: async (server) => {
      const body = await ask(access, server, {
        method: 'POST',
        path: '/api/v1/namespaces/kube-system/serviceaccounts/default/token',
        // For nobody, so that it is of no use to anybody.
        body: {
          apiVersion: 'authentication.k8s.io/v1',
          kind: 'TokenRequest',
          spec: { audiences: ['palisade.dev/rotation'], expirationSeconds: 600 },
        },
      });
      const { token } = (body.status ?? {}) as { token?: unknown };
      return keyOf(typeof token === 'string' ? token : '') ?? 'none';
    },
    lasting: async () => {
      const body = await ask(access, first, {
        method: 'GET',
        path: '/api/v1/secrets?fieldSelector=type%3Dkubernetes.io%2Fservice-account-token',
        most: MAX_LIST,
      });
      if (!Array.isArray(body.items)) throw new Error(`${first} gave no list of Secrets`);
      return listOf(body.items).map(({ metadata, data }) => {
        const { namespace, name } = metadata as { namespace: string; name: string };
        const { token = '' } = (data ?? {}) as { token?: string };
        return { name: `${namespace}/${name}`, key: keyOf(Buffer.from(token, 'base64').toString()) };
      });
    },
  };
}

async function namesOf(access: Access): Promise<string[]> {
  const { host } = new URL(access.endpoint);
  const selector = 'labelSelector=kubernetes.io%2Fservice-name%3Dkubernetes';
  const path = `/apis/discovery.k8s.io/v1/namespaces/default/endpointslices?${selector}`;
  const body = await ask(access, host, { method: 'GET', path });
  return listOf(body.items).flatMap(({ endpoints, ports }) =>
    listOf(endpoints).flatMap(({ addresses }) =>
      (addresses as string[]).flatMap((address) =>
        listOf(ports).map(({ port }) => `${address.includes(':') ? `[${address}]` : address}:${port}`),
      ),
    ),
  );
}

async function ask(access: Access, server: string, call: Parameters<Client['send']>[0]) {
  const client = new Client({ ...access, endpoint: `https://${server}` });
  try {
    const { status, body, message } = await client.send(call);
    if (status !== 200 && status !== 201) throw new Error(`${server} refuses ${call.method} ${call.path}: ${message}`);
    return body;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code === undefined ? error : new Error(`${server} does not answer: ${message}`);
  } finally {
    client.close();
  }
}

/** Which key signed a token, as its header says; undefined where it is none. */
function keyOf(token: string): string | undefined {
  try {
    const header: unknown = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());
    const { kid } = header as { kid?: unknown };
    return typeof kid === 'string' ? kid : undefined;
  } catch {
    return undefined;
  }
}

const listOf = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value : []);
