import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '@palisade/rehearsal';
import { temporaryFolder } from './support/stage';

const run = promisify(execFile);
const root = projectRoot();

/** An app repository as a user has it: packed tarballs, not the workspaces. */
describe('the packages, packed and installed elsewhere', () => {
  const folder = temporaryFolder();
  const app = join(folder, 'app');

  beforeAll(async () => {
    await run(process.execPath, [join(root, 'build.mjs'), '--types'], { cwd: root });
    const parts = ['rules', 'constructs'];
    for (const part of parts) {
      await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: join(root, part) });
    }
    const tarballs = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
    mkdirSync(app);
    writeFileSync(join(app, 'package.json'), '{"name":"app","private":true}');
    const install = ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...tarballs.map((file) => `../${file}`)];
    await run('npm', install, { cwd: app });
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
});
