import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Evaluator, type JsonObject, kubernetesRules } from '@palisade/rules';
import { parse } from 'yaml';

type Level = 'baseline' | 'restricted';

/** Kubernetes' own labelled pods for its Pod Security Standards, of the release that the API server here is built from. */
const fixtures = labelledPods();
const newest = 'v1.37';

/** The rules that say what a level asks; `restricted` asks for all of `baseline` too. */
function rulesOf(level: Level) {
  return kubernetesRules.filter(
    ({ on, references }) =>
      on !== 'object' &&
      references.some(
        (each) => each.standard === 'pod-security' && (level === 'restricted' || each.level === 'baseline'),
      ),
  );
}

// Where Go is missing, the fixtures cannot be had: `npm test` then says that tests were skipped.
(fixtures === undefined ? describe.skip : describe).each<Level>(['baseline', 'restricted'])(
  'Pod Security %s',
  (level) => {
    const evaluator = new Evaluator(rulesOf(level));
    const pods = (verdict: 'pass' | 'fail') => {
      const folder = join(fixtures ?? '', level, newest, verdict);
      const files = fixtures === undefined ? ['no fixtures'] : readdirSync(folder);
      return files.map((file) => [file, join(folder, file)] as const);
    };

    test.each(pods('pass'))('passes as upstream says: %s', (_, file) => {
      expect(findingsIn(evaluator, file)).toEqual([]);
    });

    test.each(pods('fail'))('is found as upstream says: %s', (_, file) => {
      const findings = findingsIn(evaluator, file);
      expect(findings).not.toEqual([]);
      expect(findings.filter((finding) => finding.includes('cannot be judged'))).toEqual([]);
    });
  },
);

(fixtures === undefined ? test.skip : test)('the fixtures are those of the newest version, all of them', () => {
  const counts = (['baseline', 'restricted'] as const).map((level) => {
    const versions = readdirSync(join(fixtures ?? '', level)).sort((a, b) => minor(a) - minor(b));
    expect(versions.at(-1)).toBe(newest);
    return (['pass', 'fail'] as const).map(
      (verdict) => readdirSync(join(fixtures ?? '', level, newest, verdict)).length,
    );
  });
  expect(counts).toEqual([
    [15, 34],
    [23, 76],
  ]);
});

function findingsIn(evaluator: Evaluator, file: string): string[] {
  const pod = parse(readFileSync(file, 'utf8')) as JsonObject;
  return evaluator.kubernetes(pod).map(({ rule, message }) => `${rule.id}: ${message}`);
}

function minor(version: string): number {
  return Number(version.split('.')[1]);
}

/** From the module that the API server is built with, pinned and checksummed by that program's go.mod and go.sum. */
function labelledPods(): string | undefined {
  const cwd = join(__dirname, '../rehearsal/programs/kube-apiserver');
  const { status, stdout } = spawnSync('go', ['mod', 'download', '-json', 'k8s.io/pod-security-admission'], {
    cwd,
    encoding: 'utf8',
  });
  if (status !== 0) return undefined;
  return join((JSON.parse(stdout) as { Dir: string }).Dir, 'test/testdata');
}
