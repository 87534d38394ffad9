import type { Properties } from '../../engine/provider';
import { refuseCidr, refuseIpv6Cidr } from '../cidr';
import { region } from '../common';
import { link, tags, text, whole } from '../fields';
import { arn } from '../realm';
import type { Scene } from '../scene';
import type { TypeSpec } from '../spec';
import { types } from '../types';
import { known, number } from '../values';

const peers = ['cidrIpv4', 'cidrIpv6', 'prefixListId', 'referencedSecurityGroupId'];

function rule(type: string): TypeSpec {
  return {
    type,
    inputs: {
      securityGroupId: text({ required: true, replaces: true, link: link(types.securityGroup, { mode: 'owned' }) }),
      ipProtocol: text({ required: true, refuse: refuseProtocol }),
      fromPort: whole({ min: -1, max: 65_535 }),
      toPort: whole({ min: -1, max: 65_535 }),
      cidrIpv4: text({ refuse: refuseCidr }),
      cidrIpv6: text({ refuse: refuseIpv6Cidr }),
      prefixListId: text({ pattern: /^pl-[0-9a-f]{8,17}$/ }),
      referencedSecurityGroupId: text({ link: link(types.securityGroup) }),
      description: text({ max: 255, pattern: /^[0-9A-Za-z_ .:/()#,@[\]+=&;{}!$*-]*$/ }),
      region,
      tags,
    },
    id: ({ hex }) => `sgr-0${hex(16)}`,
    unique: {
      key: signature,
      property: '',
      reason: (inputs) =>
        `InvalidPermission.Duplicate: the specified rule "peer: ${peerOf(inputs)}, ${ports(inputs)}, ALLOW" already exists`,
    },
    check: checkRule,
    outputs: ({ id, realm }) => ({ arn: arn(realm, 'ec2', `security-group-rule/${id}`), securityGroupRuleId: id }),
  };
}

/** One rule that lets traffic in. */
export const ingressRule = rule(types.ingressRule);
/** One rule that lets traffic out. */
export const egressRule = rule(types.egressRule);

function refuseProtocol(value: string): string | undefined {
  const isKnown = ['-1', 'all', 'tcp', 'udp', 'icmp', 'icmpv6'].includes(value.toLowerCase());
  if (isKnown || (/^\d{1,3}$/.test(value) && Number(value) <= 255)) return undefined;
  return `InvalidParameterValue: Invalid value '${value}' for IP protocol. Unknown protocol; write tcp, udp, icmp, icmpv6, -1 or a number`;
}

function peerOf(inputs: Properties): string | undefined {
  return peers.map((name) => known(inputs[name])).find((value) => value !== undefined);
}

function ports(inputs: Properties): string {
  if (inputs.ipProtocol === '-1') return 'ALL';
  return `${String(inputs.ipProtocol).toUpperCase()}, from port: ${inputs.fromPort}, to port: ${inputs.toPort}`;
}

function signature(inputs: Properties): string | undefined {
  const [group, peer, protocol] = [known(inputs.securityGroupId), peerOf(inputs), known(inputs.ipProtocol)];
  if (!group || !peer || !protocol) return undefined;
  return [group, peer, protocol, inputs.fromPort, inputs.toPort].join('|');
}

function checkRule(scene: Scene): void {
  const { inputs } = scene;
  const given = peers.filter((name) => inputs[name] !== undefined);
  if (given.length !== 1) {
    scene.fail(
      '',
      `InvalidParameterCombination: exactly one of ${peers.join(', ')} must be specified, found ${given.length}`,
    );
  }
  checkPorts(scene);
  const group = scene.find(types.securityGroup, 'id', inputs.securityGroupId);
  const peer = scene.find(types.securityGroup, 'id', inputs.referencedSecurityGroupId);
  const [left, right] = [known(group?.inputs.vpcId), known(peer?.inputs.vpcId)];
  if (group && peer && left && right && left !== right) {
    scene.fail(
      'referencedSecurityGroupId',
      `InvalidGroup.NotFound: You have specified two resources that belong to different networks: ${group.id} in ${left}, ${peer.id} in ${right}.`,
    );
  }
}

function checkPorts(scene: Scene): void {
  const { ipProtocol, fromPort, toPort } = scene.inputs;
  const protocol = known(ipProtocol);
  if (protocol === undefined) return;
  if (protocol === '-1') {
    for (const name of ['fromPort', 'toPort']) {
      if (number(scene.inputs[name]) !== undefined && scene.inputs[name] !== -1) {
        scene.fail(
          name,
          `InvalidParameterCombination: ipProtocol -1 lets every port through; leave ${name} out or name a protocol`,
        );
      }
    }
    return;
  }
  const isPorts = ['tcp', 'udp', '6', '17'].includes(protocol);
  if (isPorts && (fromPort === undefined || toPort === undefined)) {
    scene.fail('', `InvalidParameterValue: Invalid value 'null' for port range: ${protocol} needs fromPort and toPort`);
    return;
  }
  const [from, to] = [number(fromPort), number(toPort)];
  if (!isPorts || from === undefined || to === undefined) return;
  if (from < 0 || to < 0)
    scene.fail(
      'fromPort',
      `InvalidParameterValue: Invalid value '${Math.min(from, to)}' for portRange. Must be between 0 and 65535`,
    );
  else if (from > to)
    scene.fail(
      'fromPort',
      `InvalidParameterValue: Invalid TCP/UDP port range (${from}, ${to}): fromPort must not be greater`,
    );
}
