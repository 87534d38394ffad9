import type { Call } from '../../api-server/client';
import type { Draft } from '../attack';
import { request } from '../request-attack';
import type { Actor, Target } from '../target';

/** An attack that is one request which RBAC, or an admission policy, should refuse. */
export interface Row {
  readonly id: string;
  readonly title: string;
  readonly technique: string;
  readonly as: Actor;
  readonly stoppedBy: string;
  readonly call: (target: Target) => Call | string;
  /** A status by which nobody refused, though the thing was not there. */
  readonly passes?: readonly number[];
  readonly safeByDefault?: string;
}

/** A request that creates something. */
export const post = (path: string, body: object): Call => ({ method: 'POST', path, body });

/** A request that changes something: what `body` holds is merged into it. */
export const patch = (path: string, body: object): Call => ({
  method: 'PATCH',
  path,
  contentType: 'application/merge-patch+json',
  body,
});

/** The attack of a row. */
export function requestOf({ passes, ...row }: Row): Draft {
  return request({
    ...row,
    ...(passes !== undefined && {
      evidence: ({ status, message }) => {
        if (status >= 200 && status < 300) return `answered ${status}`;
        const byRbac = status === 403 || status === 401 || message.includes('forbidden');
        return !byRbac && passes.includes(status) ? `not forbidden (${status})` : undefined;
      },
    }),
  });
}
