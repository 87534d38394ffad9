import type { Report, RuleFacts, Violation } from '../report';
import { github } from './github';
import { json } from './json';
import { junit } from './junit';
import { sarif } from './sarif';
import { text } from './text';

const rule: RuleFacts = {
  id: 'no-privileged-containers',
  severity: 'critical',
  title: 'Do not run privileged containers',
  rationale: 'They own the node.',
  remediation: 'Leave it out: 100%.',
  references: [
    { standard: 'pod-security', level: 'baseline', control: 'Privileged Containers' },
    { standard: 'cis-kubernetes', control: '5.2.2' },
    { standard: 'documentation', url: 'https://example.com/x' },
  ],
};
const found: Violation = {
  rule,
  outcome: 'deny',
  message: 'these run privileged: "a" & <b>',
  place: { file: 'my app/pod, 1.yaml', line: 3, column: 5 },
  object: { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'web' },
  erred: false,
};
const report: Report = {
  violations: [
    found,
    { ...found, rule: { ...rule, id: 'mine', severity: 'low', references: [{ standard: 'nsa-cisa', control: 'x' }] } },
    { ...found, outcome: 'waived', waiver: 'devices (me, until 2027-01-31)' },
    { ...found, outcome: 'warn', erred: true },
    { ...found, outcome: 'audit' },
  ],
  unchecked: [
    { file: 'b.yaml', line: 7, column: 2, reason: 'bad: x' },
    { file: 'nowhere', reason: 'there is no such file or folder' },
  ],
  files: ['my app/pod, 1.yaml', 'b.yaml', 'clean.yaml'],
  objects: 1234,
  rules: 2,
};
const empty: Report = { violations: [], unchecked: [], files: ['-'], objects: 1, rules: 1 };
const version = '1.2.3';

describe('text', () => {
  it('shows what could not be checked first, then what was found', () => {
    expect([...text(report, { colour: false })].join('')).toBe(`b.yaml
  b.yaml:7:2  could not be checked
    bad: x

nowhere
  nowhere  could not be checked
    there is no such file or folder

my app/pod, 1.yaml
  my app/pod, 1.yaml:3:5  critical  no-privileged-containers  Pod shop/web
    these run privileged: "a" & <b>
    fix: Leave it out: 100%.
  my app/pod, 1.yaml:3:5  low  mine  Pod shop/web
    these run privileged: "a" & <b>
    fix: Leave it out: 100%.
  my app/pod, 1.yaml:3:5  waived  no-privileged-containers  Pod shop/web
    these run privileged: "a" & <b>
    waived: devices (me, until 2027-01-31)
  my app/pod, 1.yaml:3:5  warn  no-privileged-containers  Pod shop/web
    these run privileged: "a" & <b>
    fix: Leave it out: 100%.
  my app/pod, 1.yaml:3:5  audit  no-privileged-containers  Pod shop/web
    these run privileged: "a" & <b>
    fix: Leave it out: 100%.

1,234 objects in 3 files checked by 2 rules: 2 violations (1 critical, 1 low), 1 warning, 1 finding for the audit log, 1 waived, 2 could not be checked
`);
  });

  it('lets no manifest steer the terminal or forge a line', () => {
    const evil = '\u001b[2Jx\nclean.yaml: all is well\u202e\ud800';
    const hostile = { ...found, message: evil, object: { ...found.object, name: evil } };
    const place = { ...found.place, file: '-' };
    const written = [...text({ ...empty, violations: [{ ...hostile, place }] }, { colour: false })].join('');
    expect(written.split('\n').slice(1, 3)).toEqual([
      '  -:3:5  critical  no-privileged-containers  Pod shop/\\u{1b}[2Jx\\nclean.yaml: all is well\\u{202e}\\u{d800}',
      '    \\u{1b}[2Jx\\nclean.yaml: all is well\\u{202e}\\u{d800}',
    ]);
  });
});

const read = (parts: Iterable<string>) => JSON.parse([...parts].join(''));

describe('json', () => {
  it('holds everything', () => {
    const { violations, unchecked, ...rest } = read(json(report, { version }));
    expect(rest).toEqual({
      tool: { name: 'palisade', version: '1.2.3' },
      summary: {
        files: 3,
        objects: 1234,
        rules: 2,
        violations: 2,
        warnings: 1,
        audited: 1,
        waived: 1,
        unchecked: 2,
      },
    });
    expect(unchecked).toEqual(report.unchecked);
    const common = {
      file: 'my app/pod, 1.yaml',
      line: 3,
      column: 5,
      rule: 'no-privileged-containers',
      severity: 'critical',
      object: { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'web' },
      message: 'these run privileged: "a" & <b>',
    };
    expect(violations).toEqual([
      { ...common, outcome: 'deny', fix: 'Leave it out: 100%.' },
      { ...common, rule: 'mine', severity: 'low', outcome: 'deny', fix: 'Leave it out: 100%.' },
      { ...common, outcome: 'waived', waiver: 'devices (me, until 2027-01-31)' },
      { ...common, outcome: 'warn', erred: true, fix: 'Leave it out: 100%.' },
      { ...common, outcome: 'audit', fix: 'Leave it out: 100%.' },
    ]);
  });
});

describe('github', () => {
  it('writes one command a finding, with nothing in it that ends it early', () => {
    const [first, second, third, , fifth, , , last] = github(report).split('\n');
    expect([first, second, third, fifth]).toEqual([
      '::error file=b.yaml,line=7,col=2,title=could not be checked::bad: x',
      '::error file=nowhere,title=could not be checked::there is no such file or folder',
      '::error file=my app/pod%2C 1.yaml,line=3,col=5,title=no-privileged-containers::Pod shop/web: these run privileged: "a" & <b>%0Afix: Leave it out: 100%25.',
      '::notice file=my app/pod%2C 1.yaml,line=3,col=5,title=no-privileged-containers::Pod shop/web: these run privileged: "a" & <b>%0Awaived: devices (me, until 2027-01-31)',
    ]);
    expect(last).toMatch(/^1,234 objects in 3 files checked by 2 rules: 2 violations/);
  });

  it('lets no manifest write commands of its own', () => {
    const hostile = { ...found, message: 'x\n::set-output name=a::b\r\n::error::c' };
    expect(github({ ...empty, violations: [hostile] }).split('\n')[0]).toBe(
      '::error file=my app/pod%2C 1.yaml,line=3,col=5,title=no-privileged-containers::Pod shop/web: x%0A::set-output name=a::b%0D%0A::error::c%0Afix: Leave it out: 100%25.',
    );
  });
});

describe('junit', () => {
  it('has a suite a file and a case a finding', () => {
    const written = junit(report);
    expect(written.split('\n').slice(0, 7)).toEqual([
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<testsuites name="palisade check">',
      '  <testsuite name="b.yaml" tests="1" failures="0" errors="1" skipped="0">',
      '    <testcase name="line 7 could not be checked" classname="b.yaml"><error message="bad: x"/></testcase>',
      '  </testsuite>',
      '  <testsuite name="nowhere" tests="1" failures="0" errors="1" skipped="0">',
      '    <testcase name="could not be checked" classname="nowhere"><error message="there is no such file or folder"/></testcase>',
    ]);
    expect(written).toContain('<testsuite name="my app/pod, 1.yaml" tests="5" failures="2" errors="0" skipped="3">');
    expect(written).toContain(
      '<failure message="these run privileged: &quot;a&quot; &amp; &lt;b&gt;" type="critical">my app/pod, 1.yaml:3:5\nthese run privileged: &quot;a&quot; &amp; &lt;b&gt;\nfix: Leave it out: 100%.</failure>',
    );
    expect(written).toContain('<skipped message="waived: devices (me, until 2027-01-31)"/>');
    expect(written).toContain('<testcase name="is clean" classname="clean.yaml"/>');
  });

  it('holds no character that XML forbids', () => {
    const written = junit({ ...empty, violations: [{ ...found, message: 'a\u0000\u001b\ud800\uffff\r😀\n"b' }] });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
    expect(written).not.toMatch(/[\u0000-\u0008\u000b-\u001f\ud800-\udfff\ufffe\uffff]/u);
    const hostile = junit({ ...report, violations: [{ ...found, message: 'a\u0000\u001b\ud800\uffff\r😀\n"b' }] });
    expect(hostile).toContain('message="a\ufffd\ufffd\ufffd\ufffd\ufffd😀&#10;&quot;b"');
  });
});

describe('sarif', () => {
  const log = read(sarif(report, { version }));
  const [run] = log.runs;

  it('is a log of version 2.1.0 with what the standard requires', () => {
    expect(log.version).toBe('2.1.0');
    expect(log.$schema).toMatch(/^https:\/\/docs\.oasis-open\.org\/sarif\/sarif\/v2\.1\.0\/.*schema-2\.1\.0\.json$/);
    expect(log.runs).toHaveLength(1);
    expect(run.tool.driver).toMatchObject({ name: 'palisade', semanticVersion: '1.2.3' });
    expect(run.columnKind).toBe('utf16CodeUnits');
    for (const result of run.results) {
      expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
      expect(['none', 'note', 'warning', 'error']).toContain(result.level);
      expect(typeof result.message.text).toBe('string');
      for (const { physicalLocation } of result.locations) {
        expect(physicalLocation.region.startLine).toBeGreaterThan(0);
        expect(new URL(physicalLocation.artifactLocation.uri, 'file:///').pathname).toBe('/my%20app/pod%2C%201.yaml');
      }
    }
  });

  it('describes each rule once', () => {
    expect(run.tool.driver.rules).toEqual([
      {
        id: 'no-privileged-containers',
        shortDescription: { text: 'Do not run privileged containers' },
        fullDescription: { text: 'They own the node.' },
        help: { text: 'Leave it out: 100%.' },
        helpUri: 'https://example.com/x',
        defaultConfiguration: { level: 'error' },
        properties: {
          tags: ['security', 'pod-security/baseline', 'cis-kubernetes/5.2.2', 'documentation'],
          'security-severity': '9.5',
        },
      },
      {
        id: 'mine',
        shortDescription: { text: 'Do not run privileged containers' },
        fullDescription: { text: 'They own the node.' },
        help: { text: 'Leave it out: 100%.' },
        defaultConfiguration: { level: 'note' },
        properties: { tags: ['security', 'nsa-cisa/x'], 'security-severity': '2.0' },
      },
    ]);
  });

  it('says what is waived, and what could not be checked', () => {
    expect(run.results.map(({ level }: { level: string }) => level)).toEqual([
      'error',
      'note',
      'error',
      'warning',
      'note',
    ]);
    expect(run.results[2].suppressions).toEqual([
      { kind: 'external', justification: 'devices (me, until 2027-01-31)' },
    ]);
    expect(run.invocations).toEqual([
      {
        executionSuccessful: false,
        toolExecutionNotifications: [
          {
            level: 'error',
            message: { text: 'bad: x' },
            locations: [
              { physicalLocation: { artifactLocation: { uri: 'b.yaml' }, region: { startLine: 7, startColumn: 2 } } },
            ],
          },
          {
            level: 'error',
            message: { text: 'there is no such file or folder' },
            locations: [{ physicalLocation: { artifactLocation: { uri: 'nowhere' } } }],
          },
        ],
      },
    ]);
  });

  it('knows a finding again when lines move, and tells apart what is not the same', () => {
    const print = (violation: Violation) =>
      read(sarif({ ...empty, violations: [violation] }, { version })).runs[0].results[0].partialFingerprints;
    expect(print({ ...found, place: { ...found.place, line: 99 } })).toEqual(print(found));
    expect(print({ ...found, message: 'other' })).not.toEqual(print(found));
    expect(print({ ...found, object: { ...found.object, name: 'x' } })).not.toEqual(print(found));
  });

  it.each([
    ['-', 'stdin'],
    ['/abs/ä b.yaml', 'file:///abs/%C3%A4%20b.yaml'],
    ['../x/%.yaml', '../x/%25.yaml'],
  ])('writes %s as %s', (file, uri) => {
    const written = sarif({ ...empty, violations: [{ ...found, place: { ...found.place, file } }] }, { version });
    const [location] = read(written).runs[0].results[0].locations;
    expect(location.physicalLocation.artifactLocation).toEqual({ uri });
  });
});
