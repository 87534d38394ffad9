import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trust, World } from './testing/world';
import { types } from './types';

let folder: string;
let statePath: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'simulated-aws-'));
  statePath = join(folder, 'aws.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

const vpcInputs = { cidrBlock: '10.0.0.0/16' };

test('a later process sees what an earlier one made, and what came along with it', async () => {
  const first = new World({ statePath });
  const vpc = await first.make(types.vpc, 'main', vpcInputs);
  await first.make(types.vpc, 'gone', vpcInputs);
  await first.delete(types.vpc, 'gone', (await first.make(types.vpc, 'gone', vpcInputs)).id);
  await first.aws.close();
  expect(statSync(statePath).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['aws.json']);
  const second = new World({ statePath });
  expect(await second.aws.read(second.subject(types.vpc, 'main'), vpc.id)).toEqual({
    state: vpc.state,
    inputs: vpc.inputs,
  });
  const adopted = await second.make('aws:ec2/defaultSecurityGroup:DefaultSecurityGroup', 'closed', { vpcId: vpc.id });
  expect(adopted.id).toBe(vpc.state.defaultSecurityGroupId);
  await second.aws.close();
});

test('what was made is in the file before the call is answered, and half a line at the end is ignored', async () => {
  const first = new World({ statePath });
  const vpc = await first.make(types.vpc, 'main', vpcInputs);
  appendFileSync(statePath, '{"put":{"type":"aws:ec2/vp');
  const second = new World({ statePath });
  expect(await second.aws.read(second.subject(types.vpc, 'main'), vpc.id)).toBeDefined();
});

test('what the file lost is gone: read finds nothing, update refuses, delete is content', async () => {
  const first = new World({ statePath });
  const vpc = await first.make(types.vpc, 'main', vpcInputs);
  await first.aws.close();
  const [header = ''] = readFileSync(statePath, 'utf8').split('\n');
  writeFileSync(statePath, `${header}\n`);
  const second = new World({ statePath });
  const subject = second.subject(types.vpc, 'main');
  expect(await second.aws.read(subject, vpc.id)).toBeUndefined();
  await expect(second.aws.update(subject, vpc.id, vpc.state, vpc.inputs, false)).rejects.toThrow(
    `updating main: InvalidVpcID.NotFound: The vpc ID '${vpc.id}' does not exist`,
  );
  await second.aws.delete(subject, vpc.id);
});

test('the file of another account is refused, and so is what is no such file', async () => {
  await new World({ statePath }).aws.close();
  expect(() => new World({ statePath, account: '999999999999' })).toThrow(
    `${statePath} is of account 111122223333 in eu-west-1, not 999999999999 in eu-west-1; run with those, or delete it to start anew`,
  );
  writeFileSync(statePath, '{}');
  expect(() => new World({ statePath })).toThrow(`${statePath} does not hold simulated AWS; delete it to start anew`);
});

test('nothing is made after closing', async () => {
  const world = new World({ statePath });
  await world.aws.close();
  await expect(world.make(types.role, 'role', { assumeRolePolicy: trust('ec2.amazonaws.com') })).rejects.toThrow(
    'simulated AWS was closed; nothing more can be made or deleted',
  );
});
