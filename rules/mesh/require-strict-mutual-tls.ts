import { defineRule } from '../rule';
import { istio, peerAuthentication, selector } from './istio';

const message = 'the proxies take connections without mutual TLS';

export const requireStrictMutualTls = defineRule({
  id: 'require-strict-mutual-tls',
  severity: 'high',
  title: 'Take no connection without mutual TLS in an Istio mesh',
  rationale:
    'Permissive proxies take plain text too: whoever reaches the pod speaks to it without an identity, past every rule that asks for one, and whoever is on the path reads along.',
  remediation:
    'Set `spec.mtls.mode: STRICT`. Move callers without a proxy into the mesh, or have them come in through its gateway; let ports follow their workload with `UNSET`.',
  references: [
    { standard: 'nsa-cisa', control: 'Network separation and hardening' },
    { standard: 'mitre-attack', control: 'T1557' },
    { standard: 'documentation', url: 'https://istio.io/latest/docs/reference/config/security/peer_authentication/' },
  ],
  on: 'object',
  resources: [istio('PeerAuthentication', 'peerauthentications')],
  // What is not set is inherited: by a workload from its namespace, by a namespace from a mesh that is permissive by default.
  cel: '(object.?spec.?mtls.?mode.orValue("UNSET") == "STRICT" || (object.?spec.?mtls.?mode.orValue("UNSET") == "UNSET" && object.?spec.?selector.?matchLabels.orValue({}).size() > 0)) && object.?spec.?portLevelMtls.orValue({}).all(port, [object.spec.portLevelMtls[port]].all(own, own.?mode.orValue("UNSET") in ["STRICT", "UNSET"]))',
  message,
  samples: {
    good: [
      { name: 'is strict', given: peerAuthentication({ mtls: { mode: 'STRICT' } }) },
      {
        name: 'is strict for a workload, and its ports follow',
        given: peerAuthentication({
          selector,
          mtls: { mode: 'STRICT' },
          portLevelMtls: { '8080': { mode: 'UNSET' }, '9090': { mode: 'STRICT' } },
        }),
      },
      { name: 'has a workload follow its namespace', given: peerAuthentication({ selector, mtls: { mode: 'UNSET' } }) },
    ],
    bad: [
      { name: 'is permissive', given: peerAuthentication({ mtls: { mode: 'PERMISSIVE' } }), message },
      { name: 'has the namespace follow the mesh', given: peerAuthentication({}), message },
      { name: 'is off for a workload', given: peerAuthentication({ selector, mtls: { mode: 'DISABLE' } }), message },
      {
        name: 'is permissive on one port',
        given: peerAuthentication({
          selector,
          mtls: { mode: 'STRICT' },
          portLevelMtls: { '8080': { mode: 'STRICT' }, '9090': { mode: 'PERMISSIVE' } },
        }),
        message,
      },
    ],
  },
});
