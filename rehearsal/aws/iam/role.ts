import { block, flag, link, list, tags, text, whole } from '../fields';
import { refusePolicy } from '../policy-document';
import { inlinePolicy, trustPolicy } from '../policy-kinds';
import { arn } from '../realm';
import type { Scene } from '../scene';
import type { TypeSpec } from '../spec';
import { types } from '../types';
import { known } from '../values';
import { isAwsManagedPolicy, refuseBoundary } from './managed-policies';

const entityName = /^[\w+=,.@-]+$/;
const path = text({ replaces: true, fallback: '/', max: 512, pattern: /^\/([\x21-\x7e]+\/)?$/ });
const policyLink = link(types.policy, { by: 'arn', given: isAwsManagedPolicy });

export const role: TypeSpec = {
  type: types.role,
  inputs: {
    name: text({ replaces: true, min: 1, max: 64, pattern: entityName }),
    namePrefix: text({ replaces: true, max: 38, pattern: entityName }),
    path,
    assumeRolePolicy: text({ required: true, json: true, refuse: (value) => refusePolicy(value, trustPolicy) }),
    description: text({ max: 1000 }),
    maxSessionDuration: whole({ fallback: 3600, min: 3600, max: 43_200 }),
    permissionsBoundary: text({ refuse: refuseBoundary }),
    forceDetachPolicies: flag({ fallback: false }),
    managedPolicyArns: list(text({ link: policyLink })),
    inlinePolicies: list(
      block({
        name: text({ max: 128 }),
        policy: text({ json: true, refuse: (value) => refusePolicy(value, inlinePolicy) }),
      }),
    ),
    tags,
  },
  naming: { property: 'name', max: 64 },
  id: ({ inputs }) => String(inputs.name),
  handles: (state) => ({ name: state.name }),
  notFound: (value) => `NoSuchEntity: The role with name ${value.split('/').pop()} cannot be found.`,
  unique: {
    key: (inputs) => known(inputs.name)?.toLowerCase(),
    property: 'name',
    reason: (inputs) => `EntityAlreadyExists: Role with name ${inputs.name} already exists.`,
  },
  inUse: (_, { type }) =>
    type === types.instanceProfile
      ? 'DeleteConflict: Cannot delete entity, must remove roles from instance profile first.'
      : `DeleteConflict: Cannot delete entity, must ${type === types.rolePolicy ? 'delete policies' : 'detach all policies'} first.`,
  outputs: ({ realm, inputs, hex, createdAt }) => ({
    arn: arn(realm, 'iam', `role${inputs.path}${inputs.name}`),
    createDate: createdAt,
    uniqueId: `AROA${hex(17).toUpperCase()}`,
    managedPolicyArns: inputs.managedPolicyArns ?? [],
    inlinePolicies: inputs.inlinePolicies ?? [],
  }),
};

export const rolePolicy: TypeSpec = {
  type: types.rolePolicy,
  inputs: {
    name: text({ replaces: true, min: 1, max: 128, pattern: entityName }),
    namePrefix: text({ replaces: true, max: 102 }),
    role: text({ required: true, replaces: true, link: link(types.role, { by: 'name' }) }),
    policy: text({ required: true, json: true, refuse: (value) => refusePolicy(value, inlinePolicy) }),
  },
  naming: { property: 'name', max: 128 },
  id: ({ inputs }) => `${inputs.role}:${inputs.name}`,
  unique: {
    key: ({ role: owner, name }) => (known(owner) && known(name) ? `${owner}|${name}` : undefined),
    property: 'name',
    reason: ({ role: owner, name }) =>
      `EntityAlreadyExists: role ${owner} already has a policy ${name}, and a second one would overwrite it`,
  },
  check: checkTotalSize,
};

/** The limit of 10,240 characters is for all inline policies of a role together. */
function checkTotalSize(scene: Scene): void {
  const own = known(scene.inputs.policy);
  if (own === undefined) return;
  const others = scene
    .others(types.rolePolicy, types.role, scene.inputs.role)
    .map(({ inputs }) => known(inputs.policy) ?? '');
  const total = [own, ...others].reduce((sum, policy) => sum + policy.replace(/\s/g, '').length, 0);
  if (total <= 10_240) return;
  scene.fail(
    'policy',
    `LimitExceeded: Maximum policy size of 10240 bytes exceeded for role ${scene.inputs.role} (its inline policies have ${total} characters together)`,
  );
}

export const rolePolicyAttachment: TypeSpec = {
  type: types.rolePolicyAttachment,
  inputs: {
    role: text({ required: true, replaces: true, link: link(types.role, { by: 'name' }) }),
    policyArn: text({ required: true, replaces: true, link: policyLink }),
  },
  id: ({ inputs, hex }) => `${inputs.role}-${hex(20)}`,
  unique: {
    key: ({ role: owner, policyArn }) => (known(owner) && known(policyArn) ? `${owner}|${policyArn}` : undefined),
    property: 'policyArn',
    reason: ({ role: owner, policyArn }) =>
      `EntityAlreadyExists: ${policyArn} is attached to role ${owner} by another resource already`,
  },
  check(scene) {
    const attached = scene.others(types.rolePolicyAttachment, types.role, scene.inputs.role).length;
    if (attached >= 10) scene.fail('policyArn', 'LimitExceeded: Cannot exceed quota for PoliciesPerRole: 10');
  },
};

export const instanceProfile: TypeSpec = {
  type: types.instanceProfile,
  inputs: {
    name: text({ replaces: true, min: 1, max: 128, pattern: entityName }),
    namePrefix: text({ replaces: true, max: 102 }),
    path,
    role: text({ link: link(types.role, { by: 'name' }) }),
    tags,
  },
  naming: { property: 'name', max: 128 },
  id: ({ inputs }) => String(inputs.name),
  handles: (state) => ({ name: state.name }),
  unique: {
    property: 'name',
    reason: (inputs) => `EntityAlreadyExists: Instance Profile ${inputs.name} already exists.`,
  },
  outputs: ({ realm, inputs, hex, createdAt }) => ({
    arn: arn(realm, 'iam', `instance-profile${inputs.path}${inputs.name}`),
    createDate: createdAt,
    uniqueId: `AIPA${hex(17).toUpperCase()}`,
  }),
};
