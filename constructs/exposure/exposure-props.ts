import type { Access } from './access';
import type { Tls } from './tls';

/** How a workload is reached from outside of the cluster's pods: the argument of `expose`. */
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
   * Prefixes of the paths that are let through, each beginning with `/`.
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
}
