import type { Access } from './access';
import type { SecurityHeader } from './headers';
import type { Tls } from './tls';

/** How a workload is reached from outside of the cluster's pods. */
export interface ExposureProps {
  /** The host name, such as `shop.example.com`. Wildcards are refused: each name is one decision. */
  readonly host: string;
  /** Where its certificate comes from. */
  readonly tls: Tls;
  /**
   * Who may reach it.
   *
   * @default Access.internal() - what is meant for the internet is to be said
   */
  readonly access?: Access;
  /**
   * Prefixes of the paths that are let through, each beginning with `/`. Other workloads of the namespace may take other
   * paths of the same host, where the controller serves them by one proxy.
   *
   * @default ['/'] - everything of the host
   */
  readonly paths?: readonly [string, ...string[]];
  /**
   * Name of the workload's port.
   *
   * @default - its only port; to be said where there are several
   */
  readonly port?: string;
  /**
   * Path that the port answers with status 200 when the workload is well, for load balancers of AWS, which ask by themselves.
   * Proxies in the cluster go by its readiness probe.
   *
   * @default '/'
   */
  readonly healthPath?: string;
  /**
   * Headers that the workload answers with by itself. The others are set for it, and replace its own, where the controller
   * can.
   *
   * @default []
   */
  readonly headersFromApp?: readonly SecurityHeader[];
}
