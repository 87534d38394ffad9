import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '@palisade/rehearsal';
import { installPackages, packParts } from './support/packages';
import { temporaryFolder } from './support/stage';

const run = promisify(execFile);
const root = projectRoot();

/** An app repository as a user has it: packed tarballs, not the workspaces. */
describe('the packages, packed and installed elsewhere', () => {
  const folder = temporaryFolder();
  const app = join(folder, 'app');

  beforeAll(async () => {
    const tarballs = await packParts(folder, ['rules', 'constructs']);
    mkdirSync(app);
    writeFileSync(join(app, 'package.json'), '{"name":"app","private":true}');
    await installPackages(app, tarballs);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('an app that imports the constructs has no Pulumi', () => {
    expect(existsSync(join(app, 'node_modules', '@palisade', 'constructs'))).toBe(true);
    expect(existsSync(join(app, 'node_modules', '@pulumi'))).toBe(false);
  });

  test('the constructs synthesise there, in JavaScript as published', async () => {
    const program = `
      const { baselineObjects } = require('@palisade/constructs');
      const quota = { cpu: '8', memory: '32Gi', pods: 50 };
      const teams = [{ name: 'payments', owner: 'payments', quota }];
      const objects = baselineObjects({ teams, allowedRegistries: ['registry.example.com'] });
      console.log(objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name).join());`;
    const { stdout } = await run(process.execPath, ['-e', program], { cwd: app });
    expect(stdout.trim().split(',')).toContain('payments');
  });

  test('their declarations compile in a strict program', async () => {
    writeFileSync(
      join(app, 'app.ts'),
      `import { App, Chart } from 'cdk8s';
       import { TeamNamespace } from '@palisade/constructs';
       import { defineRule, Evaluator } from '@palisade/rules';
       const chart = new Chart(new App(), 'team');
       new TeamNamespace(chart, 'payments', { name: 'payments', owner: 'x', quota: { cpu: '1', memory: '1Gi', pods: 1 } });
       // @ts-expect-error a namespace needs an owner
       new TeamNamespace(chart, 'nobody', { name: 'nobody', quota: { cpu: '1', memory: '1Gi', pods: 1 } });
       export const found: string[] = new Evaluator([]).kubernetes({ kind: 'Pod' }).map(({ message }) => message);
       export { defineRule };`,
    );
    const compilerOptions = { noEmit: true, strict: true, skipLibCheck: true, module: 'nodenext', types: [] };
    writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['app.ts'] }));
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const { stdout } = await run(process.execPath, [tsc, '--project', app], { cwd: app }).catch((error) => error);
    expect(stdout).toBe('');
  });

  test('their declarations name no package but those that they install', () => {
    const folder = join(app, 'node_modules', '@palisade', 'constructs');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.d.ts'));
    const text = files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
    const imports = /^(?:import|export) .*from '([^.'][^']*)';|import\("([^."][^"]*)"\)/gm;
    const named = [...text.matchAll(imports)].map(([, one, other]) => one ?? other ?? '');
    const packages = named.map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name);
    const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    expect(packages).toContain('constructs');
    expect([...new Set(packages)].filter((name) => !(name in dependencies) && !name.startsWith('node:'))).toEqual([]);
  });
});
