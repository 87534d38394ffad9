import type { Value } from '../../engine/provider';
import { region } from '../common';
import { block, link, list, tags, text } from '../fields';
import { arn, hex as digits } from '../realm';
import type { Scene } from '../scene';
import type { Implied, Making, TypeSpec } from '../spec';
import { types } from '../types';
import { list as items, known, table } from '../values';

const clusterName = text({ required: true, replaces: true, link: link(types.cluster, { by: 'name', mode: 'owned' }) });
const policies = (
  'AmazonEKSAdminPolicy AmazonEKSAdminViewPolicy AmazonEKSAutoNodePolicy AmazonEKSBlockStorageClusterPolicy ' +
  'AmazonEKSBlockStoragePolicy AmazonEKSClusterAdminPolicy AmazonEKSClusterInsightsPolicy AmazonEKSComputeClusterPolicy ' +
  'AmazonEKSComputePolicy AmazonEKSEditPolicy AmazonEKSLoadBalancingClusterPolicy AmazonEKSLoadBalancingPolicy ' +
  'AmazonEKSNetworkingClusterPolicy AmazonEKSNetworkingPolicy AmazonEKSSecretReaderPolicy AmazonEKSViewPolicy'
).split(' ');

/** Lets an IAM principal in. Whether a principal from elsewhere exists is not known here. */
export const accessEntry: TypeSpec = {
  type: types.accessEntry,
  inputs: {
    clusterName,
    principalArn: text({ required: true, replaces: true, refuse: refusePrincipal }),
    type: text({
      replaces: true,
      fallback: 'STANDARD',
      oneOf: ['STANDARD', 'EC2', 'EC2_LINUX', 'EC2_WINDOWS', 'FARGATE_LINUX', 'HYBRID_LINUX', 'HYPERPOD_LINUX'],
    }),
    kubernetesGroups: list(text({ min: 1, max: 63, refuse: refuseGroup })),
    userName: text({ min: 1, max: 63 }),
    region,
    tags,
  },
  id: ({ inputs }) => `${inputs.clusterName}:${inputs.principalArn}`,
  handles: ({ clusterName: name, principalArn }) =>
    known(name) && known(principalArn) ? { principal: `${name}|${principalArn}` } : {},
  unique: {
    key: ({ clusterName: name, principalArn }) =>
      known(name) && known(principalArn) ? `${name}|${principalArn}` : undefined,
    property: 'principalArn',
    reason: () => 'ResourceInUseException: The specified access entry resource is already in use on this cluster.',
  },
  check(scene) {
    checkMode(scene);
    const { type, kubernetesGroups, userName } = scene.inputs;
    if (type === 'STANDARD' || known(type) === undefined) return;
    if (items(kubernetesGroups).length > 0 || userName !== undefined) {
      scene.fail(
        'kubernetesGroups',
        `InvalidParameterException: kubernetesGroups and userName are only for type STANDARD, not ${type}`,
      );
    }
  },
  outputs: ({ realm, inputs, createdAt }) => ({
    accessEntryArn: arn(realm, 'eks', `access-entry/${inputs.clusterName}/${digits(32, String(inputs.principalArn))}`),
    kubernetesGroups: inputs.kubernetesGroups ?? [],
    userName: inputs.userName ?? inputs.principalArn ?? '',
    createdAt,
    modifiedAt: createdAt,
  }),
};

/** What an access entry may do, by one of EKS' own policies. */
export const accessPolicyAssociation: TypeSpec = {
  type: 'aws:eks/accessPolicyAssociation:AccessPolicyAssociation',
  inputs: {
    clusterName,
    principalArn: text({ required: true, replaces: true, refuse: refusePrincipal }),
    policyArn: text({ required: true, replaces: true, refuse: refusePolicyArn }),
    accessScope: block(
      { type: text({ required: true, oneOf: ['cluster', 'namespace'] }), namespaces: list(text({ min: 1, max: 63 })) },
      { required: true, replaces: true },
    ),
    region,
  },
  id: ({ inputs }) => `${inputs.clusterName}#${inputs.principalArn}#${inputs.policyArn}`,
  deleteBeforeReplace: true,
  unique: {
    key: ({ clusterName: name, principalArn, policyArn }) =>
      known(name) && known(principalArn) && known(policyArn) ? `${name}|${principalArn}|${policyArn}` : undefined,
    property: 'policyArn',
    reason: ({ policyArn, principalArn }) =>
      `ResourceInUseException: ${policyArn} is associated with ${principalArn} already`,
  },
  check(scene) {
    checkMode(scene);
    const { type, namespaces } = table(scene.inputs.accessScope);
    if (type === 'namespace' && (namespaces === undefined || (Array.isArray(namespaces) && namespaces.length === 0))) {
      scene.fail('accessScope.namespaces', 'InvalidParameterException: namespaces must be given with type namespace');
    }
    if (type === 'cluster' && items(namespaces).length > 0) {
      scene.fail(
        'accessScope.namespaces',
        'InvalidParameterException: namespaces can only be given with type namespace',
      );
    }
    const [name, principal] = [known(scene.inputs.clusterName), known(scene.inputs.principalArn)];
    if (name === undefined || principal === undefined) return;
    const entry = scene.find(types.accessEntry, 'principal', `${name}|${principal}`);
    if (!entry)
      scene.fail(
        'principalArn',
        `ResourceNotFoundException: The specified principalArn could not be found: ${principal} has no access entry on ${name}; make one first`,
      );
  },
  outputs: ({ createdAt }) => ({ associatedAt: createdAt, modifiedAt: createdAt }),
};

/** The entry that EKS makes itself for a role of nodes or of a capability, unless there is one. */
export function impliedEntry(
  { inputs, realm, find }: Making,
  principalArn: Value | undefined,
  type: string,
): Implied[] {
  const [cluster, principal] = [known(inputs.clusterName), known(principalArn)];
  const access = table(find(types.cluster, 'name', cluster)?.state.accessConfig);
  if (!cluster || !principal || access.authenticationMode === 'CONFIG_MAP') return [];
  if (find(types.accessEntry, 'principal', `${cluster}|${principal}`)) return [];
  const entry = { clusterName: cluster, principalArn: principal, type };
  const accessEntryArn = arn(realm, 'eks', `access-entry/${cluster}/${digits(32, principal)}`);
  return [
    { type: types.accessEntry, id: `${cluster}:${principal}`, inputs: entry, state: { ...entry, accessEntryArn } },
  ];
}

function refusePrincipal(value: string): string | undefined {
  return /^arn:aws[a-z-]*:iam::\d{12}:(root|(user|role)\/[\w+=,.@/-]+)$/.test(value)
    ? undefined
    : `InvalidParameterException: The specified principalArn is invalid: ${value} is no IAM role, user or root`;
}

function refuseGroup(value: string): string | undefined {
  const prefix = ['system:', 'eks:', 'amazon:', 'aws:', 'iam:'].find((start) => value.startsWith(start));
  return prefix === undefined
    ? undefined
    : `InvalidParameterException: The kubernetes group name ${value} is invalid, it cannot start with ${prefix}`;
}

function refusePolicyArn(value: string): string | undefined {
  const name = /^arn:aws[a-z-]*:eks::aws:cluster-access-policy\/(\w+)$/.exec(value)?.[1];
  if (name !== undefined && policies.includes(name)) return undefined;
  return `ResourceNotFoundException: The specified policyArn could not be found: ${value}; it is arn:aws:eks::aws:cluster-access-policy/ and one of ${policies.join(', ')}`;
}

function checkMode(scene: Scene): void {
  const cluster = scene.find(types.cluster, 'name', scene.inputs.clusterName);
  if (table(cluster?.state.accessConfig).authenticationMode !== 'CONFIG_MAP') return;
  scene.fail(
    'clusterName',
    "InvalidRequestException: The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.",
  );
}
