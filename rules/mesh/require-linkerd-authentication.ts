import { defineRule, type JsonObject } from '../rule';
import { linkerd, linkerdPolicy, linkerdReference } from './linkerd';

const message = 'the authorization policy of Linkerd lets in whoever connects, or to every Server';
const group = 'policy.linkerd.io';
const targetRef = { group, kind: 'Server', name: 'sample' };
const web = { group, kind: 'MeshTLSAuthentication', name: 'web' };
const policy = (spec: JsonObject): JsonObject => linkerdPolicy('v1alpha1', 'AuthorizationPolicy', spec);

export const requireLinkerdAuthentication = defineRule({
  id: 'require-linkerd-authentication',
  severity: 'high',
  title: 'Name who may connect, and to which Server, in an authorization policy of Linkerd',
  rationale:
    'Without `requiredAuthenticationRefs` a policy lets in whoever reaches the pod, with an identity or without. One whose target is the namespace does so for every Server in it, those that are put there later too.',
  remediation:
    'Name a MeshTLSAuthentication or a ServiceAccount in `requiredAuthenticationRefs`, and a Server or a route in `targetRef`.',
  references: [
    { standard: 'nsa-cisa', control: 'Network separation and hardening' },
    { standard: 'mitre-attack', control: 'T1046' },
    linkerdReference,
  ],
  on: 'object',
  resources: [linkerd('AuthorizationPolicy', 'authorizationpolicies', 'v1alpha1')],
  cel: 'object.?spec.?requiredAuthenticationRefs.orValue([]).size() > 0 && object.?spec.?targetRef.?kind.orValue("Namespace") != "Namespace"',
  message,
  samples: {
    good: [
      { name: 'names both', given: policy({ targetRef, requiredAuthenticationRefs: [web] }) },
      {
        name: 'names a route and an account',
        given: policy({
          targetRef: { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'metrics' },
          requiredAuthenticationRefs: [{ kind: 'ServiceAccount', name: 'prometheus', namespace: 'monitoring' }],
        }),
      },
    ],
    bad: [
      { name: 'has a list of nobody to be', given: policy({ targetRef, requiredAuthenticationRefs: [] }), message },
      {
        name: 'is for the namespace',
        given: policy({ targetRef: { kind: 'Namespace', name: 'sample' }, requiredAuthenticationRefs: [web] }),
        message,
      },
      {
        name: 'is for a route, and for whoever comes',
        given: policy({
          targetRef: { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'metrics' },
          requiredAuthenticationRefs: [],
        }),
        message,
      },
    ],
  },
});
