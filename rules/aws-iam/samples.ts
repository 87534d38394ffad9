import type { AwsResource, JsonObject } from '../rule';

/** A policy document of these statements. */
export function document(...statements: JsonObject[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

/** A customer managed policy whose only statement reads one bucket, changed. */
export function policy(changes: JsonObject = {}): AwsResource {
  const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::reports/*' };
  return { type: 'aws:iam/policy:Policy', inputs: { name: 'reports', policy: document({ ...statement, ...changes }) } };
}

/** A role that EC2 may take. */
export function role(changes: JsonObject = {}): AwsResource {
  return {
    type: 'aws:iam/role:Role',
    inputs: {
      name: 'blue-workers',
      assumeRolePolicy: document({
        Effect: 'Allow',
        Principal: { Service: 'ec2.amazonaws.com' },
        Action: 'sts:AssumeRole',
      }),
      ...changes,
    },
  };
}

/** A role with a trust policy of one statement. */
export function roleTrusting(statement: JsonObject): AwsResource {
  return role({ assumeRolePolicy: document({ Effect: 'Allow', ...statement }) });
}

/** A role for a service account of the cluster, whose trust has these conditions. */
export function roleForToken(condition: JsonObject): AwsResource {
  return roleTrusting({
    Principal: { Federated: 'arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/BLUE' },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: condition,
  });
}

/** Claims of the cluster's tokens, as condition keys. */
export const claim = {
  audience: 'oidc.eks.eu-west-1.amazonaws.com/id/BLUE:aud',
  subject: 'oidc.eks.eu-west-1.amazonaws.com/id/BLUE:sub',
} as const;

/** Attaches a policy to a role. */
export function attachment(policyArn: string): AwsResource {
  return { type: 'aws:iam/rolePolicyAttachment:RolePolicyAttachment', inputs: { role: 'blue-workers', policyArn } };
}
