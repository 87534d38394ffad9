import { refuseIpv6Cidr } from '../cidr';
import { region } from '../common';
import { block, type Field, link, list, tags, text, whole } from '../fields';
import { arn } from '../realm';
import type { Scene } from '../scene';
import type { TypeSpec } from '../spec';
import { types } from '../types';
import { list as items, known, number, rows } from '../values';
import { routeCidr } from './route-table';

const entries: Field = list(
  block({
    protocol: text({ required: true }),
    ruleNo: whole({ required: true, min: 1, max: 32_766 }),
    action: text({ required: true, oneOf: ['allow', 'deny', 'ALLOW', 'DENY'] }),
    fromPort: whole({ required: true, min: 0, max: 65_535 }),
    toPort: whole({ required: true, min: 0, max: 65_535 }),
    cidrBlock: text({ refuse: routeCidr }),
    ipv6CidrBlock: text({ refuse: refuseIpv6Cidr }),
    icmpType: whole(),
    icmpCode: whole(),
  }),
);

const subnetIds = list(text({ link: link(types.subnet, { mode: 'loose' }) }));

export const networkAcl: TypeSpec = {
  type: types.networkAcl,
  inputs: {
    vpcId: text({ required: true, replaces: true, link: link(types.vpc) }),
    ingress: entries,
    egress: entries,
    subnetIds,
    region,
    tags,
  },
  id: ({ hex }) => `acl-0${hex(16)}`,
  notFound: (value) => `InvalidNetworkAclID.NotFound: The networkAcl ID '${value}' does not exist`,
  check(scene) {
    checkEntries(scene);
    for (const [index, id] of items(scene.inputs.subnetIds).entries()) {
      const subnet = scene.find(types.subnet, 'id', id);
      const [left, right] = [known(subnet?.inputs.vpcId), known(scene.inputs.vpcId)];
      if (!subnet || !left || !right || left === right) continue;
      scene.fail(
        `subnetIds[${index}]`,
        `InvalidParameterValue: network ACL and subnet ${subnet.id} belong to different networks`,
      );
    }
  },
  outputs: ({ id, realm, inputs }) => ({
    arn: arn(realm, 'ec2', `network-acl/${id}`),
    ownerId: realm.account,
    subnetIds: inputs.subnetIds ?? [],
    ingress: inputs.ingress ?? [],
    egress: inputs.egress ?? [],
  }),
};

/** The VPC's own network ACL, taken over so that it holds only the given entries. */
export const defaultNetworkAcl: TypeSpec = {
  type: 'aws:ec2/defaultNetworkAcl:DefaultNetworkAcl',
  inputs: {
    defaultNetworkAclId: text({ required: true, replaces: true, link: link(types.networkAcl, { mode: 'owned' }) }),
    ingress: entries,
    egress: entries,
    subnetIds,
    region,
    tags,
  },
  id: ({ inputs }) => String(inputs.defaultNetworkAclId),
  check: checkEntries,
  outputs: ({ id, realm, inputs, find }) => ({
    arn: arn(realm, 'ec2', `network-acl/${id}`),
    ownerId: realm.account,
    vpcId: find(types.networkAcl, 'id', inputs.defaultNetworkAclId)?.inputs.vpcId ?? '',
  }),
};

function checkEntries(scene: Scene): void {
  for (const way of ['ingress', 'egress']) {
    const numbers = new Set<number>();
    for (const [index, entry] of rows(scene.inputs[way])) {
      const path = `${way}[${index}]`;
      const ruleNo = number(entry.ruleNo);
      if (ruleNo !== undefined && numbers.has(ruleNo)) {
        scene.fail(
          `${path}.ruleNo`,
          `NetworkAclEntryAlreadyExists: The network acl entry identified by ${ruleNo} already exists.`,
        );
      }
      if (ruleNo !== undefined) numbers.add(ruleNo);
      if ((entry.cidrBlock === undefined) === (entry.ipv6CidrBlock === undefined)) {
        scene.fail(path, 'InvalidParameterCombination: an entry needs exactly one of cidrBlock and ipv6CidrBlock');
      }
      const [from, to] = [number(entry.fromPort), number(entry.toPort)];
      if (from !== undefined && to !== undefined && from > to) {
        scene.fail(path, `InvalidParameterValue: Invalid port range (${from}, ${to}): fromPort must not be greater`);
      }
      if (entry.protocol === '-1' && (from !== 0 || to !== 0) && from !== undefined && to !== undefined) {
        scene.fail(path, 'InvalidParameterValue: fromPort and toPort must both be 0 when protocol is -1');
      }
    }
  }
}
