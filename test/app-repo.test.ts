import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ApiObjectJson } from '@palisade/constructs';
import { obtainPrograms, projectRoot, Screen } from '@palisade/rehearsal';
import { parseAllDocuments } from 'yaml';
import { HardenedCluster } from './constructs/hardened-cluster';
import { checkov } from './support/checkov/checkov';
import { kubeScore } from './support/kube-score';
import { installPackages, packParts } from './support/packages';
import { temporaryFolder } from './support/stage';

const run = promisify(execFile);
const root = projectRoot();
const palisade = join(root, 'cli', 'palisade.mjs');
const example = join(root, 'examples', 'app');

/** What a command came to: its exit code, and what it said. */
async function outcome(app: string, command: string, ...args: readonly string[]) {
  return await run(command, args, { cwd: app }).then(
    ({ stdout, stderr }) => ({ code: 0, said: `${stdout}${stderr}` }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
      code,
      said: `${stdout}${stderr}`,
    }),
  );
}

/** What an app wrote to dist/, object by object, in the order to apply it in. */
function manifestsOf(app: string, name: string): ApiObjectJson[] {
  const text = readFileSync(join(app, 'dist', `${name}.k8s.yaml`), 'utf8');
  return parseAllDocuments(text).map((document) => document.toJS());
}

const namesOf = (texts: readonly string[]): string[] => [...texts].sort();

const lines = (text: string): number => text.trimEnd().split('\n').length;

/** App repositories as users have them: packed tarballs, not the workspaces, and nothing but what they name. */
describe('an app repository', () => {
  const folder = temporaryFolder();
  let tarballs: string[];

  beforeAll(async () => {
    tarballs = await packParts(folder, ['rules', 'constructs', 'cli']);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  describe('that palisade init makes', () => {
    const app = join(folder, 'bookshop');

    beforeAll(async () => {
      await run(process.execPath, [palisade, 'init', app]);
      await installPackages(app, tarballs);
    });

    test('passes at once, in every severity', async () => {
      const { code, said } = await outcome(app, 'npm', 'run', 'check');
      expect(said).toMatch(/^16 objects in 1 file checked by \d+ rules: 0 violations$/m);
      expect(code).toBe(0);
    });

    test('passes its own tests', async () => {
      const { code, said } = await outcome(app, 'npm', 'test');
      expect(said).toMatch(/^# pass 2$/m);
      expect(code).toBe(0);
    });

    test('has no Pulumi, and says so where a command needs it', async () => {
      expect(readdirSync(join(app, 'node_modules')).filter((name) => name.startsWith('@pulumi'))).toEqual([]);
      const { code, said } = await outcome(app, 'npx', '--no-install', 'palisade', 'export', 'vap', '--out', 'x');
      expect(said).toContain(
        'palisade export: it needs @palisade/policies, which is not installed here: install it, or run the command in a checkout of Palisade\n',
      );
      expect(code).toBe(1);
    });

    test('does not compile with an image by its tag', async () => {
      const main = join(app, 'main.ts');
      const before = readFileSync(main, 'utf8');
      writeFileSync(main, before.replace(/\/api@sha256:0+/, '/api:latest'));
      const { code, said } = await outcome(app, 'npm', 'run', 'synth');
      writeFileSync(main, before);
      expect(said).toContain('registry.example.com/bookshop/api:latest');
      expect(said).toContain('error TS2322');
      expect(code).not.toBe(0);
    });

    test('is left as it is by a second init', async () => {
      const { stdout } = await run(process.execPath, [palisade, 'init', app]);
      const outcomes = stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.split(/ +/)[0]);
      expect(outcomes).toEqual(Array(8).fill('left'));
    });
  });

  test('with a package.json of its own, of ES modules, gets what it lacks and passes', async () => {
    const app = join(folder, 'modules');
    mkdirSync(app);
    writeFileSync(
      join(app, 'package.json'),
      JSON.stringify({ name: 'mine', type: 'module', scripts: { start: 'node server.js' } }),
    );
    await run(process.execPath, [palisade, 'init', app, '--name', 'shop', '--cni', 'cilium']);
    await installPackages(app, tarballs);
    const check = await outcome(app, 'npm', 'run', 'check');
    expect(check.said).toMatch(/: 0 violations$/m);
    const test = await outcome(app, 'npm', 'test');
    expect(test.said).toMatch(/^# pass 2$/m);
    expect([check.code, test.code]).toEqual([0, 0]);
    expect(JSON.parse(readFileSync(join(app, 'package.json'), 'utf8'))).toMatchObject({
      name: 'mine',
      type: 'module',
      scripts: { start: 'node server.js' },
    });
  });

  describe('as in examples/app', () => {
    const app = join(folder, 'example');
    const made = new Set(['node_modules', 'build', 'dist', 'package-lock.json']);

    beforeAll(async () => {
      cpSync(example, app, { recursive: true, filter: (path) => !made.has(path.slice(example.length + 1)) });
      await installPackages(app, tarballs);
    });

    test('is clean in every severity, with nothing waived', async () => {
      const { code, said } = await outcome(app, 'npm', 'run', 'check');
      expect(said).toMatch(/: 0 violations$/m);
      expect(said).not.toContain('warning');
      expect(code).toBe(0);
      expect(readFileSync(join(app, 'waivers.yaml'), 'utf8')).toMatch(/^(#.*\n)+$/);
    });

    test('passes its own tests', async () => {
      const { code, said } = await outcome(app, 'npm', 'test');
      expect(said).toMatch(/^# pass 3$/m);
      expect(code).toBe(0);
    });

    test('satisfies checkov, all of its checks of Kubernetes, but for what is meant otherwise', async () => {
      const { passed, failed, unread } = await checkov(join(app, 'dist'));
      expect(unread).toBe(0);
      expect(passed).toBeGreaterThan(400);
      expect(namesOf(failed.map(({ check, title, resource }) => `${check} ${title}: ${resource}`))).toEqual(
        namesOf([
          // A limit on CPU slows a program down that could run on; the namespace's limit range has one for all the same.
          ...['CronJob.shop.clean-up', 'Deployment.shop.api', 'Deployment.shop.web', 'Deployment.shop.worker'].map(
            (resource) => `CKV_K8S_11 CPU limits should be set: ${resource}`,
          ),
          'CKV_K8S_11 CPU limits should be set: StatefulSet.shop.database',
          // A probe that is wrong about a busy server ends it. Whoever cannot hang without ending needs none.
          ...['Deployment.shop.web', 'Deployment.shop.worker', 'StatefulSet.shop.database'].map(
            (resource) => `CKV_K8S_8 Liveness Probe Should be Configured: ${resource}`,
          ),
          // It serves nobody who would wait for it.
          'CKV_K8S_9 Readiness Probe Should be Configured: Deployment.shop.worker',
        ]),
      );
    });

    test('satisfies kube-score, but for what is meant otherwise', async () => {
      const { signal } = new AbortController();
      const screen = new Screen(process.stderr);
      const { 'kube-score': program } = await obtainPrograms({ screen, signal, names: ['kube-score'] });
      const remarks = await kubeScore(program.path, join(app, 'dist', 'shop.k8s.yaml'));
      expect(namesOf(remarks.map(({ check, grade, object }) => `${grade} ${check}: ${object}`))).toEqual(
        namesOf([
          // Of CPU limits, see above.
          ...['CronJob clean-up', 'Deployment api', 'Deployment web', 'Deployment worker', 'StatefulSet database'].map(
            (object) => `critical container-resources: ${object}`,
          ),
          // They are spread by topology constraints, which it does not look at.
          ...['api', 'web', 'worker'].map((name) => `warning deployment-has-host-podantiaffinity: Deployment ${name}`),
        ]),
      );
    });

    test('is under 120 lines, and its README tells how many they become', () => {
      const manifests = readFileSync(join(app, 'dist', 'shop.k8s.yaml'), 'utf8');
      const before = lines(manifests);
      const objects = manifests.split('\n---\n').length;
      const after = lines(readFileSync(join(app, 'main.ts'), 'utf8'));
      expect(after).toBeLessThan(120);
      const readme = readFileSync(join(app, 'README.md'), 'utf8');
      expect(readme).toContain(`**${after} lines** of [main.ts](main.ts)`);
      expect(readme).toContain(`**${before} lines** of YAML, ${objects} objects`);
    });

    test('has a picture that shows what it is now: npm run graph', async () => {
      expect((await outcome(app, 'npm', 'run', 'graph')).code).toBe(0);
      expect(readFileSync(join(app, 'network.svg'), 'utf8')).toBe(readFileSync(join(example, 'network.svg'), 'utf8'));
    });

    test('is what palisade init would make it of', async () => {
      const fresh = join(folder, 'fresh');
      await run(process.execPath, [palisade, 'init', fresh, '--name', 'shop']);
      const manifest = (of: string) => JSON.parse(readFileSync(join(of, 'package.json'), 'utf8'));
      expect(manifest(example)).toMatchObject(manifest(fresh));
      for (const file of ['tsconfig.json', 'waivers.yaml', '.gitignore']) {
        expect(readFileSync(join(example, file), 'utf8')).toBe(readFileSync(join(fresh, file), 'utf8'));
      }
    });
  });

  describe('on a hardened API server, all rules as policies that deny', () => {
    let cluster: HardenedCluster;

    beforeAll(async () => {
      cluster = await HardenedCluster.start();
    });
    afterAll(async () => await cluster?.stop());

    test.each([
      ['bookshop', 'bookshop', 16],
      ['example', 'shop', 43],
    ])('the manifests of %s are admitted, each of them', async (app, name, count) => {
      const objects = manifestsOf(join(folder, app), name);
      expect(objects).toHaveLength(count);
      const refusals: string[] = [];
      for (const object of objects) {
        const refusal = await cluster.refusal(object);
        if (refusal !== undefined) refusals.push(`${object.kind} ${object.metadata.name}: ${refusal}`);
      }
      expect(refusals).toEqual([]);
    });
  });
});
