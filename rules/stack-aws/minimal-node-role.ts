import { defineRule } from '../rule';
import { ofType, readable, refersTo } from './links';
import { aws } from './samples';

/** What a node needs to join, to pull images, and to be reached through Systems Manager. */
const ALLOWED = new Set([
  'AmazonEKSWorkerNodePolicy',
  'AmazonEKSWorkerNodeMinimalPolicy',
  'AmazonEC2ContainerRegistryPullOnly',
  'AmazonEC2ContainerRegistryReadOnly',
  'AmazonSSMManagedInstanceCore',
]);

const role = aws('iam/role:Role', 'workers', {
  name: 'blue-workers',
  arn: 'arn:aws:iam::123456789012:role/blue-workers',
});
const nodes = aws('eks/nodeGroup:NodeGroup', 'workers', {
  nodeRoleArn: 'arn:aws:iam::123456789012:role/blue-workers',
});
const attached = (policy: string, roleName = 'blue-workers') =>
  aws('iam/rolePolicyAttachment:RolePolicyAttachment', policy, {
    role: roleName,
    policyArn: `arn:aws:iam::aws:policy/${policy}`,
  });

export const minimalNodeRole = defineRule({
  id: 'minimal-node-role',
  on: 'stack',
  severity: 'high',
  title: 'Let nodes do no more in AWS than nodes must',
  rationale:
    "Whoever gets out of one pod holds the node's role, so every policy on it is a present to them: with AmazonEKS_CNI_Policy they rewire the network interfaces of every instance in the account.",
  remediation:
    'Attach AmazonEKSWorkerNodeMinimalPolicy and AmazonEC2ContainerRegistryPullOnly only, and give add-ons and workloads roles of their own through Pod Identity.',
  references: [
    { standard: 'cis-eks', control: '5.1.3' },
    { standard: 'documentation', url: 'https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html' },
    { standard: 'mitre-attack', control: 'T1552.005' },
  ],
  check: (resources) => {
    const groups = ofType(resources, 'aws:eks/nodeGroup:NodeGroup');
    const attachments = ofType(resources, 'aws:iam/rolePolicyAttachment:RolePolicyAttachment');
    return ofType(resources, 'aws:iam/role:Role')
      .filter((each) => groups.some((group) => refersTo(group, 'nodeRoleArn', each, ['arn'])))
      .flatMap((resource) => {
        const policies = [
          ...listed(readable(resource, 'managedPolicyArns')),
          ...attachments
            .filter((each) => refersTo(each, 'role', resource, ['name', 'id', 'arn']))
            .map((each) => readable(each, 'policyArn')),
        ];
        const excess = policies.map(managedName).filter((name) => name !== undefined && !ALLOWED.has(name));
        if (excess.length === 0) return [];
        return [{ resource, message: `nodes do not need these policies: ${[...new Set(excess)].sort().join(', ')}` }];
      });
  },
  samples: {
    good: [
      {
        name: 'what a node needs',
        given: [
          role,
          nodes,
          attached('AmazonEKSWorkerNodeMinimalPolicy'),
          attached('AmazonEC2ContainerRegistryPullOnly'),
        ],
      },
      { name: 'more on a role that is not for nodes', given: [role, attached('AmazonEKS_CNI_Policy')] },
    ],
    bad: [
      {
        name: 'the VPC CNI',
        given: [role, nodes, attached('AmazonEKSWorkerNodePolicy'), attached('AmazonEKS_CNI_Policy')],
        message: 'nodes do not need these policies: AmazonEKS_CNI_Policy',
      },
      {
        name: 'two, one of them named in the role',
        given: [
          aws('iam/role:Role', 'workers', {
            arn: 'arn:aws:iam::123456789012:role/blue-workers',
            name: 'blue-workers',
            managedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy'],
          }),
          nodes,
          attached('AmazonS3FullAccess'),
        ],
        message: 'nodes do not need these policies: AmazonEBSCSIDriverPolicy, AmazonS3FullAccess',
      },
      {
        name: 'a role that has no name yet',
        given: [
          aws('iam/role:Role', 'workers', {}),
          {
            ...aws('eks/nodeGroup:NodeGroup', 'workers', {}),
            references: { nodeRoleArn: [{ type: 'aws:iam/role:Role', name: 'workers' }] },
          },
          {
            ...aws('iam/rolePolicyAttachment:RolePolicyAttachment', 'cni', {
              policyArn: 'arn:aws-cn:iam::aws:policy/AmazonEKS_CNI_Policy',
            }),
            references: { role: [{ type: 'aws:iam/role:Role', name: 'workers' }] },
          },
        ],
        message: 'nodes do not need these policies: AmazonEKS_CNI_Policy',
      },
    ],
  },
});

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The name of a policy that AWS manages; policies of one's own are judged by what they say. */
function managedName(arn: unknown): string | undefined {
  return typeof arn === 'string' ? /^arn:[^:]+:iam::aws:policy\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1] : undefined;
}
