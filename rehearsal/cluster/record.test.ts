import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identify, ProcessIdentity } from '../programs/process-identity';
import { Cluster } from './cluster';
import { ClusterRecord, readRecord, writeRecord } from './record';

const folder = mkdtempSync(join(tmpdir(), 'palisade-record-'));
const sleeper = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
const alive = identify(sleeper.pid ?? 0) as ProcessIdentity;
afterAll(() => {
  sleeper.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const record = (...processes: ProcessIdentity[]): ClusterRecord => ({
  kept: true,
  started: '2026-01-01T00:00:00.000Z',
  port: 1,
  etcdPort: 2,
  certificateLifetimeHours: 24,
  processes: processes.map((identity) => ({ name: 'etcd', ...identity })),
});

describe('ending by folder', () => {
  it('never touches a process that only has the number of one of ours', async () => {
    writeRecord(folder, record({ pid: alive.pid, started: 'another time' }));
    expect(await Cluster.stopByFolder(folder)).toBe(false);
    expect(identify(alive.pid)).toEqual(alive);
  });

  it('ends the very process, and forgets it', async () => {
    writeRecord(folder, record(alive));
    expect(await Cluster.stopByFolder(folder)).toBe(true);
    expect(identify(alive.pid)).toBeUndefined();
    expect(readRecord(folder)).toBeUndefined();
  });

  it('says what is wrong with a record that cannot be read', () => {
    writeFileSync(join(folder, 'cluster.json'), '{');
    expect(() => readRecord(folder)).toThrow(
      /^.*cluster\.json cannot be read \(.+\): end what it names, and remove it\.$/,
    );
  });
});
