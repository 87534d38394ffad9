import type { Answer, Call, Client } from '../api-server/client';
import type { Draft, Outcome } from './attack';
import { barrierOf } from './barrier';
import type { Actor, Target } from './target';

/** An attack that is one request. */
export interface RequestAttack extends Omit<Draft, 'run' | 'mutates'> {
  readonly as: Actor;
  readonly mutates?: boolean;
  /** The request; a text says what is missing to make it. */
  readonly call: (target: Target) => Call | string;
  /** What an answer shows that the attack succeeded. @default - every success does */
  readonly evidence?: (answer: Answer, target: Target) => string | undefined;
}

const writes = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** Makes an attack of a request. It is a dry run where it would take something away, and where the target asks for it. */
export function request({ as, call, evidence = plainSuccess, mutates = false, ...attack }: RequestAttack): Draft {
  return {
    ...attack,
    mutates,
    run: async (target) => {
      const client = target.as(as);
      if (client === undefined) return untried(`it needs the credential of ${article(as)}`);
      const made = call(target);
      if (typeof made === 'string') return untried(made);
      // Whoever is only acted as cannot act as somebody else: the right would be the caller's own.
      if (isActedAs(client) && Object.keys(made.headers ?? {}).some((name) => /^impersonate-/i.test(name))) {
        return untried(`it needs a credential of ${article(as)}, where it is only acted as one`);
      }
      const dry = writes.has(made.method) && !mutates && (target.dryRun || made.method === 'DELETE');
      return judged(await client.send(dry ? dryRun(made) : made), (answer) => evidence(answer, target));
    },
  };
}

/** The verdict on an answer. A success that proves nothing is none of the attacker's. */
export function judged(
  answer: Answer,
  evidence: (answer: Answer) => string | undefined = plainSuccess,
  earlier: readonly string[] = [],
): Outcome {
  const { status, message, auditId } = answer;
  const auditIds = auditId === undefined ? earlier : [...earlier, auditId];
  const gained = evidence(answer);
  if (gained !== undefined) return { result: 'succeeded', evidence: gained, auditIds };
  return { result: 'refused', by: barrierOf(status, message), status, message, auditIds };
}

/** Every success counts. */
export function plainSuccess({ status }: Answer): string | undefined {
  return status >= 200 && status < 300 ? `answered ${status}` : undefined;
}

export const untried = (reason: string): Outcome => ({ result: 'untried', reason });

/** A connection that never came to be: the TLS handshake, or nobody listens. */
export function unconnected(error: unknown, by: string): Outcome {
  const { code, message } = error as NodeJS.ErrnoException;
  const silent = code === 'ECONNREFUSED' ? 'nobody listens' : code === 'ETIMEDOUT' ? 'nobody answers' : undefined;
  return { result: 'refused', by: silent ?? by, message, auditIds: [] };
}

/** Runs with a client of its own, which is closed in the end. */
export async function using<T>(client: Client, work: (client: Client) => Promise<T>): Promise<T> {
  try {
    return await work(client);
  } finally {
    client.close();
  }
}

function dryRun(call: Call): Call {
  return { ...call, path: `${call.path}${call.path.includes('?') ? '&' : '?'}dryRun=All` };
}

const isActedAs = ({ access }: Client) => access.headers?.['Impersonate-User'] !== undefined;

const article = (actor: Actor) => `${/^[aeo]/.test(actor) ? 'an' : 'a'} ${actor}`;
