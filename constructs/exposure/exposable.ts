import type { Service } from 'cdk8s-plus-28';
import type { IConstruct } from 'constructs';

/** A port of a workload. */
export interface ExposedPort {
  readonly name: string;
  readonly number: number;
  readonly protocol: 'TCP' | 'UDP';
}

/** A workload as its exposure knows it: what stands behind a host name. */
export interface Exposable extends IConstruct {
  /** Name of the workload. */
  readonly name: string;
  readonly namespace: string;
  readonly ports: readonly ExposedPort[];
  /** The service of its pods. A workload without ports has none, and can't be exposed. */
  readonly service?: Service;
}
