import { barrierOf } from './barrier';

describe('barrierOf', () => {
  it.each([
    [401, 'Unauthorized', 'authentication'],
    [403, 'pods "a" is forbidden: violates PodSecurity "restricted:v1.37": privileged', 'Pod Security'],
    [
      403,
      "deployments.apps \"a\" is forbidden: ValidatingAdmissionPolicy 'palisade-no-host-pid' with binding 'palisade-no-host-pid' denied request: no",
      'policy palisade-no-host-pid',
    ],
    [403, 'nodes "b" is forbidden: node "a" is not allowed to modify node "b"', 'NodeRestriction'],
    [403, 'pods "p" is forbidden: node "a" can only delete pods with spec.nodeName set to itself', 'NodeRestriction'],
    [
      403,
      'secrets "s" is forbidden: User "system:node:a" cannot get resource "secrets" in API group "" in the namespace "n": no relationship found between node \'a\' and this object',
      'Node authorizer',
    ],
    [403, 'secrets is forbidden: User "u" cannot list resource "secrets" in API group "" in the namespace "n"', 'RBAC'],
    [403, 'forbidden: User "u" cannot get path "/metrics"', 'RBAC'],
    [
      403,
      'roles.rbac.authorization.k8s.io "r" is forbidden: user "u" is attempting to grant RBAC permissions not currently held:',
      'RBAC (privilege escalation check)',
    ],
    [
      403,
      'Forbidden (user=u, verb=get, resource=nodes, subresource(s)=[pods proxy])',
      'authorisation by the API server',
    ],
    [403, 'services "s" is forbidden: exceeded quota: team, requested: services.nodeports=1', 'ResourceQuota'],
    [403, 'Use of external IPs is denied by admission control', 'DenyServiceExternalIPs'],
    [429, 'limit reached on type SourceAndObject for key x', 'EventRateLimit'],
    [500, 'Internal error occurred: no matching prefix found', 'encryption at rest'],
    [413, 'limit is 3145728', 'request size limit'],
    [418, 'a teapot', 'status 418'],
  ])('knows who speaks in %d %s', (status, message, author) => {
    expect(barrierOf(status, message)).toBe(author);
  });
});
