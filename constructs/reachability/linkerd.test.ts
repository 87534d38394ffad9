import { namespaced } from './testing/manifests';
import { all, modelOf, toB } from './testing/three-pods';

const meshed = (name: string, annotations: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, annotations: { 'linkerd.io/inject': 'enabled', ...annotations } },
});
const denying = { 'config.linkerd.io/default-inbound-policy': 'deny' };
const object = (kind: string, name: string, spec: object) =>
  namespaced('policy.linkerd.io/v1', kind, 'one', spec, name);
const server = (spec: object = {}) =>
  object('Server', 's', { podSelector: { matchLabels: { app: 'b' } }, port: 80, ...spec });
const authentication = (spec: object) => object('MeshTLSAuthentication', 't', spec);
const authorization = (targetRef: object = { kind: 'Server', name: 's' }) =>
  object('AuthorizationPolicy', 'p', {
    targetRef,
    requiredAuthenticationRefs: [{ kind: 'MeshTLSAuthentication', name: 't' }],
  });
const account = (where: string) => ({ identityRefs: [{ kind: 'ServiceAccount', name: 'default', namespace: where }] });
const beside = 'UDP any; SCTP any';
const but80 = 'TCP 1-79, 81-65535; UDP any; SCTP any';

describe('a mesh of Linkerd', () => {
  it.each<[string, object[], string[]]>([
    ['lets everybody in by default', [meshed('one')], all],
    ['says nothing about what is outside of it', [server()], all],
    ['lets nobody in where a namespace says so', [meshed('one', denying)], [`a ${beside}`, `c ${beside}`]],
    [
      'lets only its own in where a namespace says so',
      [meshed('one', { 'config.linkerd.io/default-inbound-policy': 'all-authenticated' })],
      ['a any port', `c ${beside}`],
    ],
    ['lets nobody in at the port of a Server', [meshed('one'), server()], [`a ${but80}`, `c ${but80}`]],
    [
      'finds the port of a Server by name',
      [meshed('one', denying), server({ port: 'http', accessPolicy: 'audit' })],
      [`a TCP 8080; ${beside}`, `c TCP 8080; ${beside}`],
    ],
    [
      'lets in whom a policy authorizes',
      [meshed('one', denying), meshed('two'), server(), authentication(account('two')), authorization()],
      [`a ${beside}`, `c TCP 80; ${beside}`],
    ],
    [
      'knows nobody outside of it',
      [meshed('one', denying), server(), authentication(account('two')), authorization()],
      [`a ${beside}`, `c ${beside}`],
    ],
    [
      'lets in namespaces',
      [
        meshed('one', denying),
        meshed('two'),
        server(),
        authentication({ identityRefs: [{ kind: 'Namespace' }] }),
        authorization(),
      ],
      [`a TCP 80; ${beside}`, `c ${beside}`],
    ],
    [
      'lets in identities by name, to all Servers of a namespace',
      [
        meshed('one', denying),
        meshed('two'),
        server(),
        authentication({ identities: ['*.two.serviceaccount.identity.linkerd.cluster.local'] }),
        authorization({ kind: 'Namespace', name: 'one' }),
      ],
      [`a ${beside}`, `c TCP 80; ${beside}`],
    ],
    [
      'lets nobody in by an authentication that is missing',
      [meshed('one', denying), server(), authorization()],
      [`a ${beside}`, `c ${beside}`],
    ],
  ])('%s', (_, objects, found) => {
    expect(toB(modelOf(...objects))).toEqual(found);
  });

  it('leaves out by name what is not modelled', () => {
    const policy = object('AuthorizationPolicy', 'p', { targetRef: { kind: 'HTTPRoute', name: 'r' } });
    expect(modelOf(policy).leftOut).toEqual([
      { object: 'AuthorizationPolicy one/p', reason: 'spec.targetRef.kind "HTTPRoute" is not modelled' },
    ]);
  });
});
