import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority } from '../../../rehearsal/cluster/certificate';
import { type Journal, writeJournal } from '../authority/journal';
import type { HeldLeaf } from './leaves';
import { authorityLine, authorityStatuses } from './status';

describe('the status of an authority', () => {
  const folder = mkdtempSync(join(tmpdir(), 'palisade-status-'));
  const file = join(folder, 'ca.crt');
  const print = Array.from({ length: 32 }, () => 'AB').join(':');
  beforeAll(() => writeFileSync(file, createAuthority('ca', 24).certificate));
  afterAll(() => rmSync(folder, { recursive: true }));

  const line = () => authorityStatuses([{ authority: file }, { authority: file }] as HeldLeaf[]).map(authorityLine);
  const ends = new Date(Date.now() + 24 * 3_600_000).toISOString().slice(0, 10);

  it('tells when it ends', () => {
    expect(line()).toEqual([`authority ${file} ends ${ends}\n`]);
  });

  it.each<[Partial<Journal>, string]>([
    [{ stage: 'trust' }, ', being replaced: stage trust begun'],
    [{ stage: 'sign', reached: '2026-11-25T12:00:00Z' }, ', being replaced: stage sign reached'],
    [{ stage: 'drop', finished: '2026-11-25T12:00:00Z' }, ''],
  ])('tells of a replacement where the journal has %j', (journal, what) => {
    writeJournal(
      { current: { certificate: file } },
      { old: print, next: print, stage: 'trust', before: {}, ...journal },
    );
    expect(line()).toEqual([`authority ${file} ends ${ends}${what}\n`]);
  });
});
