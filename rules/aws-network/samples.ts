import type { AwsResource, JsonObject } from '../rule';

/** A security group with rules written inside it. */
export function securityGroup(changes: JsonObject = {}): AwsResource {
  return {
    type: 'aws:ec2/securityGroup:SecurityGroup',
    inputs: {
      description: 'Nodes',
      vpcId: 'vpc-0blue',
      ingress: [{ protocol: 'tcp', fromPort: 443, toPort: 443, cidrBlocks: ['10.40.0.0/16'] }],
      egress: [{ protocol: 'tcp', fromPort: 443, toPort: 443, cidrBlocks: ['10.40.0.0/16'] }],
      ...changes,
    },
  };
}

/** One rule of a security group, as a resource of its own; it lets the cluster's own network reach port 443. */
export function ingressRule(changes: JsonObject = {}): AwsResource {
  return {
    type: 'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule',
    inputs: {
      securityGroupId: 'sg-0a',
      ipProtocol: 'tcp',
      fromPort: 443,
      toPort: 443,
      cidrIpv4: '10.40.0.0/16',
      ...changes,
    },
  };
}

/** One rule the other way. */
export function egressRule(changes: JsonObject = {}): AwsResource {
  return { ...ingressRule(changes), type: 'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule' };
}

/** A network ACL with these ingress rules, for TCP from everywhere unless one says otherwise. */
export function networkAcl(...ingress: JsonObject[]): AwsResource {
  return {
    type: 'aws:ec2/networkAcl:NetworkAcl',
    inputs: {
      vpcId: 'vpc-0blue',
      ingress: ingress.map((rule, index) => ({
        ruleNo: 100 + index,
        action: 'allow',
        protocol: 'tcp',
        cidrBlock: '0.0.0.0/0',
        ...rule,
      })),
    },
  };
}

/** An endpoint of ECR that serves one account's repositories only. */
export function vpcEndpoint(changes: JsonObject = {}): AwsResource {
  return {
    type: 'aws:ec2/vpcEndpoint:VpcEndpoint',
    inputs: {
      vpcId: 'vpc-0blue',
      serviceName: 'com.amazonaws.eu-west-1.ecr.api',
      vpcEndpointType: 'Interface',
      policy: endpointPolicy({
        Principal: '*',
        Condition: { StringEquals: { 'aws:PrincipalAccount': '123456789012' } },
      }),
      ...changes,
    },
  };
}

/** A policy of one statement that allows every action on every resource, changed. */
export function endpointPolicy(changes: JsonObject): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*', ...changes }],
  });
}

/** A firewall policy that drops what no rule lets through. */
export function firewallPolicy(changes: JsonObject = {}): AwsResource {
  return {
    type: 'aws:networkfirewall/firewallPolicy:FirewallPolicy',
    inputs: {
      name: 'blue-egress',
      firewallPolicy: {
        statelessDefaultActions: ['aws:forward_to_sfe'],
        statelessFragmentDefaultActions: ['aws:forward_to_sfe'],
        statefulDefaultActions: ['aws:drop_established', 'aws:alert_established'],
        statefulEngineOptions: { ruleOrder: 'STRICT_ORDER' },
        ...changes,
      },
    },
  };
}
