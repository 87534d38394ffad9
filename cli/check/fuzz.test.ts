import { runOn } from './run-for-test';

const seed = 20260802;

/** Numbers below a bound, the same ones for the same seed. */
function randomBy(start: number): (bound: number) => number {
  let state = start;
  return (bound) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 8) % bound;
  };
}

const manifests = [
  `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop, labels: &l {app: web}}
spec:
  replicas: 3
  selector: {matchLabels: *l}
  template:
    metadata: {labels: {<<: *l}}
    spec:
      securityContext: {runAsNonRoot: yes, sysctls: [{name: a, value: b}]}
      containers:
      - {name: web, image: "nginx:1", securityContext: {privileged: true, capabilities: {add: [ALL]}}}
      initContainers: [{name: init, resources: {limits: {memory: 1Gi}}}]
      volumes: [{name: v, hostPath: {path: /}}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: r}
rules: [{apiGroups: ["*"], resources: ["*"], verbs: ["*"]}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: n, namespace: shop}
spec: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}], policyTypes: [Ingress]}
`,
  `{"apiVersion": "v1", "kind": "List", "items": [
  {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}},
  {"apiVersion": "v1", "kind": "ConfigMap", "data": {"key": "-----BEGIN PRIVATE KEY-----"}},
  {"apiVersion": "v1", "kind": "Service", "spec": {"type": "LoadBalancer", "externalIPs": ["1.2.3.4"]}}
]}
{"apiVersion": "v1", "kind": "PodList", "items": [{"metadata": {"name": "a"}, "spec": {"containers": [{}]}}]}
`,
];
const pieces = ['---\n', '{', '}', '[', ']', '"', "'", ': ', '- ', '\n', '\t', '&a ', '*a', '<<: ', '!!binary ', '|\n'];
pieces.push(
  '~',
  '1e999',
  '0x',
  '__proto__: ',
  'constructor: ',
  '\u0000',
  '\ud800',
  'items: ',
  'kind: ',
  '{}',
  '[]',
  '%',
  '',
);

describe(`hostile manifests (seed ${seed})`, () => {
  it('never end a run but by an exit code', async () => {
    const random = randomBy(seed);
    const codes = new Map<number, number>();
    for (let round = 0; round < 400; round += 1) {
      let bytes = Buffer.from(manifests[random(manifests.length)] ?? '');
      for (let change = random(3); change >= 0; change -= 1) {
        const at = random(bytes.length + 1);
        const piece = random(8) === 0 ? Buffer.from([random(256)]) : Buffer.from(pieces[random(pieces.length)] ?? '');
        bytes = Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at + random(6))]);
      }
      const { code, err, out } = await runOn({}, { paths: ['-'] }, { stdin: bytes });
      // What ends in an error of the program, and not in a finding, is told on standard error.
      if (err !== '' || !out.includes(' checked by ')) throw new Error(`round ${round}: ${err}\n${bytes}`);
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }
    // Most changes break the text; enough must not, or nothing but the parser was tried.
    expect(codes.get(1)).toBeGreaterThan(40);
    expect(codes.get(2)).toBeGreaterThan(100);
  }, 60_000);

  it.each<[string, string | Buffer]>([
    ['a million brackets', '['.repeat(1_000_000)],
    ['a million braces', '{"a":'.repeat(1_000_000)],
    ['a million dashes', `${'- '.repeat(1_000_000)}x`],
    ['a line without end', `a: ${'x'.repeat(5_000_000)}`],
    ['a hundred thousand separators', '---\n'.repeat(100_000)],
    ['a hundred thousand keys', Array.from({ length: 100_000 }, (_, n) => `k${n}: v`).join('\n')],
    ['a hundred thousand anchors', Array.from({ length: 100_000 }, (_, n) => `k${n}: &a${n} v`).join('\n')],
    ['a hundred thousand quotes', '"'.repeat(100_001)],
    ['a hundred thousand colons', ':'.repeat(100_000)],
    ['zeros', Buffer.alloc(100_000)],
    ['a row of broken JSON', '{"a" 1}\n'.repeat(2000)],
    ['blanks', ' '.repeat(1_000_000)],
  ])(
    '%s',
    async (_, stdin) => {
      const began = performance.now();
      const { code, err } = await runOn({}, { paths: ['-'] }, { stdin });
      expect([code, err]).toEqual([2, '']);
      expect(performance.now() - began).toBeLessThan(20_000);
    },
    60_000,
  );
});
