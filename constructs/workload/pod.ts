import type { Duration } from 'cdk8s';
import type { CloudIdentity, Permission, TokenProps } from '../identity';
import type { ContainerProps, InitContainerProps, SidecarProps } from './container';
import type { Serving } from './ports';
import type { LowUser } from './user';

/** Properties that all workloads have, besides those of their main container. */
export interface PodProps {
  /**
   * Number of the user and of the group that all containers run as, and that owns the volumes: 10000 to 65533. High, so
   * that it is nobody on the node; not higher, so that it exists in a user namespace.
   *
   * @default 65532 - the `nonroot` of distroless images
   */
  readonly user?: number | LowUser;
  /**
   * What it may do through the API server, in its own namespace. A token for it is mounted in the main container where
   * client libraries look for it, lasts an hour and is renewed; the network lets it through to the API server.
   *
   * @default [] - nothing, and no token is mounted
   */
  readonly permissions?: readonly Permission[];
  /**
   * Tokens by which it shows other services which workload it is, mounted in the main container.
   *
   * @default []
   */
  readonly tokens?: readonly TokenProps[];
  /**
   * Which role of AWS it is.
   *
   * @default - none
   */
  readonly cloudIdentity?: CloudIdentity;
  /**
   * Containers that run beside the main one, by their names. They start first, in this order.
   *
   * @default {}
   */
  readonly sidecars?: { readonly [name: string]: SidecarProps };
  /**
   * Containers that run to their end before the main one starts, by their names, in this order, after the sidecars'
   * start.
   *
   * @default {}
   */
  readonly initContainers?: { readonly [name: string]: InitContainerProps };
  /**
   * Directories that all containers of the pod see and may write to, with how much: `{ '/work': '64Mi' }`.
   *
   * @default {}
   */
  readonly sharedPaths?: { readonly [path: string]: string };
  /**
   * How long its containers have to end by themselves, 1 second to an hour; for servers longer than 5 seconds, because
   * they go on for 5 before they are told, until nobody is sent to them any more.
   *
   * @default Duration.seconds(30)
   */
  readonly gracefulStop?: Duration;
}

/** Properties of a workload: those of its main container and of its pod. */
export type WorkloadProps = ContainerProps & Serving & PodProps;
