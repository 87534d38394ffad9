import { formatIpv4Cidr } from '@palisade/constructs/cidr';
import { cidr, enclosing } from './cidr';
import type { PlannedSubnet, SubnetRole } from './plan';

/** A rule of a network ACL. The first rule that covers a packet decides; what none covers is denied. */
export interface AclRule {
  readonly action: 'allow' | 'deny';
  readonly protocol: 'all' | 'tcp';
  readonly fromPort: number;
  readonly toPort: number;
  /** The other end: the source of an ingress rule, the destination of an egress rule. */
  readonly peer: string;
}

/** The rules of one role's network ACL, in order. AWS takes at most 20 each way. */
export interface AclRules {
  readonly ingress: readonly AclRule[];
  readonly egress: readonly AclRule[];
}

const internet = '0.0.0.0/0';

function tcp(peer: string, fromPort: number, toPort = fromPort, action: AclRule['action'] = 'allow'): AclRule {
  return { action, protocol: 'tcp', fromPort, toPort, peer };
}

/** Port 443. */
const tls = (peer: string) => tcp(peer, 443);
/** Port 80. */
const http = (peer: string) => tcp(peer, 80);
/** The ports that answers go to, and that services without privileges listen on. */
const high = (peer: string) => tcp(peer, 1024, 65535);
/** Every protocol and port. */
const anything = (peer: string): AclRule => ({ action: 'allow', protocol: 'all', fromPort: 0, toPort: 0, peer });

/**
 * Answers from the internet, and not to etcd (2379), remote desktop (3389) or the kubelet (10250), which an ACL cannot tell
 * from an opening. The price: of connections through a NAT gateway one in 20,000 gets one of these as its own port, and
 * has to be tried again.
 */
const answers = [...[2379, 3389, 10250].map((port) => tcp(internet, port, port, 'deny')), high(internet)];

/**
 * What may cross the border of a role's subnets. Network ACLs keep no state, so each direction of a conversation needs
 * a rule, and answers go to the ephemeral ports that the asking side chose: 1024 to 65535 covers Linux nodes (32768 to
 * 60999), the network add-on's address translation and NAT gateways (both 1024 to 65535). ACLs do not filter DNS, time,
 * metadata and DHCP that AWS serves inside a VPC.
 *
 * Security groups, which do keep state, say more exactly who talks to whom; ACLs hold where one of those is wrong.
 *
 * Source: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
 */
export function aclRules(role: SubnetRole, subnets: readonly PlannedSubnet[]): AclRules {
  const of = (wanted: SubnetRole) => subnets.filter((subnet) => subnet.role === wanted);
  const nodes = of('node').map((subnet) => subnet.cidr);
  // Small subnets of a role lie side by side, with none of another role between.
  const controlPlane = formatIpv4Cidr(enclosing(of('control-plane').map((subnet) => cidr(subnet.cidr))));
  const leaves = of('public').length > 0;

  switch (role) {
    case 'node':
      return {
        ingress: [
          // Pods talk to each other in any protocol; network policies and security groups narrow that down.
          ...nodes.map(anything),
          // The API server calls kubelets (10250) and webhooks, which listen on 443 or on high ports; and it answers.
          tls(controlPlane),
          high(controlPlane),
          // S3 is on the internet even through its gateway endpoint: its addresses are public ones, and an ACL cannot
          // name its prefix list. With egress none nothing else there can send any.
          ...answers,
        ],
        egress: [
          ...nodes.map(anything),
          tls(controlPlane),
          high(controlPlane),
          tls(internet),
          ...(leaves ? [http(internet)] : []),
        ],
      };
    case 'control-plane':
      return {
        ingress: [...nodes.map(tls), ...nodes.map(high)],
        egress: [...nodes.map(tls), ...nodes.map(high)],
      };
    case 'public':
    case 'firewall':
      // Conversations of nodes on their way out, and the answers on their way back.
      return {
        ingress: [...nodes.map(tls), ...nodes.map(http), ...answers],
        egress: [tls(internet), http(internet), ...nodes.map(high)],
      };
  }
}
