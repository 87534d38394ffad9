import { type KubernetesRule, kubernetesRules as rules, Waivers } from '@palisade/rules';
import { exportGate, gates } from './index';

function ruleOf(id: string): KubernetesRule {
  const rule = rules.find((each) => each.id === id);
  if (rule === undefined) throw new Error(`there is no rule ${id}`);
  return rule;
}

function fileOf(gate: (typeof gates)[number], id: string, path: string, options = {}): string {
  const file = exportGate(gate, [ruleOf(id)], options).files.find((each) => each.path === path);
  if (file === undefined) throw new Error(`${gate} has no file ${path}`);
  return file.text;
}

const waivers = new Waivers([
  {
    rule: 'no-host-pid',
    select: { kind: 'DaemonSet', namespace: 'monitoring', name: 'agent*' },
    reason: 'Counts processes of the node',
    owner: 'platform@example.com',
    expires: '2099-12-31',
    line: 1,
  },
]);

describe.each(gates)('the export to %s', (gate) => {
  test('is the same, byte by byte, in whatever order the rules come', () => {
    expect(exportGate(gate, [...rules].reverse())).toEqual(exportGate(gate, rules));
  });

  test('has each path once, relative, in order', () => {
    const paths = exportGate(gate, rules, { waivers }).files.map(({ path }) => path);
    expect(paths).toEqual([...new Set(paths)].sort());
    for (const path of paths) expect(path).toMatch(/^(\.?[a-z0-9_-]+\/)*\.?[a-z0-9_-]+\.(yaml|rego)$/);
  });

  test('holds each rule, or says why not', () => {
    const { files, untranslated } = exportGate(gate, rules);
    const text = files.map((file) => `${file.path}\n${file.text}`).join('\n');
    for (const { id } of rules) {
      const isThere = new RegExp(`["/ -]${id}["\\s.]`).test(text);
      const isExcused = untranslated.some((reason) => reason.startsWith(`${id}: `));
      expect([id, isThere !== isExcused]).toEqual([id, true]);
    }
  });

  test('ends every file in one line feed', () => {
    for (const { text } of exportGate(gate, rules).files) expect(text).toMatch(/[^\n]\n$/);
  });
});

test('what no language lacks is in every export', () => {
  expect(exportGate('conftest', rules).untranslated).toEqual([]);
  expect(exportGate('gatekeeper', rules).untranslated).toEqual([]);
  expect(exportGate('kyverno', rules).untranslated).toEqual([]);
});

describe('stages of a roll-out', () => {
  test.each([
    ['warn', 'Warn'],
    ['audit', 'Audit'],
    ['deny', 'Deny'],
  ] as const)('%s is %s to the API server and to Kyverno', (stage, action) => {
    const own = `  validationActions:\n    - ${action}\n`;
    expect(fileOf('vap', 'no-host-pid', 'no-host-pid.yaml', { stage })).toContain(own);
    expect(fileOf('kyverno', 'no-host-pid', 'policies/no-host-pid.yaml', { stage })).toContain(own);
  });

  test.each([
    ['warn', 'warn'],
    ['audit', 'dryrun'],
    ['deny', 'deny'],
  ] as const)('%s is %s to Gatekeeper', (stage, action) => {
    const text = fileOf('gatekeeper', 'no-host-pid', 'constraints/no-host-pid.yaml', { stage });
    expect(text).toContain(`  enforcementAction: ${action}\n`);
  });

  test.each([
    ['warn', 'warn'],
    ['audit', 'warn'],
    ['deny', 'deny'],
  ] as const)('%s is %s to Conftest', (stage, verdict) => {
    expect(fileOf('conftest', 'no-host-pid', 'policy/main.rego', { stage })).toContain(`\n${verdict} contains finding`);
  });
});

test('the cluster’s own namespaces are let be, and others where asked for', () => {
  const text = fileOf('gatekeeper', 'no-host-pid', 'constraints/no-host-pid.yaml', { exemptNamespaces: ['b', 'a'] });
  expect(text).toBe(`apiVersion: constraints.gatekeeper.sh/v1beta1
kind: PalisadeNoHostPid
metadata:
  name: no-host-pid
  labels:
    app.kubernetes.io/managed-by: palisade
    palisade.dev/severity: high
spec:
  enforcementAction: deny
  match:
    kinds:
      - apiGroups:
          - ""
        kinds:
          - Pod
          - PodTemplate
          - ReplicationController
      - apiGroups:
          - apps
        kinds:
          - DaemonSet
          - Deployment
          - ReplicaSet
          - StatefulSet
      - apiGroups:
          - batch
        kinds:
          - CronJob
          - Job
    excludedNamespaces:
      - a
      - b
`);
  expect(fileOf('kyverno', 'no-host-pid', 'policies/no-host-pid.yaml')).toContain('            - kube-system\n');
});

describe('a waiver', () => {
  const condition =
    'object.kind == "DaemonSet" && object.metadata.?namespace.orValue("") == "monitoring" && object.metadata.?name.orValue("").startsWith("agent")';

  test('is an exception of its own to Kyverno, with its last day', () => {
    expect(fileOf('kyverno', 'no-host-pid', 'exceptions/palisade-no-host-pid-1.yaml', { waivers })).toBe(
      `apiVersion: policies.kyverno.io/v1
kind: PolicyException
metadata:
  name: palisade-no-host-pid-1
  labels:
    app.kubernetes.io/managed-by: palisade
spec:
  policyRefs:
    - name: palisade-no-host-pid
      kind: ValidatingPolicy
  matchConditions:
    - name: is-waived
      expression: ${JSON.stringify(condition)}
  expiresAt: "2099-12-31T23:59:59Z"
  properties:
    owner: "platform@example.com"
    reason: "Counts processes of the node"
`,
    );
  });

  test.each([
    ['vap', 'no-host-pid.yaml'],
    ['gatekeeper', 'templates/no-host-pid.yaml'],
  ] as const)('is a match condition to %s', (gate, path) => {
    expect(fileOf(gate, 'no-host-pid', path, { waivers })).toContain(JSON.stringify(`!((${condition}))`));
  });

  test('is a rule to Conftest, which ends by itself', () => {
    expect(fileOf('conftest', 'no-host-pid', 'policy/rules/no_host_pid.rego', { waivers })).toContain(`
waived(object) if {
	time.now_ns() <= time.parse_rfc3339_ns("2099-12-31T23:59:59Z")
	waiver_1(object)
}

waiver_1(object) if {
	object.kind == "DaemonSet"
	cel.get(object.metadata, ["namespace"], "") == "monitoring"
	startswith(cel.get(object.metadata, ["name"], ""), "agent")
}
`);
  });

  test('comes first to KubeLinter', () => {
    expect(fileOf('kube-linter', 'no-host-pid', '.kube-linter.yaml', { waivers })).toContain(
      String.raw`|| ((subject.kind == \"DaemonSet\") && `,
    );
  });
});
