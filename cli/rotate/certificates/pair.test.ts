import fs, { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replacePair, settlePair } from './pair';

/** Thrown in place of a call, and of all that follow it: as after a kill, nothing more is done. */
class Killed extends Error {}

// The module's own bindings are read when they are called, so that a call can be the last.
jest.mock('node:fs', () => ({ ...jest.requireActual('node:fs') }));

const changing = [
  'renameSync',
  'rmSync',
  'symlinkSync',
  'mkdirSync',
  'openSync',
  'writeFileSync',
  'fchmodSync',
] as const;

describe('a certificate and its key', () => {
  const folder = mkdtempSync(join(tmpdir(), 'palisade-pair-'));
  const files = { certificate: join(folder, 'server.crt'), key: join(folder, 'server.key') };
  const next = { certificate: 'new certificate', key: 'new key' };
  const read = () => [readFileSync(files.certificate, 'utf8'), readFileSync(files.key, 'utf8')].join(', ');
  const real = { ...fs };

  beforeEach(() => {
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
    writeFileSync(files.certificate, 'old certificate', { mode: 0o644 });
    writeFileSync(files.key, 'old key', { mode: 0o400 });
  });
  afterEach(() => Object.assign(fs, real));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Replaces the pair, and is killed before its change of that number; false where there are fewer. */
  function killedBefore(change: number, work: () => void): boolean {
    let done = 0;
    for (const name of changing) {
      Object.assign(fs, {
        [name]: (...args: unknown[]) => {
          done += 1;
          if (done >= change) throw new Killed();
          return (real[name] as (...args: unknown[]) => unknown)(...args);
        },
      });
    }
    try {
      work();
    } catch {
      // Whatever was tried on the way out was not done either.
    } finally {
      Object.assign(fs, real);
    }
    return done >= change;
  }

  it('belong together whenever somebody is killed, before and after the next run settles them', () => {
    const outcomes = new Set<string>();
    let change = 1;
    for (; killedBefore(change, () => replacePair(files, next)); change += 1) {
      expect(['old certificate, old key', 'new certificate, new key']).toContain(read());
      const seen = read();
      // Killed again while it is settled, at each place.
      killedBefore(change % 7, () => settlePair(files));
      expect(read()).toBe(seen);
      settlePair(files);
      expect(read()).toBe(seen);
      expect(readdirSync(folder).sort()).toEqual(['server.crt', 'server.key']);
      expect([statSync(files.certificate).mode & 0o777, statSync(files.key).mode & 0o777]).toEqual([0o644, 0o400]);
      outcomes.add(seen);
      writeFileSync(files.certificate, 'old certificate');
      rmSync(files.key);
      writeFileSync(files.key, 'old key', { mode: 0o400 });
    }
    expect(change).toBeGreaterThan(25);
    expect(outcomes.size).toBe(2);
    expect(read()).toBe('new certificate, new key');
  });

  it('are left as they are where nobody was interrupted', () => {
    settlePair(files);
    expect(read()).toBe('old certificate, old key');
  });
});
