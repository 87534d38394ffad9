import { describe, expect, test } from '@jest/globals';
import { Access, type SourceRangeAccess, wayOf } from './access';

const write = "Write networks by their first address and length, such as '203.0.113.0/24'";
const most = {
  found: 'sourceRanges is most of the internet, or all of it',
  write: 'Write the networks that are meant, or access: Access.internet() if everybody is',
};
const mixed = {
  found: 'sourceRanges holds private and public addresses, which come by different entrances',
  write: 'Expose the workload under a name for each',
};

function ranges(...sourceRanges: string[]): SourceRangeAccess {
  return { sourceRanges: sourceRanges as [string, ...string[]] };
}

test.each([
  { access: Access.internal(), way: { side: 'internal' } },
  { access: Access.internet(), way: { side: 'internet' } },
  { access: ranges('203.0.113.0/24'), way: { side: 'internet', ranges: ['203.0.113.0/24'] } },
  { access: ranges('10.0.0.0/8', 'fd00::/8'), way: { side: 'internal', ranges: ['10.0.0.0/8', 'fd00::/8'] } },
  {
    access: ranges('172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '10.0.0.0/8', 'fc00::/7'),
    way: {
      side: 'internal',
      ranges: ['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
    },
  },
  {
    access: ranges('2001:db8::/32', '203.0.113.7/32', '198.51.100.0/24', '203.0.113.0/24', '198.51.100.0/24'),
    way: { side: 'internet', ranges: ['198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32'] },
  },
  { access: ranges('8.0.0.0/7', '12.0.0.0/8'), way: { side: 'internet', ranges: ['8.0.0.0/7', '12.0.0.0/8'] } },
])('$access is by the entrance $way', ({ access, way }) => {
  expect(wayOf(access)).toEqual({ way, problems: [] });
});

describe('source ranges are refused where they are', () => {
  const quarters = ['0.0.0.0/2', '64.0.0.0/2', '128.0.0.0/2', '192.0.0.0/2'];
  const slashEights = Array.from({ length: 256 }, (_, first) => `${first}.0.0.0/8`);
  test.each([
    { name: 'everything', list: ['0.0.0.0/0'], problems: [most] },
    { name: 'everything of IPv6', list: ['::/0'], problems: [most] },
    { name: 'everything beside something', list: ['10.0.0.0/8', '::/0'], problems: [most] },
    { name: 'everything in halves', list: ['0.0.0.0/1', '128.0.0.0/1'], problems: [most] },
    { name: 'everything in quarters', list: quarters, problems: [most] },
    { name: 'everything in blocks of /8', list: slashEights, problems: [most] },
    { name: 'half of it', list: ['128.0.0.0/1'], problems: [most] },
    { name: 'more than anybody has', list: ['16.0.0.0/6'], problems: [most] },
    { name: 'more than anybody has, in parts', list: ['16.0.0.0/7', '18.0.0.0/8', '20.0.0.0/8'], problems: [most] },
    { name: 'all addresses of IPv6 that are given out', list: ['2000::/3'], problems: [most] },
    { name: 'nothing', list: [], problems: [{ found: 'sourceRanges is empty', write }] },
    { name: 'private and public', list: ['10.0.0.0/8', '203.0.113.0/24'], problems: [mixed] },
    { name: 'private and public at once', list: ['10.0.0.0/7'], problems: [mixed] },
    {
      name: 'where no client comes from',
      list: ['127.0.0.0/8', '169.254.0.0/16'],
      problems: [
        { found: "sourceRanges holds '127.0.0.0/8', from which no client comes", write },
        { found: "sourceRanges holds '169.254.0.0/16', from which no client comes", write },
      ],
    },
    {
      name: 'no blocks of addresses',
      list: ['10.0.0.1/8', '010.0.0.0/8', '10.0.0.0', 'example.com', '::ffff:10.0.0.0/104'],
      problems: ['10.0.0.1/8', '010.0.0.0/8', '10.0.0.0', 'example.com', '::ffff:10.0.0.0/104'].map((text) => ({
        found: `sourceRanges holds '${text}', which is no block of addresses`,
        write,
      })),
    },
  ])('$name', ({ list, problems }) => {
    expect(wayOf(ranges(...list)).problems).toEqual(problems);
  });
});
