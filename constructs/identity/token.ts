import { Duration } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-28';
import type { Problem } from '../construct-error';

/** A token by which a program shows another service, such as Vault, which workload it is. */
export interface TokenProps {
  /** Who is to accept it, such as `vault.example.com`: nobody else does, the API server included. */
  readonly audience: string;
  /** Directory, in the main container, in which the file `token` is kept fresh: `/var/run/secrets/vault`. */
  readonly path: string;
  /**
   * How long each token lasts, 10 minutes to a day. It is renewed long before.
   *
   * @default Duration.hours(1)
   */
  readonly expiration?: Duration;
}

type VolumeSource = { readonly projected: k8s.ProjectedVolumeSource };

/** How long tokens last, unless they say otherwise: an hour, in seconds. */
const hour = 3600;

/** Where programs look for the API server's token, authority and their own namespace. */
export const apiTokenPath = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * What Kubernetes would mount by itself, asked for by the pod: a token for the API server that lasts an hour, the
 * authority of the server's certificate, and the name of the namespace.
 */
export function apiToken(): VolumeSource {
  return {
    projected: {
      sources: [
        { serviceAccountToken: { path: 'token', expirationSeconds: hour } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        { downwardApi: { items: [{ path: 'namespace', fieldRef: { fieldPath: 'metadata.namespace' } }] } },
      ],
    },
  };
}

/** The volume with a token for another service than the API server. */
export function audienceToken({ audience, expiration }: TokenProps): VolumeSource {
  const expirationSeconds = expiration?.toSeconds() ?? hour;
  return { projected: { sources: [{ serviceAccountToken: { audience, path: 'token', expirationSeconds } }] } };
}

/** What is wrong with tokens. */
export function tokenProblems(tokens: readonly TokenProps[]): Problem[] {
  return tokens.flatMap(({ audience, expiration = Duration.seconds(hour) }, index) => {
    const found: Problem[] = [];
    if (!/^[\x21-\x7e]{1,253}$/.test(audience)) {
      found.push({
        found: `tokens[${index}].audience is '${audience.slice(0, 100)}'`,
        write: 'Write the name by which the service knows itself, such as vault.example.com',
      });
    }
    const seconds = expiration.toSeconds();
    if (seconds < 600 || seconds > 86400) {
      found.push({ found: `tokens[${index}].expiration is ${seconds} seconds`, write: 'Write 10 minutes to a day' });
    }
    return found;
  });
}
