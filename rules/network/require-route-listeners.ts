import { defineRule, type JsonObject } from '../rule';

const message = 'the route is served by every listener of its gateway';
const route = (parentRefs: JsonObject[], kind = 'HTTPRoute'): JsonObject => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind,
  metadata: { name: 'sample', namespace: 'sample' },
  spec: {
    parentRefs,
    hostnames: ['app.example.com'],
    rules: [{ backendRefs: [{ name: 'app', port: 8080 }] }],
  },
});
const https = { name: 'sample', sectionName: 'https' };
const shared = { name: 'shared', namespace: 'gateways' };

export const requireRouteListeners = defineRule({
  id: 'require-route-listeners',
  severity: 'medium',
  title: 'Name the listener that a route is served by',
  rationale:
    'A route that names a gateway alone is served by all of its listeners that take it, the one for HTTP too: the application is then there without TLS, beside the redirect that was to keep browsers from it.',
  remediation:
    'Name the listener for HTTPS in `parentRefs[].sectionName` (or its `port`), and send from the one for HTTP to it by a route of its own with a RequestRedirect.',
  references: [
    { standard: 'nsa-cisa', control: 'Network separation and hardening' },
    { standard: 'mitre-attack', control: 'T1557' },
    { standard: 'documentation', url: 'https://gateway-api.sigs.k8s.io/guides/http-redirect-rewrite/' },
  ],
  on: 'object',
  resources: [
    {
      group: 'gateway.networking.k8s.io',
      versions: ['v1', 'v1beta1'],
      kinds: { GRPCRoute: 'grpcroutes', HTTPRoute: 'httproutes' },
    },
  ],
  // A Service as a parent is a mesh's way of saying whose calls are meant: it has no listeners.
  cel: 'object.?spec.?parentRefs.orValue([]).all(parent, parent.?sectionName.hasValue() || parent.?port.hasValue() || !(parent.?kind.orValue("Gateway") in ["Gateway", "ListenerSet"]))',
  message,
  samples: {
    good: [
      { name: 'names it', given: route([https]) },
      { name: 'names it by port, of another namespace', given: route([{ ...shared, port: 443 }]) },
      {
        name: 'is about calls to a Service',
        given: route([{ group: '', kind: 'Service', name: 'app' }], 'GRPCRoute'),
      },
    ],
    bad: [
      { name: 'names a gateway alone', given: route([{ name: 'sample' }]), message },
      { name: 'names the second gateway alone', given: route([https, shared]), message },
      { name: 'names a gateway alone for gRPC', given: route([shared], 'GRPCRoute'), message },
    ],
  },
});
