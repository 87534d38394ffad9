import { defineRule } from '../rule';
import { ofType, refersTo } from './links';
import { aws } from './samples';

const vpc = (name: string) => aws('ec2/vpc:Vpc', name, { id: `vpc-0${name}`, cidrBlock: '10.40.0.0/16' });

export const vpcFlowLogs = defineRule({
  id: 'vpc-flow-logs',
  on: 'stack',
  severity: 'high',
  title: 'Log the traffic of every VPC',
  rationale:
    'Without flow logs nobody can say afterwards what a broken-in machine talked to, nor see it while it does.',
  remediation: "Make an aws.ec2.FlowLog with the VPC's id as vpcId and trafficType 'ALL'.",
  references: [
    { standard: 'aws-fsbp', control: 'EC2.6' },
    { standard: 'mitre-attack', control: 'T1562.008' },
  ],
  check: (resources) => {
    const logs = ofType(resources, 'aws:ec2/flowLog:FlowLog');
    return ofType(resources, 'aws:ec2/vpc:Vpc')
      .filter((each) => !logs.some((log) => refersTo(log, 'vpcId', each, ['id'])))
      .map((resource) => ({ resource, message: 'the VPC has no flow log' }));
  },
  samples: {
    good: [
      {
        name: 'one log',
        given: [vpc('blue'), aws('ec2/flowLog:FlowLog', 'blue', { vpcId: 'vpc-0blue', trafficType: 'ALL' })],
      },
      {
        name: 'an id that is not known yet',
        given: [
          aws('ec2/vpc:Vpc', 'blue', { cidrBlock: '10.40.0.0/16' }),
          {
            ...aws('ec2/flowLog:FlowLog', 'blue', { trafficType: 'ALL' }),
            references: { vpcId: [{ type: 'aws:ec2/vpc:Vpc', name: 'blue' }] },
          },
        ],
      },
      { name: 'no VPC', given: [] },
    ],
    bad: [
      { name: 'no log', given: [vpc('blue')], message: 'the VPC has no flow log' },
      {
        name: 'a log of another VPC',
        given: [vpc('blue'), vpc('green'), aws('ec2/flowLog:FlowLog', 'green', { vpcId: 'vpc-0green' })],
        message: 'the VPC has no flow log',
      },
      {
        name: 'a log of one subnet',
        given: [vpc('blue'), aws('ec2/flowLog:FlowLog', 'blue', { subnetId: 'subnet-0a' })],
        message: 'the VPC has no flow log',
      },
    ],
  },
});
