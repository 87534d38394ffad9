import type { Construct } from 'constructs';

/** Protocols that connections are declared for. */
export type Protocol = 'TCP' | 'UDP';

/** A port by number, as the pods themselves open it: not the number that a Service gives it. */
export interface ConnectionPort {
  /** 1 to 65535. */
  readonly number: number;
  /** Protocol of the port. */
  readonly protocol: Protocol;
}

/** A port that pods open. */
export interface EndpointPort extends ConnectionPort {
  /** Name of the port: at most 15 lower-case letters, digits and hyphens. */
  readonly name: string;
}

/** What connections are declared between: pods that are selected by their labels, in one namespace. Each workload is one. */
export interface Endpoint extends Construct {
  /** Name of the workload, and of each object that its connections make. */
  readonly name: string;
  /** Namespace of its pods. */
  readonly namespace: string;
  /** Labels that select its pods and no others. */
  readonly podLabels: Readonly<Record<string, string>>;
  /** The ports that it serves. */
  readonly ports: readonly EndpointPort[];
  /** Whom a mesh knows its pods as. */
  readonly serviceAccountName: string;
}
