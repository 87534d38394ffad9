import { UNKNOWN, type Value } from '../engine/provider';
import { clusterOf, networkOf, trust, World } from './testing/world';
import { types } from './types';

const assumeRolePolicy = trust('ec2.amazonaws.com');

test('says what is simulated', () => {
  expect(new World().aws.describe()).toBe(
    'AWS is simulated: 55 resource types of account 111122223333 in eu-west-1 are played on this machine; nothing is made in, or asked of, any AWS account',
  );
});

test('a policy may be an object, as far as it is known', async () => {
  const world = new World();
  const subject = world.subject(types.role, 'nodes');
  const check = async (assumeRolePolicy: Value) =>
    (await world.aws.check(subject, { assumeRolePolicy }, undefined)).inputs;
  expect((await check(JSON.parse(assumeRolePolicy) as Value)).assumeRolePolicy).toBe(assumeRolePolicy);
  expect((await check({ Version: '2012-10-17', Statement: [UNKNOWN] })).assumeRolePolicy).toBe(UNKNOWN);
});

test('a resource in another region is not played', async () => {
  expect(await new World().refusals(types.vpc, { cidrBlock: '10.0.0.0/16', region: 'us-east-1' })).toEqual([
    'region: not simulated: region us-east-1; the rehearsal plays eu-west-1',
  ]);
});

test('a type that is not played is named', async () => {
  await expect(new World().refusals('aws:rds/instance:Instance', {})).rejects.toThrow(
    /^not simulated: the rehearsal plays no aws:rds\/instance:Instance; it plays aws:cloudwatch\/logGroup:LogGroup, /,
  );
});

test('an input that is not known is named, with those that are', async () => {
  expect(await new World().refusals(types.internetGateway, { vpc: 'a' })).toEqual([
    'vpc: "vpc" is no input of aws:ec2/internetGateway:InternetGateway; its inputs are region, tags, vpcId',
  ]);
});

test.each<[string, object, string]>([
  [
    'another region',
    { region: 'us-east-1' },
    'aws:region is us-east-1, and the rehearsal plays eu-west-1; set aws:region to that',
  ],
  [
    'an account that is not allowed',
    { allowedAccountIds: ['999999999999'] },
    'AWS account ID not allowed: 111122223333; aws:allowedAccountIds has 999999999999',
  ],
  [
    'the same as JSON',
    { allowedAccountIds: '["999999999999"]' },
    'AWS account ID not allowed: 111122223333; aws:allowedAccountIds has 999999999999',
  ],
  [
    'a forbidden account',
    { forbiddenAccountIds: ['111122223333'] },
    'AWS account ID not allowed: 111122223333 is in aws:forbiddenAccountIds',
  ],
])('configuration of %s is refused', async (_, args, reason) => {
  await expect(new World().aws.configure({}, { ...args })).rejects.toThrow(reason);
});

test('default tags come with every resource, its own tags win', async () => {
  const world = new World();
  await world.aws.configure({}, { region: 'eu-west-1', defaultTags: { tags: { team: 'platform', stage: 'test' } } });
  const { state } = await world.make(types.vpc, 'main', { cidrBlock: '10.0.0.0/16', tags: { stage: 'production' } });
  expect(state.tags).toEqual({ team: 'platform', stage: 'production' });
  expect(state.tagsAll).toEqual({ team: 'platform', stage: 'production' });
});

test.each([
  [
    'more than 50 tags',
    Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`t${index}`, ''])),
    'tags: tags takes at most 50 entries, got 51',
  ],
  [
    "a tag of AWS' own",
    { 'aws:a': 'b' },
    'tags: InvalidParameterValue: Tag key "aws:a" must have 1 to 128 characters and not start with aws:',
  ],
])('%s are refused', async (_, tags, refusal) => {
  expect(await new World().refusals(types.vpc, { cidrBlock: '10.0.0.0/16', tags })).toEqual([refusal]);
});

test('a name is made up where none is given, kept, and made anew beside the old one', async () => {
  const world = new World();
  const first = await world.make(types.role, 'nodes', { assumeRolePolicy });
  expect(first.inputs.name).toMatch(/^nodes-[0-9a-f]{7}$/);
  expect(first.inputs.__defaults).toEqual(['name']);
  expect(first.state.__defaults).toBeUndefined();
  const subject = world.subject(types.role, 'nodes');
  const kept = await world.aws.check(subject, { assumeRolePolicy, path: '/a/' }, first.inputs);
  expect(kept.inputs.name).toBe(first.inputs.name);
  const diff = await world.aws.diff(subject, first.id, first.inputs, first.state, kept.inputs);
  expect(diff).toEqual({ changed: ['path'], replaces: ['path'], deleteBeforeReplace: false });
  const anew = await world.aws.check(subject, { assumeRolePolicy, path: '/a/' }, undefined);
  expect(anew.failures).toEqual([]);
  expect(anew.inputs.name).not.toBe(first.inputs.name);
});

test('a name that somebody chose is deleted before it is replaced', async () => {
  const world = new World();
  const subject = world.subject(types.role, 'nodes');
  const olds = { name: 'nodes', path: '/' };
  expect(await world.aws.diff(subject, 'nodes', olds, olds, { name: 'nodes', path: '/a/' })).toEqual({
    changed: ['path'],
    replaces: ['path'],
    deleteBeforeReplace: true,
  });
});

test("what is made beside its predecessor must not be in that one's way", async () => {
  const world = new World();
  const { vpc } = await networkOf(world);
  const first = await world.make(types.subnet, 'moved', {
    vpcId: vpc,
    cidrBlock: '10.40.16.0/24',
    availabilityZone: 'eu-west-1a',
  });
  const news = { ...first.inputs, availabilityZone: 'eu-west-1b' };
  expect(await world.refusals(types.subnet, news, undefined, 'moved')).toEqual([]);
  await expect(world.aws.create(world.subject(types.subnet, 'moved'), news, false)).rejects.toThrow(
    "creating Subnet moved: InvalidSubnet.Conflict: The CIDR '10.40.16.0/24' conflicts with another subnet: 10.40.16.0/24 of moved (cidrBlock)",
  );
});

test('a preview knows inputs and names, not ids, and makes nothing', async () => {
  const world = new World();
  const subject = world.subject(types.role, 'nodes');
  const { inputs } = await world.aws.check(subject, { name: 'nodes', assumeRolePolicy }, undefined);
  const { id, state } = await world.aws.create(subject, inputs, true);
  expect([id, state.name, state.path, state.arn, state.uniqueId]).toEqual(['', 'nodes', '/', UNKNOWN, UNKNOWN]);
  expect(await world.aws.read(subject, 'nodes')).toBeUndefined();
  const attachment = { role: 'nodes', policyArn: 'arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy' };
  expect(await world.refusals(types.rolePolicyAttachment, attachment)).toEqual([]);
  await expect(world.aws.create(world.subject(types.rolePolicyAttachment, 'a'), attachment, false)).rejects.toThrow(
    'creating RolePolicyAttachment a: NoSuchEntity: The role with name nodes cannot be found. (role)',
  );
  expect(await world.refusals(types.role, { name: 'nodes', assumeRolePolicy }, undefined, 'second')).toEqual([
    'name: EntityAlreadyExists: Role with name nodes already exists.',
  ]);
  await world.aws.configure({}, {});
  expect(await world.refusals(types.rolePolicyAttachment, attachment)).toEqual([
    'role: NoSuchEntity: The role with name nodes cannot be found.',
  ]);
});

test('a preview foresees nested outputs one by one', async () => {
  const world = new World();
  const { clusterInputs, a, b } = await clusterOf(world);
  const inputs = { ...clusterInputs, name: 'second' };
  const { state } = await world.aws.create(world.subject(types.cluster, 'second'), inputs, true);
  expect(state.vpcConfig).toEqual({
    subnetIds: [a, b],
    endpointPrivateAccess: true,
    endpointPublicAccess: false,
    publicAccessCidrs: UNKNOWN,
    securityGroupIds: UNKNOWN,
    clusterSecurityGroupId: UNKNOWN,
    vpcId: UNKNOWN,
  });
  expect(state.identities).toBe(UNKNOWN);
  // The API server runs already, so that a preview can ask it.
  expect([state.endpoint, state.certificateAuthority]).toEqual(['https://127.0.0.1:6443', { data: 'Y2VydA==' }]);
});

test('subnets that a preview plans may not overlap either', async () => {
  const world = new World();
  const { vpc } = await networkOf(world);
  const first = { vpcId: vpc, cidrBlock: '10.40.16.0/20' };
  await world.aws.create(world.subject(types.subnet, 'first'), first, true);
  expect(await world.refusals(types.subnet, { vpcId: vpc, cidrBlock: '10.40.24.0/24' })).toEqual([
    "cidrBlock: InvalidSubnet.Conflict: The CIDR '10.40.24.0/24' conflicts with another subnet: 10.40.16.0/20 of first",
  ]);
  expect(await world.refusals(types.subnet, first, undefined, 'first')).toEqual([]);
});

test('ids are the same every time, and new beside what still stands', async () => {
  const ids = [];
  for (const world of [new World(), new World()])
    ids.push((await world.make(types.vpc, 'main', { cidrBlock: '10.0.0.0/16' })).id);
  expect(ids[0]).toMatch(/^vpc-0[0-9a-f]{16}$/);
  expect(ids[0]).toBe(ids[1]);
  const world = new World();
  const first = await world.make(types.vpc, 'main', { cidrBlock: '10.0.0.0/16' });
  const second = await world.make(types.vpc, 'main', { cidrBlock: '10.1.0.0/16' });
  expect(second.id).not.toBe(first.id);
  const changed = await world.change(types.vpc, 'main', second, { cidrBlock: '10.1.0.0/16', enableDnsHostnames: true });
  expect(changed.state).toEqual({ ...second.state, enableDnsHostnames: true });
});

test.each([
  ['account', { account: '1234' }, 'account "1234" is not twelve digits, such as 123456789012'],
  ['region', { region: 'Ireland' }, 'region "Ireland" is not one, such as eu-west-1'],
])('an %s that is none is refused', (_, options, reason) => {
  expect(() => new World(options)).toThrow(reason);
});

test('time grows no worse than linearly with what exists', async () => {
  const run = async (count: number) => {
    const world = new World();
    const { group } = await networkOf(world);
    const start = performance.now();
    for (let index = 0; index < count; index += 1) {
      await world.make(types.role, `role-${index}`, { assumeRolePolicy });
      const cidrIpv4 = `10.${index % 256}.${Math.floor(index / 256)}.0/24`;
      await world.make(types.ingressRule, `rule-${index}`, {
        securityGroupId: group,
        ipProtocol: 'tcp',
        fromPort: 1,
        toPort: 1,
        cidrIpv4,
      });
    }
    return performance.now() - start;
  };
  await run(200);
  const [few, many] = [await run(500), await run(4000)];
  expect(many / few).toBeLessThan(24);
});
