import { property } from '../pods';
import { defineRule, type JsonObject, type StackResource } from '../rule';
import { byNamespace, nameOf, ofKind, ownNamespaces } from './objects';
import { denied, object } from './samples';

const strict = (own: string): StackResource =>
  object(
    'security.istio.io/v1',
    'PeerAuthentication',
    { name: 'strict', namespace: own },
    { spec: { mtls: { mode: 'STRICT' } } },
  );
const server = (own: string): StackResource =>
  object('policy.linkerd.io/v1beta3', 'Server', { name: 'api-8080', namespace: own }, { spec: { port: 8080 } });
const labelled = (labels: JsonObject): StackResource => object('v1', 'Namespace', { name: 'payments', labels });
const annotated = (annotations: JsonObject): StackResource =>
  object('v1', 'Namespace', { name: 'payments', annotations });

const istio = 'policies of Istio stand in it, but its pods are not in the mesh, and nothing enforces them';
const linkerd = 'policies of Linkerd stand in it, but its pods are not in the mesh, or what no policy names is let in';

export const meshNamespaceEnrolled = defineRule({
  id: 'mesh-namespace-enrolled',
  on: 'stack',
  severity: 'high',
  title: 'Have a namespace with policies of a mesh be in that mesh',
  rationale:
    'Policies of a mesh are enforced by its proxies. In a namespace that no proxy looks after they are text: who reads them believes that clients are known, and anyone connects.',
  remediation:
    'For Istio set the label `istio.io/dataplane-mode: ambient`, or `istio-injection: enabled`, on the namespace; for Linkerd the annotations `linkerd.io/inject: enabled` and `config.linkerd.io/default-inbound-policy: deny`.',
  references: [
    { standard: 'nsa-cisa', control: 'Network separation and hardening' },
    { standard: 'mitre-attack', control: 'T1557' },
    { standard: 'documentation', url: 'https://istio.io/latest/docs/ambient/usage/add-workloads/' },
    { standard: 'documentation', url: 'https://linkerd.io/2/reference/authorization-policy/' },
  ],
  check: (resources) => {
    const ofIstio = byNamespace([
      ...ofKind(resources, 'security.istio.io', 'PeerAuthentication'),
      ...ofKind(resources, 'security.istio.io', 'AuthorizationPolicy'),
    ]);
    const ofLinkerd = byNamespace(ofKind(resources, 'policy.linkerd.io', 'Server'));
    return ownNamespaces(resources).flatMap((resource) => {
      const found: string[] = [];
      if (ofIstio.has(nameOf(resource)) && !isInIstio(resource)) found.push(istio);
      if (ofLinkerd.has(nameOf(resource)) && !isInLinkerd(resource)) found.push(linkerd);
      return found.map((message) => ({ resource, message }));
    });
  },
  samples: {
    good: [
      {
        name: 'is in the ambient mode of Istio',
        given: [labelled({ 'istio.io/dataplane-mode': 'ambient' }), strict('payments')],
      },
      { name: 'has Istio’s proxies injected', given: [labelled({ 'istio-injection': 'enabled' }), strict('payments')] },
      {
        name: 'has Istio’s proxies of a revision',
        given: [labelled({ 'istio.io/rev': 'stable' }), strict('payments')],
      },
      {
        name: 'is in Linkerd, which denies by default',
        given: [
          annotated({ 'linkerd.io/inject': 'enabled', 'config.linkerd.io/default-inbound-policy': 'deny' }),
          server('payments'),
        ],
      },
      { name: 'has no policies of a mesh', given: [labelled({})] },
    ],
    bad: [
      { name: 'is not in Istio', given: [labelled({}), strict('payments'), denied('payments')], message: istio },
      {
        name: 'is kept out of Istio',
        given: [labelled({ 'istio.io/dataplane-mode': 'none' }), strict('payments'), denied('payments')],
        message: istio,
      },
      { name: 'is not in Linkerd', given: [labelled({}), server('payments'), denied('payments')], message: linkerd },
      {
        name: 'is in Linkerd, which lets everything in',
        given: [annotated({ 'linkerd.io/inject': 'enabled' }), server('payments'), denied('payments')],
        message: linkerd,
      },
    ],
  },
});

function isInIstio(resource: StackResource): boolean {
  const labels = property(property(resource.props, 'metadata'), 'labels');
  return (
    property(labels, 'istio.io/dataplane-mode') === 'ambient' ||
    property(labels, 'istio-injection') === 'enabled' ||
    typeof property(labels, 'istio.io/rev') === 'string'
  );
}

function isInLinkerd(resource: StackResource): boolean {
  const annotations = property(property(resource.props, 'metadata'), 'annotations');
  return (
    property(annotations, 'linkerd.io/inject') === 'enabled' &&
    property(annotations, 'config.linkerd.io/default-inbound-policy') === 'deny'
  );
}
