import { record } from '../testing';
import { lookUpAccount } from './lookup';

test('an account that is written whole is taken as it is, without a call', async () => {
  const { invokes, result } = await record(() =>
    lookUpAccount({
      id: '999988887777',
      region: 'eu-central-1',
      partition: 'aws',
      zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
    }),
  );

  expect(invokes).toEqual([]);
  expect(result).toEqual({
    id: '999988887777',
    region: 'eu-central-1',
    partition: 'aws',
    zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
  });
});

test('what is left out is looked up', async () => {
  const { invokes, result } = await record(() => lookUpAccount({ region: 'eu-west-1', partition: 'aws' }));

  expect([...invokes].sort()).toEqual([
    'aws:index/getAvailabilityZones:getAvailabilityZones',
    'aws:index/getCallerIdentity:getCallerIdentity',
  ]);
  expect(result).toEqual({
    id: '111122223333',
    region: 'eu-west-1',
    partition: 'aws',
    zones: ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'],
  });
});

test('a region without three zones of its own is refused', async () => {
  await expect(record(() => lookUpAccount({ region: 'us-west-1', partition: 'aws' }))).rejects.toThrow(
    'us-west-1 has 0 availability zones; write account.region with one that has three',
  );
});
