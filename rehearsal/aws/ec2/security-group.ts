import { refuseCidr, refuseIpv6Cidr } from '../cidr';
import { region } from '../common';
import { nameOf } from '../deletion';
import { block, each, type Field, flag, link, list, tags, text, whole } from '../fields';
import { arn } from '../realm';
import type { Scene } from '../scene';
import type { TypeSpec } from '../spec';
import { types } from '../types';
import { known } from '../values';

const rules: Field = list(
  block({
    protocol: text({ required: true }),
    fromPort: whole({ required: true, min: -1, max: 65_535 }),
    toPort: whole({ required: true, min: -1, max: 65_535 }),
    cidrBlocks: list(text({ refuse: refuseCidr })),
    ipv6CidrBlocks: list(text({ refuse: refuseIpv6Cidr })),
    prefixListIds: list(text()),
    securityGroups: list(text({ link: link(types.securityGroup) })),
    ...each(flag(), 'self'),
    ...each(text(), 'description'),
  }),
);

export const securityGroup: TypeSpec = {
  type: types.securityGroup,
  inputs: {
    name: text({ replaces: true, min: 1, max: 255, refuse: refuseName }),
    namePrefix: text({ replaces: true, max: 100 }),
    description: text({
      replaces: true,
      max: 255,
      fallback: 'Managed by Pulumi',
      pattern: /^[0-9A-Za-z_ .:/()#,@[\]+=&;{}!$*-]*$/,
    }),
    vpcId: text({ replaces: true, link: link(types.vpc) }),
    ingress: rules,
    egress: rules,
    revokeRulesOnDelete: flag({ fallback: false }),
    region,
    tags,
  },
  naming: { property: 'name', max: 255 },
  id: ({ hex }) => `sg-0${hex(16)}`,
  notFound: (value) => `InvalidGroup.NotFound: The security group '${value}' does not exist`,
  inUse: (entity) => `DependencyViolation: resource ${entity.id} has a dependent object.`,
  unique: {
    key: (inputs) => {
      const [vpc, name] = [known(inputs.vpcId), known(inputs.name)];
      return vpc && name ? `${vpc}|${name}` : undefined;
    },
    property: 'name',
    reason: (inputs) =>
      `InvalidGroup.Duplicate: The security group '${inputs.name}' already exists for VPC '${inputs.vpcId}'`,
  },
  keep: inUseByNodes,
  outputs: ({ id, realm, inputs }) => ({
    arn: arn(realm, 'ec2', `security-group/${id}`),
    ownerId: realm.account,
    ingress: inputs.ingress ?? [],
    egress: inputs.egress ?? [],
  }),
};

function refuseName(value: string): string | undefined {
  return value.startsWith('sg-')
    ? `InvalidParameterValue: invalid value for name (cannot begin with sg-): "${value}"`
    : undefined;
}

/** A launch template alone holds nothing; the interfaces of nodes launched from it do. */
function inUseByNodes(entity: { id: string }, scene: Scene): string | undefined {
  for (const template of scene.others(types.launchTemplate, types.securityGroup, entity.id)) {
    const [nodes] = scene.others(types.nodeGroup, types.launchTemplate, template.id);
    if (nodes)
      return `DependencyViolation: resource ${entity.id} has a dependent object. It is used by ${nameOf(nodes)}`;
  }
  return undefined;
}

/** The VPC's own security group, taken over so that it holds no rules. Deleting it only lets it go. */
export const defaultSecurityGroup: TypeSpec = {
  type: 'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup',
  inputs: {
    vpcId: text({ replaces: true, link: link(types.vpc, { mode: 'owned' }) }),
    ingress: rules,
    egress: rules,
    revokeRulesOnDelete: flag({ fallback: false }),
    region,
    tags,
  },
  id: ({ inputs, find }) => String(find(types.vpc, 'id', inputs.vpcId)?.state.defaultSecurityGroupId ?? 'sg-00000000'),
  outputs: ({ id, realm, inputs }) => ({
    arn: arn(realm, 'ec2', `security-group/${id}`),
    description: 'default VPC security group',
    name: 'default',
    namePrefix: '',
    ownerId: realm.account,
    ingress: inputs.ingress ?? [],
    egress: inputs.egress ?? [],
  }),
};
