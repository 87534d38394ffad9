import { awsRules } from './aws';
import type { KubernetesRule, Rule } from './rule';
import { stackRules } from './stack';

export { awsRules, stackRules };

/** Every rule about one Kubernetes object, sorted by id. */
export const kubernetesRules: readonly KubernetesRule[] = [];

/** Every rule there is: Kubernetes, AWS, then stack rules, each sorted by id. */
export const catalogue: readonly Rule[] = [...kubernetesRules, ...awsRules, ...stackRules];
