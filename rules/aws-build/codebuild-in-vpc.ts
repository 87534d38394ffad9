import { defineRule } from '../rule';
import { project } from './samples';

export const codebuildInVpc = defineRule({
  id: 'codebuild-in-vpc',
  on: 'aws',
  types: ['aws:codebuild/project:Project'],
  severity: 'medium',
  title: 'Run builds inside the VPC',
  rationale:
    'A build outside of it reaches the internet freely, leaves no flow logs, and cannot reach a private API endpoint without a public one.',
  remediation: "Set vpcConfig to the VPC, its private subnets and a security group of the build's own.",
  references: [
    { standard: 'documentation', url: 'https://docs.aws.amazon.com/codebuild/latest/userguide/vpc-support.html' },
  ],
  cel: "given(object, 'vpcConfig.vpcId')",
  message: 'the build runs outside the VPC',
  samples: {
    good: [
      { name: 'inside', given: project() },
      {
        name: 'inside, in one subnet',
        given: project({ vpcConfig: { vpcId: 'vpc-0blue', subnets: ['subnet-0a'], securityGroupIds: ['sg-0runner'] } }),
      },
    ],
    bad: [
      { name: 'left out', given: project({ vpcConfig: undefined }), message: 'the build runs outside the VPC' },
      { name: 'empty', given: project({ vpcConfig: {} }), message: 'the build runs outside the VPC' },
      {
        name: 'subnets of nothing',
        given: project({ vpcConfig: { subnets: ['subnet-0a'], securityGroupIds: ['sg-0runner'] } }),
        message: 'the build runs outside the VPC',
      },
    ],
  },
});
