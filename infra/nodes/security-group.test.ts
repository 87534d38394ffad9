import { describe, expect, test } from '@jest/globals';
import { type Recorded, record } from '../testing';
import { NodeSecurityGroup, type NodeSecurityGroupArgs } from './security-group';

function describeRule(kind: string, rule: Recorded['inputs'], group: string): string {
  const label = (id: string) => (id === group ? 'nodes' : id);
  const peer = label(rule.referencedSecurityGroupId ?? rule.prefixListId ?? rule.cidrIpv4);
  const ports = rule.fromPort === rule.toPort ? rule.fromPort : `${rule.fromPort}-${rule.toPort}`;
  const direction = kind.includes('Ingress') ? 'from' : 'to';
  return `${label(rule.securityGroupId)} ${direction} ${peer} ${rule.ipProtocol} ${ports}`;
}

async function rules(egress: NodeSecurityGroupArgs['egress']) {
  const recording = await record(() => {
    new NodeSecurityGroup('nodes', {
      cluster: { plannedName: 'example', securityGroupId: 'sg-cluster' },
      network: {
        vpcId: 'vpc-1',
        endpointSecurityGroupId: egress === 'nat' ? undefined : 'sg-endpoints',
        s3PrefixListId: 'pl-s3',
      },
      egress,
    });
  });
  const group = recording.one('SecurityGroup');
  // Sorted: those that wait for the group's id are registered later.
  const readable = (kind: string) =>
    recording
      .of(kind)
      .map((rule) => describeRule(kind, rule.inputs, group.id))
      .sort();
  return {
    group: group.inputs,
    ingress: readable('SecurityGroupIngressRule'),
    egress: readable('SecurityGroupEgressRule'),
    descriptions: recording.of('SecurityGroupEgressRule').map(({ inputs }) => inputs.description),
  };
}

const ingress = [
  'nodes from sg-cluster tcp 10250',
  'nodes from sg-cluster tcp 443',
  'nodes from sg-cluster tcp 8443',
  'nodes from sg-cluster tcp 9443',
  'sg-cluster from nodes tcp 443',
  'nodes from nodes tcp 1024-65535',
  'nodes from nodes tcp 53',
  'nodes from nodes udp 53',
];
const egressInside = [
  'sg-cluster to nodes tcp 10250',
  'sg-cluster to nodes tcp 443',
  'sg-cluster to nodes tcp 8443',
  'sg-cluster to nodes tcp 9443',
  'nodes to sg-cluster tcp 443',
  'nodes to nodes tcp 1024-65535',
  'nodes to nodes tcp 53',
  'nodes to nodes udp 53',
  'nodes to sg-endpoints tcp 443',
  'nodes to pl-s3 tcp 443',
];

describe("the nodes' security group", () => {
  test('without egress lets nothing out of the VPC', async () => {
    const made = await rules('none');
    expect(made.ingress).toEqual([...ingress].sort());
    expect(made.egress).toEqual([...egressInside].sort());
  });

  test('with egress firewall lets TLS out, and nothing more in', async () => {
    const made = await rules('firewall');
    expect(made.ingress).toEqual([...ingress].sort());
    expect(made.egress).toEqual([...egressInside, 'nodes to 0.0.0.0/0 tcp 443'].sort());
  });

  test('with egress nat needs no rule for endpoints, since there are none', async () => {
    const made = await rules('nat');
    expect(made.ingress).toEqual([...ingress].sort());
    expect(made.egress).toEqual(
      [...egressInside.filter((rule) => !rule.includes('sg-endpoints')), 'nodes to 0.0.0.0/0 tcp 443'].sort(),
    );
  });

  test('has no inline rules, and each rule says what it is for', async () => {
    const made = await rules('none');
    expect(made.group).toEqual({ description: 'Nodes of example', vpcId: 'vpc-1', tags: { Name: 'example-nodes' } });
    expect(made.descriptions).toContain('Control plane to nodes: kubelet');
    expect(made.descriptions.every((description) => description.length > 0)).toBe(true);
  });
});
