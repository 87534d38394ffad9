import type { AwsRule } from './rule';

/** Every rule about an AWS resource's inputs, sorted by id. */
export const awsRules: readonly AwsRule[] = [];
