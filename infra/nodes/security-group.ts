import * as ec2 from '@pulumi/aws/ec2';
import * as vpc from '@pulumi/aws/vpc';
import * as pulumi from '@pulumi/pulumi';

/** What the API server calls on nodes and their pods, by TCP port. */
const fromControlPlane: Record<string, number> = {
  /** Logs, exec and metrics. */
  kubelet: 10250,
  /** Aggregated APIs and webhooks, on the ports that they listen on by default. */
  'webhook-443': 443,
  'webhook-8443': 8443,
  'webhook-9443': 9443,
};

/** What nodes and pods call on each other; network policies narrow it down by pod. */
const betweenNodes = [
  /** Pods may not run as root, so none listens below 1024. */
  { name: 'pods', ipProtocol: 'tcp', fromPort: 1024, toPort: 65535 },
  /** CoreDNS, which alone is allowed a port below. */
  { name: 'dns-tcp', ipProtocol: 'tcp', fromPort: 53, toPort: 53 },
  { name: 'dns-udp', ipProtocol: 'udp', fromPort: 53, toPort: 53 },
];

export interface NodeSecurityGroupArgs {
  /** Its planned name, and the security group of the control plane; both sides' rules are made here. */
  cluster: { plannedName: string; securityGroupId: pulumi.Input<string> };
  network: {
    vpcId: pulumi.Input<string>;
    /** Of the interface endpoints of AWS services. Undefined where there are none. */
    endpointSecurityGroupId: pulumi.Input<string> | undefined;
    /** S3's addresses, which its gateway endpoint serves. */
    s3PrefixListId: pulumi.Input<string>;
  };
  /** What config lets out of the VPC. */
  egress: 'none' | 'nat' | 'firewall';
}

type Peer = Pick<vpc.SecurityGroupEgressRuleArgs, 'cidrIpv4' | 'prefixListId' | 'referencedSecurityGroupId'>;

/**
 * The security group of all nodes, and what nodes and control plane may say to each other.
 *
 * Each rule is a resource of its own, so that one can go without touching the others. AWS's resolver, time and metadata
 * services are not subject to security groups and need no rule.
 */
export class NodeSecurityGroup extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>;

  constructor(name: string, args: NodeSecurityGroupArgs, opts?: pulumi.ComponentResourceOptions) {
    super('palisade:infra:NodeSecurityGroup', name, {}, opts);
    const { cluster, network } = args;
    const group = new ec2.SecurityGroup(
      name,
      {
        description: `Nodes of ${cluster.plannedName}`,
        vpcId: network.vpcId,
        tags: { Name: `${cluster.plannedName}-nodes` },
      },
      { parent: this },
    );
    const controlPlane = pulumi.output(cluster.securityGroupId);

    for (const [purpose, port] of Object.entries(fromControlPlane)) {
      this.pair(`${name}-${purpose}`, `Control plane to nodes: ${purpose}`, controlPlane, group.id, tcp(port));
    }
    this.pair(`${name}-api`, 'Nodes to the API server', group.id, controlPlane, tcp(443));
    for (const { name: purpose, ...ports } of betweenNodes) {
      this.pair(`${name}-${purpose}`, `Node to node: ${purpose}`, group.id, group.id, ports);
    }
    if (network.endpointSecurityGroupId !== undefined) {
      const endpoints: Peer = { referencedSecurityGroupId: network.endpointSecurityGroupId };
      this.out(`${name}-endpoints`, 'Interface endpoints of AWS services', group.id, endpoints, tcp(443));
    }
    this.out(`${name}-s3`, 'S3, image layers among it', group.id, { prefixListId: network.s3PrefixListId }, tcp(443));
    if (args.egress !== 'none') {
      const why = args.egress === 'nat' ? 'TLS to the internet' : 'TLS to the domains that the firewall lets through';
      this.out(`${name}-internet`, why, group.id, { cidrIpv4: '0.0.0.0/0' }, tcp(443));
    }
    this.id = group.id;
    this.registerOutputs({ id: this.id });
  }

  /** Both halves of one allowed conversation. */
  private pair(
    name: string,
    description: string,
    from: pulumi.Output<string>,
    to: pulumi.Output<string>,
    ports: ReturnType<typeof tcp>,
  ): void {
    this.out(name, description, from, { referencedSecurityGroupId: to }, ports);
    new vpc.SecurityGroupIngressRule(
      name,
      { description, securityGroupId: to, referencedSecurityGroupId: from, ...ports },
      { parent: this },
    );
  }

  private out(
    name: string,
    description: string,
    from: pulumi.Output<string>,
    peer: Peer,
    ports: ReturnType<typeof tcp>,
  ): void {
    new vpc.SecurityGroupEgressRule(name, { description, securityGroupId: from, ...peer, ...ports }, { parent: this });
  }
}

function tcp(port: number): { ipProtocol: string; fromPort: number; toPort: number } {
  return { ipProtocol: 'tcp', fromPort: port, toPort: port };
}
