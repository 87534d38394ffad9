import { covers, refusePolicy, trusts } from './policy-document';
import { bucketPolicy, inlinePolicy, keyPolicy, managedPolicy, repositoryPolicy, trustPolicy } from './policy-kinds';

const allow = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::a/*' };
const policy = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });

test.each([
  ['one statement', policy(allow)],
  ['a statement outside a list', JSON.stringify({ Version: '2012-10-17', Statement: allow })],
  ['NotAction and NotResource', policy({ Effect: 'Deny', NotAction: ['iam:*'], NotResource: '*' })],
  [
    'conditions',
    policy({
      ...allow,
      Condition: {
        'ForAnyValue:StringLikeIfExists': { 'aws:PrincipalTag/team': ['a', 'b'] },
        Null: { 'aws:TokenIssueTime': 'true' },
      },
    }),
  ],
  ['wildcards', policy({ Effect: 'Allow', Action: ['s3:Get*', '*'], Resource: ['*', 'arn:aws:s3:::*'] })],
])('%s is a policy', (_, text) => {
  expect(refusePolicy(text, inlinePolicy)).toBeUndefined();
});

test.each([
  ['a list', '[]', 'Syntax errors in policy: it must be a JSON object with Version and Statement'],
  [
    'no version',
    '{"Statement":[]}',
    'The policy must contain a valid version string: "Version" is null, write "2012-10-17"',
  ],
  [
    'a version of today',
    '{"Version":"2024-01-01","Statement":[]}',
    'The policy must contain a valid version string: "Version" is "2024-01-01", write "2012-10-17"',
  ],
  ['no statement', policy(), 'Syntax errors in policy: Statement is empty'],
  [
    'a stray member',
    '{"Version":"2012-10-17","Statements":[]}',
    'Syntax errors in policy: unknown member "Statements"',
  ],
  [
    'no effect',
    policy({ Action: '*', Resource: '*' }),
    'Syntax errors in policy: Effect must be "Allow" or "Deny", found null (Statement[0])',
  ],
  [
    'an effect in small letters',
    policy({ ...allow, Effect: 'allow' }),
    'Syntax errors in policy: Effect must be "Allow" or "Deny", found "allow" (Statement[0])',
  ],
  [
    'no action',
    policy({ Effect: 'Allow', Resource: '*' }),
    'Policy statement must contain actions: give exactly one of Action and NotAction (Statement[0])',
  ],
  [
    'an action of no service',
    policy({ ...allow, Action: 'GetObject' }),
    'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.: found "GetObject" (Statement[0])',
  ],
  [
    'no resource',
    policy({ Effect: 'Allow', Action: '*' }),
    'Policy statement must contain resources: Resource is missing (Statement[0])',
  ],
  [
    'a resource that is no ARN',
    policy({ ...allow, Resource: 'a-bucket' }),
    'Resource a-bucket must be in ARN format or "*". (Statement[0])',
  ],
  [
    'an ARN cut short',
    policy({ ...allow, Resource: 'arn:aws:s3' }),
    'Resource arn:aws:s3 must be in ARN format or "*". (Statement[0])',
  ],
  [
    'a principal',
    policy({ ...allow, Sid: 'Who', Principal: '*' }),
    'Policy document should not specify a principal. (Statement[0], Sid Who)',
  ],
  [
    'a Sid twice',
    policy({ ...allow, Sid: 'A' }, { ...allow, Sid: 'A' }),
    'Statement IDs (SID) in a single policy must be unique: "A" is twice',
  ],
  [
    'a misspelt member',
    policy({ ...allow, Conditions: {} }),
    'Syntax errors in policy: unknown member "Conditions" (Statement[0])',
  ],
  [
    'an unknown operator',
    policy({ ...allow, Condition: { StringsEqual: { 'aws:a': 'b' } } }),
    'Invalid Condition type : StringsEqual. (Statement[0])',
  ],
  [
    'a condition without values',
    policy({ ...allow, Condition: { StringEquals: 'aws:a' } }),
    'Syntax errors in policy: Condition.StringEquals must be an object of keys and values (Statement[0])',
  ],
])('%s is refused in an identity policy', (_, text, reason) => {
  expect(refusePolicy(text, inlinePolicy)).toBe(`MalformedPolicyDocument: ${reason}`);
});

test('what is no JSON is refused with what the parser found', () => {
  expect(refusePolicy('{', inlinePolicy)).toMatch(
    /^MalformedPolicyDocument: Syntax errors in policy: Expected property name/,
  );
});

const trust = { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' };

test.each([
  ['no principal', { ...trust, Principal: undefined }, 'Missing required field Principal (Statement[0])'],
  ['a resource', { ...trust, Resource: '*' }, 'Has prohibited field Resource (Statement[0])'],
  [
    'an action of another service',
    { ...trust, Action: 's3:GetObject' },
    'the action "s3:GetObject" does not belong in this policy (Statement[0])',
  ],
  [
    'a principal that is no ARN',
    { ...trust, Principal: { AWS: 'somebody' } },
    'Invalid principal in policy: "AWS":"somebody" (Statement[0])',
  ],
  [
    'a service that is none',
    { ...trust, Principal: { Service: 'ec2' } },
    'Invalid principal in policy: "SERVICE":"ec2" (Statement[0])',
  ],
  [
    'a kind of principal that is none',
    { ...trust, Principal: { User: 'a' } },
    'Invalid principal in policy: "USER":"\\"a\\"" (Statement[0])',
  ],
])('%s is refused in a trust policy', (_, statement, reason) => {
  expect(refusePolicy(policy(statement), trustPolicy)).toBe(`MalformedPolicyDocument: ${reason}`);
});

test.each([
  ['a trust policy', trustPolicy, 2048, 'LimitExceeded: Cannot exceed quota for ACLSizePerRole: 2048'],
  ['an inline policy', inlinePolicy, 10_240, 'LimitExceeded: Maximum policy size of 10240 bytes exceeded for role'],
  ['a managed policy', managedPolicy, 6144, 'LimitExceeded: Cannot exceed quota for PolicySize: 6144'],
  ['a key policy', keyPolicy, 32_768, 'LimitExceededException: The key policy is too long'],
  ['a bucket policy', bucketPolicy, 20_480, 'PolicyTooLarge: Policies must be at most 20480 bytes'],
])('%s has a longest length', (_, rules, size, reason) => {
  expect(refusePolicy('x'.repeat(size + 1), rules)).toBe(
    `${reason} (the policy has ${size + 1} characters, ${size} are allowed)`,
  );
  expect(refusePolicy('x'.repeat(size), rules)).toMatch(/Syntax errors in policy/);
});

test('IAM does not count white space, S3 does', () => {
  const spread = policy(allow).padEnd(30_000, ' ');
  expect(refusePolicy(spread, inlinePolicy)).toBeUndefined();
  expect(refusePolicy(spread, bucketPolicy)).toBe(
    'PolicyTooLarge: Policies must be at most 20480 bytes (the policy has 30000 characters, 20480 are allowed)',
  );
});

test('a repository policy names no resource', () => {
  const statement = { Effect: 'Allow', Principal: '*', Action: 'ecr:BatchGetImage', Resource: '*' };
  expect(refusePolicy(policy(statement), repositoryPolicy)).toBe(
    "InvalidParameterException: Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository policy provided': Has prohibited field Resource (Statement[0])",
  );
});

test.each([
  ['the same', 'kms:Encrypt', true],
  ['other letters', 'KMS:encrypt', true],
  ['a star', 'kms:*', true],
  ['a part', 'kms:Enc', false],
  ['a question mark', 'kms:Encryp?', true],
])('an action is covered by %s', (_, pattern, isCovered) => {
  expect(covers([pattern], 'kms:Encrypt')).toBe(isCovered);
});

test('a denied trust is none', () => {
  expect(trusts(policy({ ...trust, Effect: 'Deny' }), 'ec2.amazonaws.com')).toBe(false);
  expect(trusts(policy(trust), 'ec2.amazonaws.com')).toBe(true);
  expect(trusts(policy(trust), 'ec2.amazonaws.com', 'sts:TagSession')).toBe(false);
});
