import { Construct } from 'constructs';
import { namespaceOf } from '../../namespace/namespace-of';
import type { SecretReader } from '../mountable-secret';

/** What a secret knows of a workload, for tests. */
export class TestReader extends Construct implements SecretReader {
  readonly name: string;
  readonly namespace: string;
  readonly serviceAccountName: string;

  constructor(
    scope: Construct,
    id: string,
    readonly awsIdentity: 'pod-identity' | 'irsa' | undefined = undefined,
  ) {
    super(scope, id);
    this.name = id;
    this.namespace = namespaceOf(this);
    this.serviceAccountName = id;
  }
}
