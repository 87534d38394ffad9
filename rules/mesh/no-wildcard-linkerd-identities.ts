import { defineRule, type JsonObject } from '../rule';
import { linkerd, linkerdPolicy, linkerdReference } from './linkerd';

const message = 'the authentication of Linkerd takes everybody in the mesh';
const authentication = (spec: JsonObject): JsonObject => linkerdPolicy('v1alpha1', 'MeshTLSAuthentication', spec);
const web = 'web.sample.serviceaccount.identity.linkerd.cluster.local';

export const noWildcardLinkerdIdentities = defineRule({
  id: 'no-wildcard-linkerd-identities',
  severity: 'high',
  title: 'Name whom an authentication of Linkerd is about',
  rationale:
    'The identity `*` is each that the mesh has given out: any pod of any team that has a proxy passes for the clients that were meant.',
  remediation:
    'List the ServiceAccounts in `identityRefs`, or whole identities (`ACCOUNT.NAMESPACE.serviceaccount.identity.linkerd.cluster.local`) in `identities`.',
  references: [
    { standard: 'nsa-cisa', control: 'Network separation and hardening' },
    { standard: 'mitre-attack', control: 'T1046' },
    linkerdReference,
  ],
  on: 'object',
  resources: [linkerd('MeshTLSAuthentication', 'meshtlsauthentications', 'v1alpha1')],
  cel: 'object.?spec.?identities.orValue([]).all(identity, identity != "*" && !identity.startsWith("*.serviceaccount.") && !identity.startsWith("*.identity."))',
  message,
  samples: {
    good: [
      {
        name: 'names accounts',
        given: authentication({ identityRefs: [{ kind: 'ServiceAccount', name: 'web', namespace: 'sample' }] }),
      },
      {
        name: 'names an identity, and those of a namespace',
        given: authentication({ identities: [web, '*.monitoring.serviceaccount.identity.linkerd.cluster.local'] }),
      },
    ],
    bad: [
      { name: 'takes everybody', given: authentication({ identities: ['*'] }), message },
      { name: 'takes everybody beside one who is named', given: authentication({ identities: [web, '*'] }), message },
      {
        name: 'takes the accounts of all namespaces',
        given: authentication({ identities: ['*.serviceaccount.identity.linkerd.cluster.local'] }),
        message,
      },
    ],
  },
});
