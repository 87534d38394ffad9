import { defineRule } from '../rule';

export const flowLogAllTraffic = defineRule({
  id: 'flow-log-all-traffic',
  on: 'aws',
  types: ['aws:ec2/flowLog:FlowLog'],
  severity: 'medium',
  title: 'Log accepted and rejected traffic',
  rationale:
    'Rejected traffic shows who knocks, accepted traffic shows what left: with one of them missing, an investigation has half a story.',
  remediation: "Set trafficType to 'ALL'.",
  references: [
    { standard: 'aws-fsbp', control: 'EC2.6' },
    { standard: 'mitre-attack', control: 'T1562.008' },
  ],
  cel: `
    has(object.transitGatewayId)
    || has(object.transitGatewayAttachmentId)
    || object.?trafficType.orValue('') == 'ALL'
  `,
  message: 'the flow log leaves traffic out',
  samples: {
    good: [
      {
        name: 'everything',
        given: {
          type: 'aws:ec2/flowLog:FlowLog',
          inputs: {
            vpcId: 'vpc-0blue',
            logDestination: 'arn:aws:logs:eu-west-1:123456789012:log-group:/vpc/blue',
            trafficType: 'ALL',
          },
        },
      },
      {
        name: 'of a transit gateway, which has no such choice',
        given: {
          type: 'aws:ec2/flowLog:FlowLog',
          inputs: { transitGatewayId: 'tgw-0a', logDestination: 'arn:aws:s3:::flow-logs', logDestinationType: 's3' },
        },
      },
    ],
    bad: [
      {
        name: 'accepted only',
        given: {
          type: 'aws:ec2/flowLog:FlowLog',
          inputs: {
            vpcId: 'vpc-0blue',
            logDestination: 'arn:aws:logs:eu-west-1:123456789012:log-group:/vpc/blue',
            trafficType: 'ACCEPT',
          },
        },
        message: 'the flow log leaves traffic out',
      },
      {
        name: 'rejected only',
        given: {
          type: 'aws:ec2/flowLog:FlowLog',
          inputs: {
            vpcId: 'vpc-0blue',
            logDestination: 'arn:aws:logs:eu-west-1:123456789012:log-group:/vpc/blue',
            trafficType: 'REJECT',
          },
        },
        message: 'the flow log leaves traffic out',
      },
      {
        name: 'not said',
        given: {
          type: 'aws:ec2/flowLog:FlowLog',
          inputs: { vpcId: 'vpc-0blue', logDestination: 'arn:aws:logs:eu-west-1:123456789012:log-group:/vpc/blue' },
        },
        message: 'the flow log leaves traffic out',
      },
    ],
  },
});
