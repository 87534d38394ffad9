import { certificates } from './command';

describe('palisade rotate certificates', () => {
  it.each([
    [{ confirm: 'sign' }, '--confirm is for an authority: say which with --authority'],
    [{ copied: true }, '--copied is for an authority: say which with --authority'],
    [{ authority: 'etcd', all: true }, '--all is for certificates: leave out --authority'],
  ])('is called wrongly with %j', async (values, message) => {
    const written = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    try {
      expect(await certificates.run({ values, words: [] })).toBe(2);
      expect(written.mock.calls.join('')).toContain(`palisade rotate certificates: ${message}\n`);
    } finally {
      written.mockRestore();
    }
  });
});
