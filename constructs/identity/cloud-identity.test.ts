import { describe, expect, test } from '@jest/globals';
import { CloudIdentity } from './cloud-identity';

type RoleArn = Parameters<typeof CloudIdentity.irsa>[0];

describe('an identity by Pod Identity', () => {
  const identity = CloudIdentity.podIdentity();

  test('stands in AWS, and nowhere in the manifests', () => {
    expect([identity.kind, identity.annotations, identity.problems()]).toEqual(['pod-identity', {}, []]);
  });

  test('needs the agent of the node', () => {
    expect([identity.agent?.cidr, identity.agent?.ports]).toEqual([
      '169.254.170.23/32',
      [{ number: 80, protocol: 'TCP' }],
    ]);
  });
});

describe('an identity by a role', () => {
  test('is annotated, with tokens of an hour for the region’s own service', () => {
    const identity = CloudIdentity.irsa('arn:aws:iam::123456789012:role/shop-api');
    expect([identity.kind, identity.agent]).toEqual(['irsa', undefined]);
    expect(identity.annotations).toEqual({
      'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/shop-api',
      'eks.amazonaws.com/token-expiration': '3600',
      'eks.amazonaws.com/sts-regional-endpoints': 'true',
    });
  });

  test.each([
    'arn:aws:iam::123456789012:role/x',
    'arn:aws-cn:iam::123456789012:role/shop/eu/api',
    'arn:aws-us-gov:iam::123456789012:role/a+b=c,d.e@f-g_h',
  ])('is %s', (arn) => {
    expect(CloudIdentity.irsa(arn as RoleArn).problems()).toEqual([]);
  });

  test.each([
    'arn:aws:iam::123456789012:user/x',
    'arn:aws:iam::12345678901:role/x',
    'arn:aws:iam::123456789012:role/',
    'arn:aws:iam::123456789012:role/a b',
    'arn:aws:iam::123456789012:role/*',
    `arn:aws:iam::123456789012:role/${'a'.repeat(65)}`,
    'arn:aws:sts::123456789012:role/x',
    'arn:evil:iam::123456789012:role/x',
    'arn:aws:iam::123456789012:role/x\n',
    'x arn:aws:iam::123456789012:role/x',
  ])('is not %j', (arn) => {
    expect(CloudIdentity.irsa(arn as RoleArn).problems()).toEqual([
      {
        found: `cloudIdentity names the role '${arn}', which is no ARN of one`,
        write: `Write CloudIdentity.irsa('arn:aws:iam::123456789012:role/shop-api')`,
      },
    ]);
  });
});
