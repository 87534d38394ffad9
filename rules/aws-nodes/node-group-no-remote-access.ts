import { defineRule } from '../rule';
import { nodeGroup } from './samples';

export const nodeGroupNoRemoteAccess = defineRule({
  id: 'node-group-no-remote-access',
  on: 'aws',
  types: ['aws:eks/nodeGroup:NodeGroup'],
  severity: 'high',
  title: 'Allow no SSH to nodes',
  rationale:
    'A key pair opens port 22 on every node and a shell on a node is every pod on it; nobody can tell afterwards who used a shared key.',
  remediation: 'Leave remoteAccess out. Replace a broken node, and look at a running one through the API.',
  references: [
    { standard: 'mitre-attack', control: 'T1021.004' },
    {
      standard: 'documentation',
      url: 'https://docs.aws.amazon.com/eks/latest/best-practices/protecting-the-infrastructure.html',
    },
  ],
  cel: '!has(object.remoteAccess)',
  message: 'the node group opens SSH on its nodes',
  samples: {
    good: [
      { name: 'closed', given: nodeGroup() },
      { name: 'closed on AL2023', given: nodeGroup({ amiType: 'AL2023_x86_64_STANDARD' }) },
    ],
    bad: [
      {
        name: 'a key pair for everybody',
        given: nodeGroup({ remoteAccess: { ec2SshKey: 'ops' } }),
        message: 'the node group opens SSH on its nodes',
      },
      {
        name: 'a key pair for some',
        given: nodeGroup({ remoteAccess: { ec2SshKey: 'ops', sourceSecurityGroupIds: ['sg-0bastion'] } }),
        message: 'the node group opens SSH on its nodes',
      },
      { name: 'empty', given: nodeGroup({ remoteAccess: {} }), message: 'the node group opens SSH on its nodes' },
    ],
  },
});
