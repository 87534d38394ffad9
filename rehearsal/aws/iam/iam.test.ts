import type { Properties } from '../../engine/provider';
import { policyOf, trust, World } from '../testing/world';
import { types } from '../types';

const readOnly = 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly';
const allowRead = policyOf({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' });
const assumeRolePolicy = trust('ec2.amazonaws.com');
let world: World;

beforeEach(async () => {
  world = new World();
  await world.make(types.role, 'role', { name: 'nodes', assumeRolePolicy });
});

test.each<[string, string, Properties, string[]]>([
  [
    'a role without trust',
    types.role,
    { name: 'a' },
    ['assumeRolePolicy: missing required argument: assumeRolePolicy must be set on aws:iam/role:Role'],
  ],
  [
    'a taken role name, in other letters',
    types.role,
    { name: 'Nodes', assumeRolePolicy },
    ['name: EntityAlreadyExists: Role with name Nodes already exists.'],
  ],
  [
    'a role name too long',
    types.role,
    { name: 'n'.repeat(65), assumeRolePolicy },
    [`name: expected length of name to be in the range (1 - 64), got ${'n'.repeat(65)}`],
  ],
  [
    'a role name with a slash',
    types.role,
    { name: 'a/b', assumeRolePolicy },
    ['name: invalid value for name: "a/b" does not match ^[\\w+=,.@-]+$'],
  ],
  [
    'a session of a day',
    types.role,
    { name: 'a', assumeRolePolicy, maxSessionDuration: 86_400 },
    ['maxSessionDuration: expected maxSessionDuration to be in the range (3600 - 43200), got 86400'],
  ],
  [
    'a boundary that is no policy',
    types.role,
    { name: 'a', assumeRolePolicy, permissionsBoundary: 'arn:aws:iam::111122223333:role/a' },
    [
      'permissionsBoundary: NoSuchEntity: Scope ARN: arn:aws:iam::111122223333:role/a does not exist or is not attachable.',
    ],
  ],
  [
    'a policy of no role',
    types.rolePolicy,
    { role: 'gone', policy: allowRead },
    ['role: NoSuchEntity: The role with name gone cannot be found.'],
  ],
  [
    'an attachment to no role',
    types.rolePolicyAttachment,
    { role: 'gone', policyArn: readOnly },
    ['role: NoSuchEntity: The role with name gone cannot be found.'],
  ],
  [
    'an AWS policy that is none',
    types.rolePolicyAttachment,
    { role: 'nodes', policyArn: 'arn:aws:iam::aws:policy/AmazonEKSWorkerPolicy' },
    [
      'policyArn: NoSuchEntity: Policy arn:aws:iam::aws:policy/AmazonEKSWorkerPolicy does not exist or is not attachable.',
    ],
  ],
  [
    'a policy of ours that is none',
    types.rolePolicyAttachment,
    { role: 'nodes', policyArn: 'arn:aws:iam::111122223333:policy/gone' },
    ['policyArn: NoSuchEntity: Policy arn:aws:iam::111122223333:policy/gone does not exist or is not attachable.'],
  ],
  [
    'a provider without https',
    'aws:iam/openIdConnectProvider:OpenIdConnectProvider',
    { url: 'oidc.example.com', clientIdLists: ['a'] },
    ['url: invalid value for url: "oidc.example.com" does not match ^https:\\/\\/[^\\s/]+(\\/\\S*)?$'],
  ],
  [
    'a profile of no role',
    types.instanceProfile,
    { role: 'gone' },
    ['role: NoSuchEntity: The role with name gone cannot be found.'],
  ],
])('%s is refused', async (_, type, inputs, refusals) => {
  expect(await world.refusals(type, inputs)).toEqual(refusals);
});

test('inline policies of a role are counted together', async () => {
  const large = policyOf(
    ...Array.from({ length: 60 }, (_, index) => ({
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::bucket-number-${index}/*`,
    })),
  );
  const size = large.length;
  await world.make(types.rolePolicy, 'first', { role: 'nodes', policy: large });
  expect(await world.refusals(types.rolePolicy, { role: 'nodes', policy: large })).toEqual([
    `policy: LimitExceeded: Maximum policy size of 10240 bytes exceeded for role nodes (its inline policies have ${2 * size} characters together)`,
  ]);
});

test('a role takes ten policies', async () => {
  const attach = async (name: string) => {
    const { state } = await world.make(types.policy, name, { policy: allowRead });
    return { role: 'nodes', policyArn: state.arn ?? '' };
  };
  for (let index = 0; index < 10; index += 1) {
    await world.make(types.rolePolicyAttachment, `attachment-${index}`, await attach(`policy-${index}`));
  }
  expect(await world.refusals(types.rolePolicyAttachment, await attach('eleventh'))).toEqual([
    'policyArn: LimitExceeded: Cannot exceed quota for PoliciesPerRole: 10',
  ]);
});

test('a role stays while policies are on it, a policy while it is on a role', async () => {
  const policy = await world.make(types.policy, 'policy', { name: 'read', policy: allowRead });
  expect(policy.id).toBe('arn:aws:iam::111122223333:policy/read');
  const attachment = await world.make(types.rolePolicyAttachment, 'attachment', {
    role: 'nodes',
    policyArn: policy.id,
  });
  const inline = await world.make(types.rolePolicy, 'inline', { role: 'nodes', name: 'inline', policy: allowRead });
  const used = (by: string) => ` It is used by ${by}`;
  await expect(world.delete(types.policy, 'policy', policy.id)).rejects.toThrow(
    `deleting policy: DeleteConflict: Cannot delete a policy attached to entities.${used(`${types.rolePolicyAttachment} attachment (${attachment.id})`)}`,
  );
  await expect(world.delete(types.role, 'role', 'nodes')).rejects.toThrow(
    `deleting role: DeleteConflict: Cannot delete entity, must detach all policies first.${used(`${types.rolePolicyAttachment} attachment (${attachment.id})`)}`,
  );
  await world.delete(types.rolePolicyAttachment, 'attachment', attachment.id);
  await expect(world.delete(types.role, 'role', 'nodes')).rejects.toThrow(
    `deleting role: DeleteConflict: Cannot delete entity, must delete policies first.${used(`${types.rolePolicy} inline (nodes:inline)`)}`,
  );
  await world.delete(types.rolePolicy, 'inline', inline.id);
  await world.delete(types.role, 'role', 'nodes');
});

test.each<[string, string, Properties, Properties, string[]]>([
  ["a role's path", types.role, { path: '/' }, { path: '/a/' }, ['path']],
  ["a role's trust", types.role, { assumeRolePolicy: trust('a.amazonaws.com') }, { assumeRolePolicy }, []],
  ['an attached policy', types.rolePolicyAttachment, { policyArn: 'a' }, { policyArn: 'b' }, ['policyArn']],
  ["a policy's description", types.policy, { description: 'a' }, { description: 'b' }, ['description']],
])('%s: what a change replaces', async (_, type, olds, news, replaces) => {
  expect(await world.replaces(type, olds, news)).toEqual(replaces);
});
