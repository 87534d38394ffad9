import type { Service } from 'cdk8s-plus-28';
import type { Endpoint } from '../network';
import type { SecretReader } from '../secrets';

/** A workload as its exposure knows it: what stands behind a host name. */
export interface Exposable extends Endpoint, SecretReader {
  /**
   * The service of its pods.
   *
   * @default - none, where it has no ports; then it can't be exposed
   */
  readonly service?: Service;
}
