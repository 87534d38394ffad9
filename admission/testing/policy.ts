import { Fields, POLICY_KEYS, parsePolicy, type TrustPolicy } from '../policy';

/** A policy, and the files that it names. */
export function policyOf(config: object, files: Readonly<Record<string, string>> = {}): TrustPolicy {
  return parsePolicy(new Fields(config, '', POLICY_KEYS), (path) => {
    const text = files[path];
    if (text === undefined) throw new Error('there is no such file');
    return text;
  });
}
