import { PassThrough } from 'node:stream';
import { Screen } from './screen';

function terminal(isTTY: boolean, env: NodeJS.ProcessEnv = {}) {
  const out = Object.assign(new PassThrough(), { isTTY, columns: 80, rows: 24 });
  const screen = new Screen(out as unknown as NodeJS.WriteStream, env);
  return { screen, written: () => String(out.read() ?? '') };
}

test('a pipe gets no colour and no region', () => {
  const { screen, written } = terminal(false);
  screen.region(() => ['working']);
  screen.line(screen.paint('red', 'done'));
  screen.endRegion();
  expect(written()).toBe('done\n');
});

test('NO_COLOR takes colour away, not the live region', () => {
  const { screen, written } = terminal(true, { NO_COLOR: '1' });
  expect(screen.paint('red', 'text')).toBe('text');
  screen.region(() => ['working']);
  screen.endRegion();
  expect(written()).toContain('working');
});

test('a terminal gets colour', () => {
  const { screen } = terminal(true);
  expect(screen.paint('red', 'text')).toBe('\x1b[31mtext\x1b[39m');
});

test('a line goes above the region, and the region is drawn again', () => {
  const { screen, written } = terminal(true);
  screen.region(() => ['working', 'still']);
  screen.line('done');
  screen.endRegion();
  expect(written()).toBe('\x1b[?25lworking\nstill\n\x1b[2A\x1b[0Jdone\nworking\nstill\n\x1b[2A\x1b[0J\x1b[?25h');
});
