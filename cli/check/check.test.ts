import { runOn } from './run-for-test';

const pod = (name: string, privileged: boolean) => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: shop
spec:
  containers:
    - name: side
    - name: web
      securityContext:
        privileged: ${privileged}
`;
const only = { rule: ['no-privileged-containers'] };
const fix =
  'Leave `securityContext.privileged` out. Where one kernel facility is needed, grant that one: a device plugin for a device, `NET_BIND_SERVICE` for a low port.';

describe('palisade check', () => {
  it('is content with what is right', async () => {
    expect(await runOn({ 'pod.yaml': pod('web', false) }, only)).toEqual({
      code: 0,
      out: '1 object in 1 file checked by 1 rule: 0 violations\n',
      err: '',
    });
  });

  it('names file, line, rule, what was found and what to do', async () => {
    expect(await runOn({ 'pod.yaml': `${pod('a', false)}---\n${pod('b', true)}` }, only)).toEqual({
      code: 1,
      out: `pod.yaml
  pod.yaml:21:7  critical  no-privileged-containers  Pod shop/b
    these containers run privileged: web
    fix: ${fix}

2 objects in 1 file checked by 1 rule: 1 violation (1 critical)
`,
      err: '',
    });
  });

  it('checks everything else where something is malformed', async () => {
    const files = {
      'a.yaml': `a: b: c\n---\n${pod('a', true)}`,
      'b/c.json': '{"apiVersion": "v1"}',
      'b/d.yaml': Buffer.from([0x61, 0xff]),
      'b/e.yml': pod('e', false),
    };
    expect(await runOn(files, { ...only, paths: ['a.yaml', 'b', 'nowhere'] })).toEqual({
      code: 2,
      out: `nowhere
  nowhere  could not be checked
    there is no such file or folder

a.yaml
  a.yaml:1:5  could not be checked
    bad indentation of a mapping entry
  a.yaml:11:7  critical  no-privileged-containers  Pod shop/a
    these containers run privileged: web
    fix: ${fix}

b/c.json
  b/c.json:1:1  could not be checked
    the object names no kind, so it cannot be judged

b/d.yaml
  b/d.yaml  could not be checked
    is no text in UTF-8

2 objects in 4 files checked by 1 rule: 1 violation (1 critical), 4 could not be checked
`,
      err: '',
    });
  });

  it('reads folders with all below them, each file once, and nothing but manifests', async () => {
    const files = {
      'x/b.yaml': pod('b', false),
      'x/a.YML': pod('a', false),
      'x/y/z/c.json': '{"apiVersion": "v1", "kind": "Pod", "spec": {}}',
      'x/notes.txt': 'a: b: c',
      'x/node_modules/d.yaml': 'a: b: c',
      'x/.git/e.yaml': 'a: b: c',
      'x/values.yaml': 'image: nginx',
    };
    const { code, out } = await runOn(files, { ...only, paths: ['x', 'x/b.yaml', './x'] });
    expect([code, out]).toEqual([0, '3 objects in 4 files checked by 1 rule: 0 violations\n']);
  });

  it('reads standard input', async () => {
    const { code, out } = await runOn({}, { ...only, paths: ['-'] }, { stdin: `# Größe\n${pod('a', true)}` });
    expect([code, out.split('\n')[1]]).toEqual([1, '  -:10:7  critical  no-privileged-containers  Pod shop/a']);
  });

  test.each([
    ['nothing at all', ''],
    ['only comments', '# Source: x\n---\n'],
    ['the values of a chart', 'image: nginx\n'],
  ])('does not pass %s', async (_, stdin) => {
    expect(await runOn({}, { ...only, paths: ['-'] }, { stdin })).toEqual({
      code: 2,
      out: `-
  -  could not be checked
    there is no Kubernetes object here: nothing was checked

0 objects in 1 file checked by 1 rule: 0 violations, 1 could not be checked
`,
      err: '',
    });
  });

  it('judges all objects together by rules about more than one', async () => {
    const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n';
    const policy = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: shop}
spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
`;
    const rule = { rule: ['namespace-default-deny'] };
    const alone = await runOn({ 'a.yaml': `---\n\n${namespace}` }, rule);
    expect([alone.code, alone.out.split('\n').slice(1, 3)]).toEqual([
      1,
      ['  a.yaml:3:1  high  namespace-default-deny  Namespace shop', '    nothing denies by default: Ingress, Egress'],
    ]);
    expect((await runOn({ 'a.yaml': namespace, 'b.yaml': policy }, rule)).code).toBe(0);
  });

  it('waives what a reviewed file says, and fails on a file that is wrong', async () => {
    const waiver = (more: string) => `- rule: no-privileged-containers
  select: {kind: Pod, namespace: shop, name: a}
  reason: needs the node's devices
  owner: storage@example.com
${more}`;
    const expires = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    const files = { 'pod.yaml': pod('a', true), 'w.yaml': waiver(`  expires: ${expires}\n`), 'x.yaml': waiver('') };
    const waived = await runOn(files, { ...only, paths: ['pod.yaml'], waivers: 'w.yaml' });
    expect(waived).toEqual({
      code: 0,
      out: `pod.yaml
  pod.yaml:9:7  waived  no-privileged-containers  Pod shop/a
    these containers run privileged: web
    waived: needs the node's devices (storage@example.com, until ${expires})

1 object in 1 file checked by 1 rule: 0 violations, 1 waived
`,
      err: '',
    });
    const wrong = await runOn(files, { ...only, paths: ['pod.yaml'], waivers: 'x.yaml' });
    expect(wrong.code).toBe(2);
    expect(wrong.out).toBe('');
    expect(wrong.err).toMatch(/^palisade check: x\.yaml:1: .*expires/);
    expect(wrong.err).toMatch(/\ndocs\/waivers\.md tells how a waiver is written\n$/);
    const nowhere = await runOn(files, { ...only, paths: ['pod.yaml'], waivers: 'nowhere.yaml' });
    expect(nowhere.err).toBe('palisade check: nowhere.yaml: there is no such file or folder\n');
  });

  it('takes a file of waivers that previews take too, with rules about AWS', async () => {
    const waiver = `- rule: kms-key-rotation
  select: {urn: 'urn:pulumi:prod::shop::aws:kms/key:Key::imported'}
  reason: its material is imported, which AWS cannot rotate
  owner: platform@example.com
  expires: ${new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)}
`;
    const files = { 'pod.yaml': pod('a', false), 'w.yaml': waiver };
    expect(await runOn(files, { ...only, paths: ['pod.yaml'], waivers: 'w.yaml' })).toMatchObject({ code: 0, err: '' });
  });

  it("holds a team's own rules beside the catalogue's", async () => {
    const rule = {
      id: 'require-team',
      on: 'object',
      severity: 'low',
      title: 'Say whose a namespace is',
      rationale: 'Nobody answers for what nobody owns.',
      remediation: 'Set the label team.',
      references: [{ standard: 'documentation', url: 'https://example.com/teams' }],
      resources: [{ group: '', versions: ['v1'], kinds: { Namespace: 'namespaces' } }],
      cel: 'object.metadata.?labels.?team.hasValue()',
      message: 'no label names the team',
      samples: {
        good: ['a', 'b'].map((team) => ({ name: team, given: namespaceOf({ team }) })),
        bad: ['x', 'y', 'z'].map((label) => ({
          name: label,
          given: namespaceOf({ [label]: 'x' }),
          message: 'no label names the team',
        })),
      },
    };
    const files = {
      'a.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n',
      'rules/team.js': `exports.rule = ${JSON.stringify(rule)};`,
    };
    const { code, out } = await runOn(files, { paths: ['a.yaml'], rules: 'rules', rule: ['require-team'] });
    expect([code, out.split('\n')[1]]).toEqual([1, '  a.yaml:1:1  low  require-team  Namespace shop']);
    const explained = await runOn(files, { paths: [], rules: 'rules', explain: 'require-team' });
    expect([explained.code, explained.out.split('\n')[0]]).toEqual([0, 'require-team (low)']);
  });

  test.each([
    [{ paths: [] }, 'name files or folders to check, or - for standard input\nTry: palisade check --help'],
    [{ format: 'xml' }, "--format is 'xml'; write one of text, json, sarif, junit, github\nTry: palisade check --help"],
    [{ severity: 'bad' }, "--severity is 'bad'; write one of critical, high, medium, low\nTry: palisade check --help"],
    [
      { framework: 'pci' },
      "--framework is 'pci'; write one of pss-baseline, pss-restricted, cis, nsa\nTry: palisade check --help",
    ],
    [
      { rule: ['no-privileged-container'] },
      "there is no rule 'no-privileged-container'; did you mean no-privileged-containers?\nTry: palisade check --help",
    ],
    [
      { rule: ['require-seccomp-somehow'] },
      "there is no rule 'require-seccomp-somehow'; did you mean no-unconfined-seccomp, require-seccomp-profile?\nTry: palisade check --help",
    ],
    [{ explain: 'xyz' }, "there is no rule 'xyz'; docs/generated/controls.md lists all\nTry: palisade check --help"],
  ])('refuses %j', async (given, message) => {
    expect(await runOn({ 'pod.yaml': pod('a', true) }, given)).toEqual({
      code: 2,
      out: '',
      err: `palisade check: ${message}\n`,
    });
  });

  it('narrows by severity and framework', async () => {
    const rules = async (given: object) => {
      const { out } = await runOn({ 'pod.yaml': pod('a', true) }, { ...given, format: 'json' });
      return new Set<string>(JSON.parse(out).violations.map(({ rule }: { rule: string }) => rule));
    };
    const [all, critical, baseline, restricted] = await Promise.all([
      rules({}),
      rules({ severity: 'critical' }),
      rules({ framework: 'pss-baseline' }),
      rules({ framework: 'pss-restricted' }),
    ]);
    expect([...critical]).toEqual(['no-privileged-containers']);
    expect([...baseline]).toEqual(['no-privileged-containers']);
    expect([...restricted].sort()).toEqual([
      'no-privilege-escalation',
      'no-privileged-containers',
      'require-drop-all-capabilities',
      'require-run-as-non-root',
      'require-seccomp-profile',
    ]);
    expect(all.size).toBeGreaterThan(restricted.size);
  });

  it('explains a rule', async () => {
    const { code, out } = await runOn({}, { paths: [], explain: 'no-privileged-containers' });
    expect(code).toBe(0);
    expect(out.split('\n').slice(0, 8)).toEqual([
      'no-privileged-containers (critical)',
      '',
      'Do not run privileged containers.',
      '',
      'A privileged container holds every capability, sees every device of the node and runs without seccomp, AppArmor and SELinux. Whoever takes it over owns the node, and through the node’s kubelet every pod and secret on it.',
      '',
      `What to do: ${fix}`,
      '',
    ]);
    expect(out).toContain('\n  CIS Kubernetes Benchmark: 5.2.2\n');
    expect(out).toContain('\n        privileged: true\n');
    expect(out.split('\n').at(-2)).toBe('  # these containers run privileged: app');
  });

  it('uses colours on a terminal only, and not where they are unwanted', async () => {
    const files = { 'pod.yaml': pod('a', true) };
    const colour = '\u001b[';
    expect((await runOn(files, only, { isTTY: true })).out).toContain(`${colour}31mcritical${colour}0m`);
    expect((await runOn(files, only, { isTTY: true, env: { NO_COLOR: '1' } })).out).not.toContain(colour);
    expect((await runOn(files, only)).out).not.toContain(colour);
  });
});

function namespaceOf(labels: object): object {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels } };
}
