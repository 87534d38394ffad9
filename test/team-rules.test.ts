import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const folder = join(__dirname, '../examples/team-rules');

// As its owner would: Node itself, ES modules, and the compiled package that its imports name.
test('the example of a team’s own rules passes its own tests', () => {
  const { status, stdout } = spawnSync(process.execPath, ['--test', '--test-reporter=tap'], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(stdout).toMatch(/^# pass 2$/m);
  expect(stdout).toMatch(/^# fail 0$/m);
  expect(status).toBe(0);
});
