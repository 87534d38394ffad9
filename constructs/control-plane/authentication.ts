import type { ControlPlaneSettings, OidcIssuer } from './options';

/** Paths an anonymous request may ask for: what a load balancer or a probe needs, exactly as written. */
export const anonymousPaths = ['/livez', '/readyz'] as const;

/**
 * Who may be anonymous: only who asks for {@link anonymousPaths}. Who else vouches for people.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/authentication/#using-authentication-configuration
 */
export function authenticationConfiguration({ issuers }: Pick<ControlPlaneSettings, 'issuers'>) {
  return {
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'AuthenticationConfiguration',
    anonymous: { enabled: true, conditions: anonymousPaths.map((path) => ({ path })) },
    ...(issuers.length > 0 && { jwt: issuers.map(authenticator) }),
  };
}

function authenticator(issuer: OidcIssuer) {
  const { url, audiences, certificateAuthority, prefix, usernameClaim = 'sub', groupsClaim = 'groups' } = issuer;
  return {
    issuer: {
      url,
      ...(certificateAuthority !== undefined && { certificateAuthority }),
      audiences,
      ...(audiences.length > 1 && { audienceMatchPolicy: 'MatchAny' }),
    },
    claimMappings: {
      username: { claim: usernameClaim, prefix },
      groups: { claim: groupsClaim, prefix },
    },
    // A prefix keeps an issuer's names apart from others'; should one be lost in a later edit, this still holds.
    userValidationRules: [
      {
        expression: '!user.username.startsWith("system:") && user.groups.all(group, !group.startsWith("system:"))',
        message: 'names that begin with system: are the cluster’s own',
      },
      // An empty claim would leave the prefix, one user for everybody who has none.
      { expression: `size(user.username) > ${[...prefix].length}`, message: 'a user has a name' },
    ],
  };
}
