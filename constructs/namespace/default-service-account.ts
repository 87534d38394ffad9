import { ServiceAccount } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';

/** Properties of {@link DefaultServiceAccount}. */
export interface DefaultServiceAccountProps {
  /** Name of the namespace it stands in. */
  readonly namespace: string;
}

/**
 * The `default` service account of a namespace, without a token for the pods that fall back to it. Kubernetes makes the
 * account by itself, with tokens mounted; a pod that needs the API gets an account of its own.
 *
 * @see CIS Kubernetes Benchmark 5.1.5 and 5.1.6
 */
export class DefaultServiceAccount extends ServiceAccount {
  constructor(scope: Construct, id: string, props: DefaultServiceAccountProps) {
    super(scope, id, { metadata: { name: 'default', namespace: props.namespace }, automountToken: false });
  }
}
