import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runOn } from './run-for-test';

const seed = 20261126;

/** Numbers below a bound, the same ones for the same seed. */
function randomBy(start: number): (bound: number) => number {
  let state = start;
  return (bound) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 8) % bound;
  };
}

const namespace = 'shop';
const more: object[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: { 'istio-injection': 'enabled' } } },
  {
    apiVersion: 'projectcalico.org/v3',
    kind: 'NetworkPolicy',
    metadata: { namespace, name: 'c' },
    spec: {
      selector: "app == 'web'",
      order: 1,
      types: ['Ingress'],
      ingress: [
        { action: 'Allow', protocol: 'TCP', source: { nets: ['10.0.0.0/8'] }, destination: { ports: [80, '1:2'] } },
      ],
    },
  },
  {
    apiVersion: 'projectcalico.org/v3',
    kind: 'NetworkSet',
    metadata: { namespace, name: 's', labels: { a: 'b' } },
    spec: { nets: ['10.0.0.0/8'], allowedEgressDomains: ['a.example.com'] },
  },
  {
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind: 'AdminNetworkPolicy',
    metadata: { name: 'a' },
    spec: {
      priority: 1,
      subject: { namespaces: {} },
      ingress: [{ action: 'Deny', from: [{ namespaces: {} }], ports: [{ portNumber: { protocol: 'TCP', port: 1 } }] }],
      egress: [{ action: 'Allow', to: [{ networks: ['::/0'] }, { domainNames: ['*.example.com'] }] }],
    },
  },
  {
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: { name: 'a' },
    spec: {
      tier: 'Admin',
      priority: 1,
      subject: { pods: { namespaceSelector: {}, podSelector: {} } },
      ingress: [
        { action: 'Deny', from: [{ namespaces: {} }], protocols: [{ tcp: { destinationPort: { number: 1 } } }] },
      ],
    },
  },
  {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { namespace, name: 'i' },
    spec: {
      selector: { matchLabels: { app: 'web' } },
      action: 'DENY',
      rules: [
        { from: [{ source: { principals: ['*'] } }], to: [{ operation: { ports: ['80'] } }], when: [{ key: 'a' }] },
      ],
    },
  },
  {
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata: { namespace, name: 'i' },
    spec: {
      mtls: { mode: 'STRICT' },
      portLevelMtls: { 80: { mode: 'DISABLE' } },
      selector: { matchLabels: { app: 'db' } },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'tools', annotations: { 'linkerd.io/inject': 'enabled' } },
  },
  {
    apiVersion: 'policy.linkerd.io/v1beta3',
    kind: 'Server',
    metadata: { namespace: 'tools', name: 'l' },
    spec: { podSelector: {}, port: 80, accessPolicy: 'deny' },
  },
  {
    apiVersion: 'policy.linkerd.io/v1alpha1',
    kind: 'MeshTLSAuthentication',
    metadata: { namespace: 'tools', name: 'l' },
    spec: { identities: ['*'], identityRefs: [{ kind: 'ServiceAccount', name: 'a' }] },
  },
  {
    apiVersion: 'policy.linkerd.io/v1alpha1',
    kind: 'AuthorizationPolicy',
    metadata: { namespace: 'tools', name: 'l' },
    spec: {
      targetRef: { kind: 'Server', name: 'l' },
      requiredAuthenticationRefs: [{ kind: 'MeshTLSAuthentication', name: 'l' }],
    },
  },
];
const junk = [
  null,
  0,
  -1,
  1.5,
  1e308,
  '',
  'x',
  '*',
  '10.0.0.0/8',
  '::1/129',
  '1:2',
  true,
  [],
  {},
  [[]],
  [null],
  [{}],
  { a: { a: [] } },
];

describe(`objects that are not as they should be (seed ${seed})`, () => {
  it('never end a run but by a graph, or a word on what is wrong', async () => {
    const sample = readFileSync(join(__dirname, '../../docs/graph.yaml'), 'utf8');
    const { loadAll } = await import('js-yaml');
    const objects = [...(loadAll(sample) as object[]), ...more];
    const random = randomBy(seed);
    const codes = new Map<number, number>();
    for (let round = 0; round < 1500; round += 1) {
      const changed = JSON.parse(JSON.stringify(objects)) as unknown[];
      for (let change = random(3); change >= 0; change -= 1) mutate(changed[random(changed.length)], random);
      const text = changed.map((object) => JSON.stringify(object)).join('\n---\n');
      const { code, out, err } = await runOn(text, { format: round % 2 === 0 ? 'json' : 'mermaid' });
      const words = err.split('\n').every((line) => line === '' || / is left out: |^-:\d+:\d+: /.test(line));
      if (!words || (out === '') !== err.includes('there is no workload'))
        throw new Error(`round ${round}: ${err}\n${text}`);
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }
    // Both must be common: changes that matter, and changes that do not.
    expect(codes.get(0)).toBeGreaterThan(100);
    expect(codes.get(2)).toBeGreaterThan(300);
  }, 120_000);

  /** Sets one value somewhere below to something else. */
  function mutate(value: unknown, random: (bound: number) => number): void {
    if (typeof value !== 'object' || value === null) return;
    const keys = Object.keys(value);
    const key = keys[random(keys.length)];
    if (key === undefined) return;
    const inner = (value as Record<string, unknown>)[key];
    const isLeaf = typeof inner !== 'object' || inner === null || Object.keys(inner).length === 0;
    if (isLeaf || random(6) === 0) (value as Record<string, unknown>)[key] = structuredClone(junk[random(junk.length)]);
    else mutate(inner, random);
  }
});

describe('too much', () => {
  it.each<[string, () => object[]]>([
    [
      'policies that select everything many times',
      () => {
        const pods = Array.from({ length: 3000 }, (_, index) => ({
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: `p${index}`, labels: { app: `${index}` } },
        }));
        const policies = Array.from({ length: 4000 }, (_, index) => ({
          apiVersion: 'networking.k8s.io/v1',
          kind: 'NetworkPolicy',
          metadata: { name: `n${index}` },
          spec: { podSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: [`x${index}`] }] } },
        }));
        return [...pods, ...policies];
      },
    ],
  ])(
    '%s is refused before it fills the memory',
    async (_, make) => {
      const text = make()
        .map((object) => JSON.stringify(object))
        .join('\n---\n');
      expect(await runOn(text, { format: 'json' })).toEqual({
        code: 2,
        out: '',
        err: 'palisade graph: the policies select 10000000 workloads and more: look at fewer namespaces\n',
      });
    },
    60_000,
  );
});
