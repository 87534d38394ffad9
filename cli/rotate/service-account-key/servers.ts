import type { Access } from '../../api-server/client';
import { ApiServers, fieldsOf, listOf, serverNames, text } from '../api-servers';

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

/** @param names as `HOST:PORT`; what the cluster itself says of its API servers where there are none */
export async function serversOf(access: Access, names: readonly string[]): Promise<Servers> {
  const found = await serverNames(access, names);
  const servers = new ApiServers(access, found);
  return {
    names: found,
    accepted: async (server) => {
      const { body } = await servers.ask({ method: 'GET', path: '/openid/v1/jwks' }, { server });
      return listOf(body.keys).map(({ kid }) => String(kid));
    },
    signing: async (server) => {
      const path = '/api/v1/namespaces/kube-system/serviceaccounts/default/token';
      const request = {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        // For nobody, so that it is of no use to anybody.
        spec: { audiences: ['palisade.dev/rotation'], expirationSeconds: 600 },
      };
      const { body } = await servers.ask({ method: 'POST', path, body: request }, { server });
      return keyOf(text(fieldsOf(body.status).token) ?? '') ?? 'none';
    },
    lasting: async () => {
      const path = '/api/v1/secrets?fieldSelector=type%3Dkubernetes.io%2Fservice-account-token';
      const { body } = await servers.ask({ method: 'GET', path });
      if (!Array.isArray(body.items)) throw new Error(`${found[0]} gave no list of Secrets`);
      return listOf(body.items).map(({ metadata, data }) => {
        const { namespace, name } = metadata as { namespace: string; name: string };
        const { token = '' } = (data ?? {}) as { token?: string };
        return { name: `${namespace}/${name}`, key: keyOf(Buffer.from(token, 'base64').toString()) };
      });
    },
  };
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
