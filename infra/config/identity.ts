import { z } from 'zod';
import { distinct, oneOf, strict } from './describe';
import { dnsLabel, policyArn, resourceName } from './scalars';

const oneOrMore = z.union([z.string(), z.array(z.string()).min(1)], { error: 'write a string or a list of strings' });

const actions = oneOrMore.refine((value) => ![value].flat().includes('*'), {
  error: 'write the actions that the workload needs, such as s3:GetObject; * is everything',
});

const statement = strict({
  Sid: z.string({ error: 'write a string' }).optional(),
  Effect: oneOf(['Allow', 'Deny']),
  Action: actions,
  Resource: oneOrMore,
  Condition: z.record(z.string(), z.record(z.string(), oneOrMore)).optional(),
});

/** An IAM policy document that grants, attached to the workload's role. */
const policyDocument = strict({
  Version: z.literal('2012-10-17', { error: "write '2012-10-17', the current policy language, in quotes" }),
  Statement: z.array(statement).min(1, { error: 'write at least one statement' }),
});

const workload = strict({
  /** Names the role. */
  name: resourceName('a workload name'),
  namespace: dnsLabel('a namespace'),
  serviceAccount: dnsLabel('a service account'),
  /** Pod Identity is EKS's own; IRSA is for what runs outside EKS's reach of it. @default pod-identity */
  method: oneOf(['pod-identity', 'irsa']).default('pod-identity'),
  policy: policyDocument,
});

/** AWS identities for workloads. */
export const identity = strict({
  /** Set on every role of the stack. @default none */
  permissionsBoundaryArn: policyArn.optional(),
  /** @default none */
  workloads: distinct(
    distinct(z.array(workload), ({ name }) => name, 'name', ['name']) as unknown as z.ZodArray<typeof workload>,
    ({ namespace, serviceAccount }) => `${namespace}/${serviceAccount}`,
    'service account',
    ['serviceAccount'],
  ).default([]),
}).prefault({});
