import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '@palisade/rehearsal';
import { processesAround } from './support/processes';
import { temporaryFolder } from './support/stage';

const command = join(projectRoot(), 'cli', 'palisade.mjs');

/** Runs the rehearsal as a terminal would, in a process group of its own. */
function rehearse(folder: string, onOutput: (soFar: string, group: number) => void) {
  const child = spawn(process.execPath, [command, 'rehearse', '--folder', folder], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (child.pid !== undefined) onOutput(output, child.pid);
  });
  return new Promise<{ code: number | null; output: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, output }));
  });
}

const parent = temporaryFolder();
const folder = join(parent, 'rehearsal');
afterAll(() => rmSync(parent, { recursive: true }));

test.each(['Programs', 'Stage', 'Preview', 'Update', 'Proofs', 'Destroy'])(
  'Ctrl-C at "%s" leaves no process and no state',
  async (moment) => {
    let sent = false;
    const { code, output } = await rehearse(folder, (soFar, group) => {
      if (sent || !soFar.includes(`\n${moment}`)) return;
      sent = true;
      // The whole foreground group, as a terminal does.
      setTimeout(() => process.kill(-group, 'SIGINT'), 300);
    });
    expect(output).toContain('Interrupted');
    expect(code).toBe(130);
    expect(processesAround(folder)).toEqual([]);
    expect(existsSync(folder)).toBe(false);
  },
);

test('the next run works, and leaves nothing either', async () => {
  const { code, output } = await rehearse(folder, () => {});
  expect(output).toContain('Every proof held');
  expect(code).toBe(0);
  expect(processesAround(folder)).toEqual([]);
  expect(existsSync(folder)).toBe(false);
});
