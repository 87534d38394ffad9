import { defineRule, type JsonObject } from '../rule';
import { linkerd, linkerdPolicy, linkerdReference } from './linkerd';

const message = 'the Server lets in what no policy names';
const server = (change: JsonObject): JsonObject =>
  linkerdPolicy('v1beta3', 'Server', { podSelector: { matchLabels: { app: 'sample' } }, port: 8080, ...change });

export const noOpenLinkerdServers = defineRule({
  id: 'no-open-linkerd-servers',
  severity: 'high',
  title: 'Deny at a Server of Linkerd what no policy names',
  rationale:
    'An `accessPolicy` other than `deny` lets clients in whom no AuthorizationPolicy names: everybody, everybody with an identity, or, with `audit`, everybody with a line in a log. The policies for the port are then text.',
  remediation:
    'Set `accessPolicy: deny`, which is also the default, and name the clients by an AuthorizationPolicy for the Server.',
  references: [
    { standard: 'nsa-cisa', control: 'Network separation and hardening' },
    { standard: 'mitre-attack', control: 'T1046' },
    linkerdReference,
  ],
  on: 'object',
  resources: [linkerd('Server', 'servers', 'v1beta3', 'v1beta2', 'v1beta1')],
  cel: 'object.?spec.?accessPolicy.orValue("deny") == "deny"',
  message,
  samples: {
    good: [
      { name: 'denies', given: server({ accessPolicy: 'deny', proxyProtocol: 'unknown' }) },
      { name: 'denies by default', given: server({}) },
    ],
    bad: [
      { name: 'lets everybody in', given: server({ accessPolicy: 'all-unauthenticated' }), message },
      { name: 'lets everybody of the mesh in', given: server({ accessPolicy: 'all-authenticated' }), message },
      { name: 'only notes who came in', given: server({ accessPolicy: 'audit' }), message },
    ],
  },
});
