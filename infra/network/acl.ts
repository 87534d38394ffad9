import type { PlannedSubnet, SubnetRole } from './plan';

/** A rule of a network ACL. All rules allow; what none allows is denied. */
export interface AclRule {
  readonly protocol: 'all' | 'tcp';
  readonly fromPort: number;
  readonly toPort: number;
  /** The other end: the source of an ingress rule, the destination of an egress rule. */
  readonly peer: string;
}

/** The rules of one role's network ACL. AWS takes at most 20 each way; six zones make 19 and 20. */
export interface AclRules {
  readonly ingress: readonly AclRule[];
  readonly egress: readonly AclRule[];
}

const internet = '0.0.0.0/0';
const tls = 443;
const http = 80;

/**
 * What may cross the border of a role's subnets. Network ACLs keep no state, so each direction of a conversation needs
 * a rule, and answers go to the ephemeral ports that the asking side chose: 1024 to 65535 covers Linux nodes (32768 to
 * 60999), NAT gateways and AWS's own load balancers (1024 to 65535). ACLs do not filter DNS, time, metadata and DHCP
 * that AWS serves inside a VPC.
 *
 * Security groups, which do keep state, say more exactly who talks to whom; ACLs hold where one of those is wrong.
 *
 * Source: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
 */
export function aclRules(role: SubnetRole, subnets: readonly PlannedSubnet[]): AclRules {
  const of = (wanted: SubnetRole) => subnets.filter((subnet) => subnet.role === wanted).map(({ cidr }) => cidr);
  const nodes = of('node');
  const controlPlane = of('control-plane');
  const leaves = of('public').length > 0;
  const every = (peers: readonly string[], rule: (peer: string) => AclRule) => peers.map(rule);
  /** Answers to, or connections from AWS's side to, ports above the privileged ones. */
  const high = (peer: string): AclRule => ({ protocol: 'tcp', fromPort: 1024, toPort: 65535, peer });
  const port =
    (number: number) =>
    (peer: string): AclRule => ({
      protocol: 'tcp',
      fromPort: number,
      toPort: number,
      peer,
    });
  const anything = (peer: string): AclRule => ({ protocol: 'all', fromPort: 0, toPort: 0, peer });

  switch (role) {
    case 'node':
      return {
        ingress: [
          // Pods talk to each other in any protocol; network policies and security groups narrow that down.
          ...every(nodes, anything),
          // The API server calls kubelets (10250) and webhooks, which listen on 443 or on high ports; and it answers.
          ...every(controlPlane, port(tls)),
          ...every(controlPlane, high),
          // Answers of what nodes asked outside. S3 is outside even through its gateway endpoint: its addresses are
          // public ones, and an ACL cannot name its prefix list. With egress none nothing else can send any.
          high(internet),
        ],
        egress: [
          ...every(nodes, anything),
          ...every(controlPlane, port(tls)),
          ...every(controlPlane, high),
          port(tls)(internet),
          ...(leaves ? [port(http)(internet)] : []),
        ],
      };
    case 'control-plane':
      return {
        ingress: [...every(nodes, port(tls)), ...every(nodes, high)],
        egress: [...every(nodes, port(tls)), ...every(nodes, high)],
      };
    case 'public':
    case 'firewall':
      // Conversations of nodes on their way out, and the answers on their way back.
      return {
        ingress: [...every(nodes, port(tls)), ...every(nodes, port(http)), high(internet)],
        egress: [port(tls)(internet), port(http)(internet), ...every(nodes, high)],
      };
  }
}
