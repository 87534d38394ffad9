import { type ConfigChange, faultOf } from './example';

const wrong: readonly (readonly [name: string, change: ConfigChange, line: string])[] = [
  [
    'permissions boundary',
    (c) => (c.identity = { permissionsBoundaryArn: 'boundary' }),
    "identity.permissionsBoundaryArn: found 'boundary'; write the ARN of an IAM policy, such as arn:aws:iam::111122223333:policy/boundary",
  ],
  [
    'a workload that may do everything',
    (c) => {
      const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
      c.identity = { workloads: [{ name: 'app', namespace: 'payments', serviceAccount: 'app', policy }] };
    },
    "identity.workloads[0].policy.Statement[0].Action: found '*'; write the actions that the workload needs, such as s3:GetObject; * is everything",
  ],
];

describe('of identities, what is wrong is named with its path, what was found and what to write', () => {
  test.each(wrong)('%s', (_name, change, line) => {
    expect(faultOf(change)).toBe(line);
  });
});
