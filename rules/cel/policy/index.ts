/**
 * CEL as admission policies that other people wrote use it: what the API server's environment has, as far as it is known
 * to mean the same here. Start at {@link compilePolicyExpression}.
 */
export { CelCompileError, celErrorSummary, isCelError, type Program } from '../environment';
export { compilePolicyExpression, policyResults, policyVariables } from './environment';
export { toCel } from './values';
