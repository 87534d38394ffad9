import { outsideText, Reachability } from '.';
import { namespace, namespaced, networkPolicy, pod } from './testing/manifests';

const ports = [{ name: 'http', containerPort: 8080 }];
const cluster = [
  namespace('one', { team: 'x' }),
  namespace('two', { team: 'y' }),
  pod('one', 'a'),
  pod('one', 'b', { spec: { containers: [{ ports }] } }),
  pod('two', 'c'),
];

function modelOf(...policies: object[]): Reachability {
  return new Reachability([...cluster, ...policies].map((object) => ({ ...object })));
}

/** Who can reach `b`, at which ports. */
function toB(model: Reachability): string[] {
  expect(model.leftOut).toEqual([]);
  return [...model.connections()]
    .filter(({ to }) => to.name === 'b')
    .map(({ from, ports: at }) => `${from.name} ${at}`);
}

/** What `b` may talk with outside. */
function outsideB(model: Reachability): string[] {
  const b = model.workload('one', 'Pod', 'b');
  if (b === undefined) throw new Error('b is missing');
  return model
    .outside(b)
    .map(({ direction, peer, ports: at }) => `${direction} ${peer === 'anyone' ? peer : outsideText(peer)} ${at}`);
}

const all = ['a any port', 'c any port'];
const cilium = (spec: object) =>
  namespaced(
    'cilium.io/v2',
    'CiliumNetworkPolicy',
    'one',
    { endpointSelector: { matchLabels: { 'k8s:app': 'b' } }, ...spec },
    'cilium',
  );
const calico = (spec: object, name = 'calico') =>
  namespaced('projectcalico.org/v3', 'NetworkPolicy', 'one', { selector: "app == 'b'", ...spec }, name);
const tcp80 = [{ ports: [{ port: '80', protocol: 'TCP' }] }];
const allowA = networkPolicy(
  'one',
  { podSelector: { matchLabels: { app: 'b' } }, ingress: [{ from: [{ podSelector: { matchLabels: { app: 'a' } } }] }] },
  'allow-a',
);
const denyAll = networkPolicy('one', { podSelector: {} }, 'deny');

describe('a CiliumNetworkPolicy', () => {
  it.each<[string, object[], string[]]>([
    ['isolates with a rule that allows nobody', [cilium({ ingress: [{}] })], []],
    ['isolates nothing without rules', [cilium({})], all],
    ['does not isolate where it says so', [cilium({ ingress: [{}], enableDefaultDeny: { ingress: false } })], all],
    ['allows endpoints of its own namespace', [cilium({ ingress: [{ fromEndpoints: [{}] }] })], ['a any port']],
    [
      'allows endpoints of a namespace by name',
      [cilium({ ingress: [{ fromEndpoints: [{ matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'two' } }] }] })],
      ['c any port'],
    ],
    [
      'allows endpoints of namespaces by their labels',
      [
        cilium({
          ingress: [
            { fromEndpoints: [{ matchLabels: { 'k8s:io.cilium.k8s.namespace.labels.team': 'y' } }], toPorts: tcp80 },
          ],
        }),
      ],
      ['c TCP 80'],
    ],
    ['allows everybody at ports', [cilium({ ingress: [{ toPorts: tcp80 }] })], ['a TCP 80', 'c TCP 80']],
    [
      'allows every protocol where it names none',
      [cilium({ ingress: [{ fromEndpoints: [{}], toPorts: [{ ports: [{ port: '53' }] }] }] })],
      ['a TCP 53; UDP 53; SCTP 53'],
    ],
    [
      'allows named ports',
      [cilium({ ingress: [{ fromEntities: ['cluster'], toPorts: [{ ports: [{ port: 'http', protocol: 'TCP' }] }] }] })],
      ['a TCP 8080', 'c TCP 8080'],
    ],
    [
      'adds to NetworkPolicies',
      [denyAll, cilium({ ingress: [{ fromEndpoints: [{ matchLabels: { app: 'a' } }] }] })],
      ['a any port'],
    ],
    [
      'denies whatever else allows',
      [
        allowA,
        cilium({
          ingressDeny: [
            { fromEndpoints: [{}], toPorts: [{ ports: [{ port: '1', endPort: 65534, protocol: 'TCP' }] }] },
          ],
        }),
      ],
      ['a TCP 65535; UDP any; SCTP any'],
    ],
  ])('%s', (_, policies, found) => {
    expect(toB(modelOf(...policies))).toEqual(found);
  });

  it('lets out to domains, addresses and entities', () => {
    const dns = {
      toEndpoints: [{ matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'kube-system', 'k8s:k8s-app': 'kube-dns' } }],
      toPorts: [{ ports: [{ port: '53', protocol: 'UDP' }], rules: { dns: [{ matchPattern: '*' }] } }],
    };
    const egress = [
      dns,
      { toFQDNs: [{ matchName: 'a.example.com' }, { matchPattern: '*.b.example.com' }], toPorts: tcp80 },
      { toEntities: ['kube-apiserver', 'world'] },
      { toCIDRSet: [{ cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] }] },
    ];
    const model = modelOf(cilium({ egress, egressDeny: [{ toCIDR: ['169.254.169.254/32'] }] }));
    expect(model.leftOut).toEqual([]);
    expect(outsideB(model)).toEqual([
      'egress *.b.example.com TCP 80',
      'egress 10.0.0.0/8 except 10.1.0.0/16 any port',
      'egress a.example.com TCP 80',
      'egress internet any port',
      'egress k8s-app=kube-dns in kube-system UDP 53',
      'egress kube-apiserver any port',
    ]);
  });

  it('with a field that the model does not know is left out by name', () => {
    expect(modelOf(cilium({ ingress: [{ fromRequires: [] }] })).leftOut).toEqual([
      { object: 'CiliumNetworkPolicy one/cilium', reason: 'spec.ingress[0].fromRequires is not modelled' },
    ]);
  });
});

describe('a NetworkPolicy of Calico', () => {
  const allow = (source: object, more: object = {}) => calico({ ingress: [{ action: 'Allow', source, ...more }] });
  it.each<[string, object[], string[]]>([
    ['isolates what comes in where it has no rules', [calico({})], []],
    ['isolates what it has types for', [calico({ types: ['Egress'] })], all],
    ['allows its own namespace by selector', [allow({ selector: 'all()' })], ['a any port']],
    ['allows namespaces by selector', [allow({ namespaceSelector: "team == 'y'" })], ['c any port']],
    [
      'allows namespaces by name',
      [allow({ namespaceSelector: "projectcalico.org/name == 'two'", selector: 'has(app)' })],
      ['c any port'],
    ],
    [
      'allows all without a source',
      [allow({}, { protocol: 'TCP', destination: { ports: [80, '90:92', 'http'] } })],
      ['a TCP 80, 90-92, 8080', 'c TCP 80, 90-92, 8080'],
    ],
    ['allows one protocol', [allow({}, { protocol: 'UDP' })], ['a UDP any', 'c UDP any']],
    [
      'lets the first rule that matches decide',
      [calico({ ingress: [{ action: 'Deny', source: { selector: "app == 'a'" } }, { action: 'Allow' }] })],
      ['c any port'],
    ],
    [
      'stands before NetworkPolicies with a lower order',
      [allowA, calico({ order: 10, ingress: [{ action: 'Deny', protocol: 'TCP' }] })],
      ['a UDP any; SCTP any'],
    ],
    [
      'stands behind NetworkPolicies without an order',
      [allowA, calico({ ingress: [{ action: 'Deny' }] })],
      ['a any port'],
    ],
  ])('%s', (_, policies, found) => {
    expect(toB(modelOf(...policies))).toEqual(found);
  });

  it.each<[string, string[]]>([
    ["app == 'a'", ['a']],
    ["app != 'a'", ['c']],
    ["app in {'a', 'c'}", ['a', 'c']],
    ["app not in {'a'}", ['c']],
    ['has(app) && !has(tier)', ['a', 'c']],
    ["app == 'x' || app == 'c'", ['c']],
    ["app == 'x' || app == 'a' && has(app)", ['a']],
    ["!(app == 'a')", ['c']],
    ["app starts with 'a'", ['a']],
    ["app ends with 'c'", ['c']],
    ["app contains 'x'", []],
    ['all()', ['a', 'c']],
    ['', ['a', 'c']],
  ])('selects by %s', (selector, found) => {
    const model = modelOf(allow({ selector, namespaceSelector: 'all()' }));
    expect(toB(model)).toEqual(found.map((name) => `${name} any port`));
  });

  it.each([
    ["app = 'a'"],
    ["app == 'a' &&"],
    ["(app == 'a'"],
    ["app in {'a'"],
    ['app'],
    [`${'!'.repeat(200)}all()`],
    ["app == 'a' b"],
  ])('with the selector %s is left out', (selector) => {
    expect(modelOf(calico({ selector })).leftOut).toEqual([
      { object: 'NetworkPolicy one/calico', reason: expect.stringMatching(/^spec\.selector /) },
    ]);
  });

  it('lets out to domains of its own, and of a NetworkSet', () => {
    const set = {
      ...namespaced(
        'projectcalico.org/v3',
        'NetworkSet',
        'one',
        { allowedEgressDomains: ['b.example.com'], nets: ['198.51.100.0/24'] },
        'set',
      ),
    };
    const labelled = { ...set, metadata: { namespace: 'one', name: 'set', labels: { set: 'b' } } };
    const egress = [
      { action: 'Allow', destination: { domains: ['a.example.com'] } },
      { action: 'Allow', protocol: 'TCP', destination: { selector: "set == 'b'", ports: [443] } },
    ];
    const model = modelOf(labelled, calico({ types: ['Egress'], egress }));
    expect(model.leftOut).toEqual([]);
    expect(outsideB(model)).toEqual([
      'egress 198.51.100.0/24 TCP 443',
      'egress a.example.com any port',
      'egress b.example.com TCP 443',
    ]);
  });
});

describe('policies of the cluster', () => {
  const one = { namespaces: { matchLabels: { 'kubernetes.io/metadata.name': 'one' } } };
  const two = { namespaces: { matchLabels: { 'kubernetes.io/metadata.name': 'two' } } };
  const admin = (priority: number, ...ingress: object[]) => ({
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind: 'AdminNetworkPolicy',
    metadata: { name: `admin-${priority}` },
    spec: { priority, subject: one, ingress },
  });
  const baseline = (...ingress: object[]) => ({
    ...admin(0),
    kind: 'BaselineAdminNetworkPolicy',
    spec: { subject: one, ingress },
  });
  const tiered = (tier: string, priority: number, ...ingress: object[]) => ({
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: { name: 'tiered' },
    spec: { tier, priority, subject: one, ingress },
  });
  it.each<[string, object[], string[]]>([
    ['deny whatever namespaces allow', [allowA, admin(5, { action: 'Deny', from: [one] })], []],
    [
      'allow whatever namespaces deny',
      [denyAll, admin(5, { action: 'Allow', from: [two], ports: [{ portNumber: { protocol: 'TCP', port: 80 } }] })],
      ['c TCP 80'],
    ],
    [
      'with the lowest priority decide',
      [admin(7, { action: 'Allow', from: [two] }), admin(6, { action: 'Deny', from: [two] })],
      ['a any port'],
    ],
    [
      'pass to those of namespaces',
      [denyAll, admin(5, { action: 'Pass', from: [two] }), admin(6, { action: 'Allow', from: [two] })],
      [],
    ],
    [
      'leave what they do not name',
      [
        admin(5, {
          action: 'Deny',
          from: [two],
          ports: [{ portRange: { protocol: 'TCP', start: 1, end: 79 } }, { namedPort: 'http' }],
        }),
      ],
      ['a any port', 'c TCP 80-8079, 8081-65535; UDP any; SCTP any'],
    ],
    ['as a baseline deny what is not isolated', [baseline({ action: 'Deny', from: [one] })], ['c any port']],
    ['as a baseline say nothing about what is', [allowA, baseline({ action: 'Deny', from: [one] })], ['a any port']],
    ['decide in the Admin tier', [allowA, tiered('Admin', 5, { action: 'Deny', from: [one] })], []],
    [
      'accept in the Admin tier',
      [
        denyAll,
        tiered('Admin', 5, {
          action: 'Accept',
          from: [two],
          protocols: [{ tcp: { destinationPort: { number: 80 } } }, { udp: {} }],
        }),
      ],
      ['c TCP 80; UDP any'],
    ],
    [
      'decide in the Baseline tier',
      [
        tiered('Baseline', 5, {
          action: 'Deny',
          from: [two],
          protocols: [{ tcp: { destinationPort: { range: { start: 2, end: 65535 } } } }],
        }),
      ],
      ['a any port', 'c TCP 1; UDP any; SCTP any'],
    ],
  ])('%s', (_, policies, found) => {
    expect(toB(modelOf(...policies))).toEqual(found);
  });
});

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
