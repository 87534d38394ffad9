import { type ConfigChange, faultOf } from './example';

const wrong: readonly (readonly [name: string, change: ConfigChange, line: string])[] = [
  [
    'account id without quotes',
    (c) => (c.account.id = 111122223333),
    "account.id: found the number 111122223333; write the account's 12 digits in quotes, such as '111122223333'",
  ],
  [
    'region',
    (c) => (c.account = { region: 'Ireland' }),
    "account.region: found 'Ireland'; write a region such as eu-west-1 (none of China)",
  ],
  [
    'partition of another region',
    (c) => (c.account = { region: 'us-gov-west-1' }),
    'account.partition: found nothing; write aws-us-gov, the partition of us-gov-west-1',
  ],
  [
    'unknown partition',
    (c) => (c.account.partition = 'gcp'),
    "account.partition: found 'gcp'; write aws or aws-us-gov",
  ],
  [
    'zone of another region',
    (c) => (c.account.zones[1] = 'eu-central-1b'),
    "account.zones[1]: found 'eu-central-1b'; write a zone of eu-west-1, eu-west-1a to eu-west-1f",
  ],
  [
    'local zone',
    (c) => (c.account = { region: 'us-west-2', zones: ['us-west-2a', 'us-west-2b', 'us-west-2-lax-1a'] }),
    "account.zones[2]: found 'us-west-2-lax-1a'; write a zone of us-west-2, us-west-2a to us-west-2f",
  ],
  [
    'zone twice',
    (c) => (c.account.zones[2] = 'eu-west-1a'),
    "account.zones[2]: found 'eu-west-1a'; write a zone that no other entry has (entry 0 has it too)",
  ],
  [
    'too few zones',
    (c) => c.account.zones.pop(),
    'account.zones: found a list of 2; write at least three availability zones, so that the loss of one is survived',
  ],
];

describe('of the account, what is wrong is named with its path, what was found and what to write', () => {
  test.each(wrong)('%s', (_name, change, line) => {
    expect(faultOf(change)).toBe(line);
  });
});
