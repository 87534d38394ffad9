import type { Journal } from './journal';
import { type Confirmed, type Held, stepOf } from './stage';

const now = new Date('2026-11-25T12:00:00Z');
const at = (stage: Journal['stage'], more: Partial<Journal> = {}): Journal => ({
  old: 'OLD',
  next: 'NEXT',
  stage,
  before: {},
  ...more,
});
const reached = { reached: '2026-11-25T11:00:00Z' };
const held = (trusted: readonly string[], next: string | undefined = 'NEXT'): Held => ({ trusted, next });

describe('where a replacement stands', () => {
  it.each<[string, Held, Journal | undefined, Confirmed | undefined, object]>([
    ['nothing has begun', { trusted: ['OLD'], next: undefined }, undefined, undefined, { kind: 'make' }],
    ['one was made, and nobody wrote so', held(['OLD']), undefined, undefined, { kind: 'make' }],
    ['it is made', held(['OLD']), at('trust'), undefined, { kind: 'bring', stage: 'trust' }],
    ['both are trusted here', held(['OLD', 'NEXT']), at('trust'), 'sign', { kind: 'bring', stage: 'trust' }],
    ['all trust both', held(['OLD', 'NEXT']), at('trust', reached), undefined, { kind: 'ask', stage: 'sign' }],
    ['and may sign', held(['OLD', 'NEXT']), at('trust', reached), 'sign', { kind: 'begin', stage: 'sign' }],
    [
      'a stage too far is confirmed',
      held(['OLD', 'NEXT']),
      at('trust', reached),
      'drop',
      { kind: 'ask', stage: 'sign' },
    ],
    ['it begins to sign', held(['OLD', 'NEXT']), at('sign'), 'sign', { kind: 'bring', stage: 'sign' }],
    ['it signs', held(['NEXT', 'OLD']), at('sign', reached), undefined, { kind: 'ask', stage: 'drop' }],
    ['the word is of before', held(['NEXT', 'OLD']), at('sign', reached), 'sign', { kind: 'ask', stage: 'drop' }],
    ['the old one may go', held(['NEXT', 'OLD']), at('sign', reached), 'drop', { kind: 'begin', stage: 'drop' }],
    ['it begins to go', held(['NEXT', 'OLD']), at('drop'), undefined, { kind: 'bring', stage: 'drop' }],
    [
      'its files are gone',
      { trusted: ['NEXT'], next: undefined },
      at('drop'),
      undefined,
      { kind: 'bring', stage: 'drop' },
    ],
    [
      'it was finished just now',
      { trusted: ['NEXT'], next: undefined },
      at('drop', { finished: '2026-11-25T11:00:01Z' }),
      undefined,
      { kind: 'finished', at: '2026-11-25T11:00:01Z' },
    ],
    [
      'it was finished an hour ago',
      { trusted: ['NEXT'], next: undefined },
      at('drop', { finished: '2026-11-25T11:00:00Z' }),
      undefined,
      { kind: 'make' },
    ],
  ])('is seen where %s', (_, files, journal, confirmed, step) => {
    expect(stepOf(files, journal, confirmed, now)).toEqual(step);
  });

  it.each([
    ['the new one is gone', { trusted: ['OLD'], next: undefined }, at('trust'), 'waits here is none'],
    [
      'another one waits',
      held(['OLD'], 'OTHER'),
      at('trust'),
      'waits here is OTHER, and the one that was made is NEXT',
    ],
    [
      'the old one is trusted no more, too early',
      held(['NEXT']),
      at('sign'),
      'the authority OLD is trusted here no more',
    ],
    ['both were never trusted here', held(['OLD']), at('sign'), 'stage trust was not done here'],
    ['the old one signs here still', held(['OLD', 'NEXT']), at('drop'), 'stage sign was not done here'],
  ])('is refused where %s', (_, files, journal, message) => {
    expect(() => stepOf(files, journal, undefined, now)).toThrow(message);
  });
});
