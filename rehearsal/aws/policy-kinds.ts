import type { PolicyRules } from './policy-document';

const malformed = (code: string) => (reason: string) => `${code}: ${reason}`;

/** Who may assume a role. */
export const trustPolicy: PolicyRules = {
  principal: 'required',
  resource: 'forbidden',
  size: 2048,
  countsSpace: false,
  says: malformed('MalformedPolicyDocument'),
  tooLong: 'LimitExceeded: Cannot exceed quota for ACLSizePerRole: 2048',
  actions:
    /^sts:(AssumeRole|AssumeRoleWithSAML|AssumeRoleWithWebIdentity|TagSession|SetSourceIdentity|SetContext|\*)$/i,
};

/** A role's own policy; the limit is for all of a role's inline policies together. */
export const inlinePolicy: PolicyRules = {
  principal: 'forbidden',
  resource: 'required',
  size: 10_240,
  countsSpace: false,
  says: malformed('MalformedPolicyDocument'),
  tooLong: 'LimitExceeded: Maximum policy size of 10240 bytes exceeded for role',
};

/** A customer managed policy. */
export const managedPolicy: PolicyRules = {
  ...inlinePolicy,
  size: 6144,
  tooLong: 'LimitExceeded: Cannot exceed quota for PolicySize: 6144',
};

/** Who may use and manage a KMS key. */
export const keyPolicy: PolicyRules = {
  principal: 'required',
  resource: 'required',
  size: 32_768,
  countsSpace: true,
  says: malformed('MalformedPolicyDocumentException'),
  tooLong: 'LimitExceededException: The key policy is too long',
};

/** Who may do what through a VPC endpoint. */
export const endpointPolicy: PolicyRules = {
  principal: 'required',
  resource: 'required',
  size: 20_480,
  countsSpace: false,
  says: malformed('InvalidPolicyDocument'),
  tooLong: 'InvalidPolicyDocument: The policy document is too long',
};

export const topicPolicy: PolicyRules = {
  principal: 'required',
  resource: 'required',
  size: 30_720,
  countsSpace: true,
  says: malformed('InvalidParameter: Invalid parameter: Policy Error'),
  tooLong: 'InvalidParameter: Invalid parameter: Policy Error: the policy is too long',
  actions: /^(sns:.+|\*)$/i,
};

export const bucketPolicy: PolicyRules = {
  principal: 'required',
  resource: 'required',
  size: 20_480,
  countsSpace: true,
  says: malformed('MalformedPolicy'),
  tooLong: 'PolicyTooLarge: Policies must be at most 20480 bytes',
  actions: /^(s3:.+|s3express:.+|\*)$/i,
};

export const repositoryPolicy: PolicyRules = {
  principal: 'required',
  resource: 'forbidden',
  size: 10_240,
  countsSpace: true,
  says: malformed(
    "InvalidParameterException: Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository policy provided'",
  ),
  tooLong: "InvalidParameterException: Invalid parameter at 'PolicyText': the policy is too long",
  actions: /^(ecr:.+|\*)$/i,
};
