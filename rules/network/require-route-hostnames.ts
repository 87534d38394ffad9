import { defineRule, type JsonObject } from '../rule';

const message = 'the route takes requests to any host of its listener';
const route = (hostnames?: readonly string[], kind = 'HTTPRoute'): JsonObject => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind,
  metadata: { name: 'sample', namespace: 'sample' },
  spec: {
    parentRefs: [{ name: 'shared', namespace: 'gateways', sectionName: 'https' }],
    ...(hostnames && { hostnames }),
    rules: [{ backendRefs: [{ name: 'app', port: 8080 }] }],
  },
});

export const requireRouteHostnames = defineRule({
  id: 'require-route-hostnames',
  severity: 'low',
  title: 'Name the hosts that a route serves',
  rationale:
    'A route without host names serves every host of its listener. On a gateway that teams share it answers for hosts that belong to others as soon as theirs are gone, or match less, and reads the sessions that browsers send there.',
  remediation: 'List the hosts of the application in `hostnames`; a wildcard where all of them are its own.',
  references: [
    { standard: 'nsa-cisa', control: 'Network separation and hardening' },
    { standard: 'documentation', url: 'https://gateway-api.sigs.k8s.io/guides/http-routing/' },
  ],
  on: 'object',
  resources: [
    {
      group: 'gateway.networking.k8s.io',
      versions: ['v1', 'v1beta1'],
      kinds: { GRPCRoute: 'grpcroutes', HTTPRoute: 'httproutes' },
    },
  ],
  // A mesh's route, of a Service, is about the Service's own name.
  cel: 'object.?spec.?hostnames.orValue([]).size() > 0 || object.?spec.?parentRefs.orValue([]).all(parent, !(parent.?kind.orValue("Gateway") in ["Gateway", "ListenerSet"]))',
  message,
  samples: {
    good: [
      { name: 'names a host', given: route(['app.example.com']) },
      { name: 'names hosts for gRPC', given: route(['api.example.com', '*.api.example.com'], 'GRPCRoute') },
    ],
    bad: [
      { name: 'names none', given: route(), message },
      { name: 'has a list of none', given: route([]), message },
      { name: 'names none for gRPC', given: route(undefined, 'GRPCRoute'), message },
    ],
  },
});
