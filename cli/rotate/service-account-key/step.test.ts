import { stepOf } from './step';

const now = new Date('2026-11-25T12:00:00Z');
const day = 24 * 3_600_000;
const tokensEnd = (since: Date) => new Date(since.getTime() + day);
const earlier = '2026-11-24T11:59:59Z';
const justNow = '2026-11-25T11:59:59Z';

describe('the step that a rotation goes on with', () => {
  it.each([
    ['nothing has begun', ['old', ['old']], undefined, 'make'],
    ['begun, and nothing made', ['old', ['old']], { old: 'old' }, 'make'],
    ['the new key is made', ['old', ['old'], 'new'], { old: 'old' }, 'accept'],
    ['both keys are in sa.pub', ['old', ['old', 'new'], 'new'], { old: 'old' }, 'sign'],
    ['the new key is sa.key', ['new', ['old', 'new']], { old: 'old' }, 'sign'],
    [
      'the new key is sa.key, and the old name of its file is still there',
      ['new', ['old', 'new'], 'new'],
      { old: 'old' },
      'sign',
    ],
    ['all sign with it', ['new', ['old', 'new']], { old: 'old', signedSince: justNow }, 'wait'],
    [
      'all have signed with it for as long as a token lives',
      ['new', ['old', 'new']],
      { old: 'old', signedSince: earlier },
      'drop',
    ],
    ['sa.pub has the new key only', ['new', ['new']], { old: 'old', signedSince: earlier }, 'drop'],
  ] as const)('%s', (_, [signing, accepted, next], journal, step) => {
    expect(stepOf({ signing, accepted, next }, journal, tokensEnd, now)).toBe(step);
  });

  it.each([
    ['another key signs than sa.pub accepts', ['other', ['old']], undefined, 'sa.pub has no public key for sa.key'],
    ['sa.pub has keys, and nothing has begun', ['old', ['old', 'other']], undefined, 'no rotation has begun here'],
    ['a key waits, and nothing has begun', ['old', ['old'], 'other'], undefined, 'no rotation has begun here'],
    [
      'the old key is back',
      ['old', ['old'], 'new'],
      { old: 'old', signedSince: earlier },
      'sa.key is the old key again',
    ],
  ] as const)('is none where %s', (_, [signing, accepted, next], journal, message) => {
    expect(() => stepOf({ signing, accepted, next }, journal, tokensEnd, now)).toThrow(message);
  });
});
