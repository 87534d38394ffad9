import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Cluster, projectRoot } from '@palisade/rehearsal';
import { processesAround } from './support/processes';
import { temporaryFolder } from './support/stage';

const run = promisify(execFile);
const command = join(projectRoot(), 'cli', 'palisade.mjs');
const palisade = (...args: string[]) => run(process.execPath, [command, ...args]);

/** The tests stand in the order of a kept cluster's life. */
describe('palisade rehearse --keep', () => {
  const parent = temporaryFolder();
  const folder = join(parent, 'rehearsal');
  const kubeconfig = join(folder, 'kubeconfig');

  afterAll(async () => {
    await Cluster.stopByFolder(join(folder, 'cluster'));
    rmSync(parent, { recursive: true });
  });

  test('leaves the cluster running, and says how to use it', async () => {
    const { stdout } = await palisade('rehearse', '--keep', '--folder', folder);
    expect(stdout).toContain('Every proof held');
    expect(stdout).toContain(`kubectl --kubeconfig ${kubeconfig} get namespaces`);
    expect(stdout).toContain(`npx palisade rehearse down --folder ${folder}`);
  });

  test('the kubeconfig is for its owner alone, and points to the cluster that runs', () => {
    expect(statSync(kubeconfig).mode & 0o777).toBe(0o600);
    expect(readFileSync(kubeconfig, 'utf8')).toContain(Cluster.attach(join(folder, 'cluster')).endpoint);
  });

  test('a second rehearsal in the same folder is refused, and harms nothing', async () => {
    await expect(palisade('rehearse', '--folder', folder)).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringContaining('palisade rehearse down'),
    });
    expect(existsSync(kubeconfig)).toBe(true);
    expect(Cluster.attach(join(folder, 'cluster')).endpoint).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  });

  test('down ends it, and leaves nothing', async () => {
    expect(processesAround(folder).length).toBeGreaterThan(0);
    const { stdout } = await palisade('rehearse', 'down', '--folder', folder);
    expect(stdout).toBe(`Ended the rehearsal in ${folder}.\n`);
    expect(processesAround(folder)).toEqual([]);
    expect(existsSync(folder)).toBe(false);
  });

  test('down with nothing there says so', async () => {
    const { stdout } = await palisade('rehearse', 'down', '--folder', folder);
    expect(stdout).toBe(`No rehearsal was running in ${folder}.\n`);
  });
});
