/** Admission policies that somebody else wrote, judged without a server. Start at {@link PolicyJudge}. */
export { loadPolicies } from './load';
export { PolicyJudge } from './policy-judge';
