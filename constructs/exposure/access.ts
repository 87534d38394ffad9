/** Only from inside: through the entrance that the cluster has for its own networks. */
export interface InternalAccess {
  readonly kind: 'internal';
}

/**
 * Only from these addresses. Private ones (RFC 1918, RFC 6598, `fc00::/7`) come through the internal entrance, public ones
 * through the one to the internet; one exposure takes one sort.
 */
export interface SourceRangeAccess {
  /** Networks in CIDR notation, such as `203.0.113.0/24`. They may not add up to everything. */
  readonly sourceRanges: readonly [string, ...string[]];
}

declare const internet: unique symbol;

/** From everywhere. Made by {@link Access.internet} alone, so that one search for that name finds every such decision. */
export interface InternetAccess {
  readonly kind: 'internet';
  /** Nobody writes this by hand. */
  readonly [internet]: true;
  /** Everywhere is not narrowed: name `sourceRanges` instead. */
  readonly sourceRanges?: never;
}

/** Who may reach an exposed workload. */
export type Access = InternalAccess | SourceRangeAccess | InternetAccess;

/** The kinds of {@link Access}, besides `{ sourceRanges: [...] }`. */
export const Access = {
  /** From the cluster's own networks. */
  internal(): InternalAccess {
    return { kind: 'internal' };
  },
  /** From the whole internet: a decision that somebody takes by writing it down. */
  internet(): InternetAccess {
    return { kind: 'internet' } as InternetAccess;
  },
} as const;
