import { namespace, namespaced } from './testing/manifests';
import { all, modelOf, toB } from './testing/three-pods';

describe('a mesh of Istio', () => {
  const meshed = (name: string, labels: object = {}) => namespace(name, { 'istio-injection': 'enabled', ...labels });
  const istio = (kind: string, spec: object, where = 'one', name = 'istio') =>
    namespaced('security.istio.io/v1', kind, where, spec, name);
  const strict = istio('PeerAuthentication', { mtls: { mode: 'STRICT' } });
  const authorize = (spec: object, name?: string) =>
    istio('AuthorizationPolicy', { selector: { matchLabels: { app: 'b' } }, ...spec }, 'one', name);
  const beside = 'UDP any; SCTP any';
  const none = [`a ${beside}`, `c ${beside}`];
  const fromA = { from: [{ source: { principals: ['cluster.local/ns/one/sa/default'] } }] };
  it.each<[string, object[], string[]]>([
    ['refuses strangers where it is strict', [meshed('one'), strict], ['a any port', `c ${beside}`]],
    ['lets strangers in where it is not', [meshed('one')], all],
    ['says nothing about what is outside of it', [strict, authorize({})], all],
    [
      'is strict for all by the root namespace',
      [meshed('one'), istio('PeerAuthentication', { mtls: { mode: 'STRICT' } }, 'istio-system')],
      ['a any port', `c ${beside}`],
    ],
    [
      'may be strict but for a port',
      [
        meshed('one'),
        istio('PeerAuthentication', {
          selector: { matchLabels: { app: 'b' } },
          mtls: { mode: 'STRICT' },
          portLevelMtls: { 9090: { mode: 'PERMISSIVE' } },
        }),
      ],
      ['a any port', `c TCP 9090; ${beside}`],
    ],
    ['allows nobody by an empty policy', [meshed('one'), meshed('two'), authorize({})], none],
    ['allows everybody by an empty rule', [meshed('one'), meshed('two'), authorize({ rules: [{}] })], all],
    [
      'allows by principal',
      [meshed('one'), meshed('two'), authorize({ rules: [fromA] })],
      ['a any port', `c ${beside}`],
    ],
    [
      'allows by principal and port',
      [meshed('one'), authorize({ rules: [{ ...fromA, to: [{ operation: { ports: ['8080'] } }] }] })],
      [`a TCP 8080; ${beside}`, `c ${beside}`],
    ],
    [
      'allows by namespace',
      [meshed('one'), meshed('two'), authorize({ rules: [{ from: [{ source: { namespaces: ['two'] } }] }] })],
      [`a ${beside}`, 'c any port'],
    ],
    [
      'knows nobody without mutual TLS',
      [meshed('one'), istio('PeerAuthentication', { mtls: { mode: 'DISABLE' } }), authorize({ rules: [fromA] })],
      none,
    ],
    [
      'denies before it allows',
      [
        meshed('one'),
        meshed('two'),
        authorize({ action: 'DENY', rules: [{ from: [{ source: { notNamespaces: ['two'] } }] }] }),
      ],
      [`a ${beside}`, 'c any port'],
    ],
    [
      'is sure to deny only without conditions',
      [meshed('one'), authorize({ action: 'DENY', rules: [{ ...fromA, to: [{ operation: { methods: ['POST'] } }] }] })],
      all,
    ],
    [
      'knows patterns of principals',
      [
        meshed('one'),
        meshed('two'),
        authorize({
          rules: [{ from: [{ source: { principals: ['*/sa/default'], notPrincipals: ['cluster.local/ns/two/*'] } }] }],
        }),
      ],
      ['a any port', `c ${beside}`],
    ],
  ])('%s', (_, objects, found) => {
    expect(toB(modelOf(...objects))).toEqual(found);
  });
});
