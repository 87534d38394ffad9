import { RegistryError } from './error';

/** Where a registry sends its clients for a token. */
export interface Challenge {
  readonly scheme: 'basic' | 'bearer';
  readonly realm: string;
  readonly service: string | undefined;
}

const pair = /\s*,?\s*([a-zA-Z]+)=(?:"([^"]*)"|([^\s,"]+))/y;

/**
 * Reads a `WWW-Authenticate` header.
 *
 * @throws RegistryError where it asks for a way that is not spoken.
 * @see https://distribution.github.io/distribution/spec/auth/token/
 */
export function parseChallenge(header: string | undefined, registry: string): Challenge {
  const scheme = /^\s*(basic|bearer)(?=\s|$)/i.exec((header ?? '').slice(0, 4096));
  if (scheme === null) {
    throw new RegistryError(`${registry} answers 401 and asks neither for Basic nor for Bearer authorisation`);
  }
  const text = (header ?? '').slice(scheme[0].length, 4096);
  const parameters = new Map<string, string>();
  pair.lastIndex = 0;
  for (let found = pair.exec(text); found !== null; found = pair.exec(text)) {
    parameters.set((found[1] ?? '').toLowerCase(), found[2] ?? found[3] ?? '');
  }
  return {
    scheme: (scheme[1] ?? '').toLowerCase() as Challenge['scheme'],
    realm: parameters.get('realm') ?? '',
    service: parameters.get('service'),
  };
}

/** Token servers of registries that have another host for them. */
const knownServers: Readonly<Record<string, string>> = { 'docker.io': 'auth.docker.io' };

/**
 * The address to get a token from, to read one repository.
 *
 * @param expected the host, where the policy names one.
 * @throws RegistryError where the registry names another host than its own, or than expected: it could be an address
 *   inside the cluster, and credentials would go there.
 */
export function tokenAddress(
  { realm, service }: Challenge,
  { registry, repository, expected, base }: { registry: string; repository: string; expected?: string; base: URL },
): URL {
  let url: URL;
  try {
    url = new URL(realm);
  } catch {
    throw new RegistryError(`${registry} names no address to get a token from`);
  }
  const server = expected ?? knownServers[registry] ?? base.host;
  const isSecure = url.protocol === 'https:' || (url.protocol === 'http:' && base.protocol === 'http:');
  if (url.host !== server || !isSecure || url.username !== '' || url.password !== '') {
    throw new RegistryError(
      `${registry} sends for a token to ${url.protocol}//${url.host}, and not to https://${server}; if that is right, ` +
        `name it in the policy: registries: { ${registry}: { tokenServer: ${url.host} } }`,
    );
  }
  if (service !== undefined) url.searchParams.set('service', service);
  url.searchParams.set('scope', `repository:${repository}:pull`);
  return url;
}
