import { property } from '../pods';
import { defineRule, type JsonObject, type StackResource } from '../rule';
import { byNamespace, nameOf, ofKind, ownNamespaces } from './objects';
import { denied, object } from './samples';

const enrolled = object('v1', 'Namespace', { name: 'payments', labels: { 'istio.io/dataplane-mode': 'ambient' } });
const peers = (spec: JsonObject): StackResource =>
  object('security.istio.io/v1', 'PeerAuthentication', { name: 'default', namespace: 'payments' }, { spec });
const authorization = (spec: JsonObject): StackResource =>
  object('security.istio.io/v1', 'AuthorizationPolicy', { name: 'allow-nothing', namespace: 'payments' }, { spec });
const strict = peers({ mtls: { mode: 'STRICT' } });

const plain = 'it is in Istio, but nothing in it demands mutual TLS of all its pods';
const open = 'it is in Istio, but nothing in it denies what no policy allows';

export const meshNamespaceDefaultDeny = defineRule({
  id: 'mesh-namespace-default-deny',
  on: 'stack',
  severity: 'medium',
  title: 'Demand mutual TLS in a namespace of a mesh, and deny what no policy allows',
  rationale:
    'Istio lets plain text in beside mutual TLS, and whoever is not named by a policy, until a namespace says otherwise: an identity that nobody has to show protects nothing.',
  remediation:
    'Make a PeerAuthentication without a selector and with mtls.mode STRICT, and an AuthorizationPolicy with an empty spec, in the namespace; allow what is needed in further policies.',
  references: [
    { standard: 'nsa-cisa', control: 'Network separation and hardening' },
    { standard: 'mitre-attack', control: 'T1557' },
    { standard: 'documentation', url: 'https://istio.io/latest/docs/ops/best-practices/security/' },
  ],
  check: (resources) => {
    const authentications = byNamespace(ofKind(resources, 'security.istio.io', 'PeerAuthentication'));
    const authorizations = byNamespace(ofKind(resources, 'security.istio.io', 'AuthorizationPolicy'));
    return ownNamespaces(resources)
      .filter(isInIstio)
      .flatMap((resource) => {
        const found: string[] = [];
        if (!(authentications.get(nameOf(resource)) ?? []).some(demandsMutualTls)) found.push(plain);
        if (!(authorizations.get(nameOf(resource)) ?? []).some(allowsNothing)) found.push(open);
        return found.map((message) => ({ resource, message }));
      });
  },
  samples: {
    good: [
      { name: 'demands mutual TLS and allows nothing', given: [enrolled, strict, authorization({})] },
      { name: 'is in no mesh', given: [object('v1', 'Namespace', { name: 'payments' })] },
    ],
    bad: [
      {
        name: 'demands nothing',
        given: [enrolled, authorization({}), denied('payments')],
        message: plain,
        also: ['namespace-bounded'],
      },
      {
        name: 'demands it of some pods',
        given: [
          enrolled,
          peers({ selector: { matchLabels: { app: 'api' } }, mtls: { mode: 'STRICT' } }),
          authorization({}),
          denied('payments'),
        ],
        message: plain,
        also: ['namespace-bounded'],
      },
      {
        name: 'allows what nobody denies',
        given: [enrolled, strict, denied('payments')],
        message: open,
        also: ['namespace-bounded'],
      },
    ],
  },
});

function isInIstio(resource: StackResource): boolean {
  const labels = property(property(resource.props, 'metadata'), 'labels');
  return property(labels, 'istio.io/dataplane-mode') === 'ambient' || property(labels, 'istio-injection') === 'enabled';
}

function demandsMutualTls({ props }: StackResource): boolean {
  const spec = property(props, 'spec');
  return property(spec, 'selector') === undefined && property(property(spec, 'mtls'), 'mode') === 'STRICT';
}

/** A policy that allows, and names no rule, allows nothing; so does one whose spec is missing. */
function allowsNothing({ props }: StackResource): boolean {
  const spec = property(props, 'spec');
  const rules = property(spec, 'rules');
  return (
    property(spec, 'selector') === undefined &&
    ['ALLOW', undefined].includes(property(spec, 'action') as 'ALLOW' | undefined) &&
    (rules === undefined || (Array.isArray(rules) && rules.length === 0))
  );
}
