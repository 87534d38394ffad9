import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../../api-server/client';
import { about, type Draft, type Outcome } from '../attack';
import { untried } from '../request-attack';
import type { Actor, AuditLine, Target } from '../target';

/** How long a line may take to be in the log, in tries of 50 ms. */
const tries = 40;

/** The lines that fit, once there are as many as are due. */
async function lines(target: Target, due: number, fits: (line: AuditLine) => boolean): Promise<readonly AuditLine[]> {
  let found: readonly AuditLine[] = [];
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const all = (await target.auditLog?.()) ?? [];
    found = all.filter(fits);
    // Where no log is kept at all, waiting changes nothing.
    if (found.length >= due || all.length === 0) break;
    await sleep(50);
  }
  return found;
}

interface Trace {
  readonly as: Actor;
  /** Does something, and returns what the lines of it must fulfil, and how many there must be. */
  readonly act: (client: Client, target: Target, mark: string) => Promise<Due>;
}

interface Due {
  readonly count: number;
  readonly fits: (line: AuditLine) => boolean;
  /** What must hold of all of the log's text, besides. */
  readonly forbidden?: (line: AuditLine) => boolean;
}

/** Something done in the hope that nobody can tell afterwards. */
function untraced(draft: Pick<Draft, 'id' | 'title' | 'technique'>, { as, act }: Trace): Draft {
  return {
    ...draft,
    mutates: false,
    stoppedBy: 'the audit log',
    run: async (target): Promise<Outcome> => {
      if (target.auditLog === undefined) return untried('it needs to read the audit log');
      const client = target.as(as);
      if (client === undefined) return untried(`it needs the credential: ${as}`);
      const { count, fits, forbidden } = await act(client, target, randomBytes(8).toString('hex'));
      const found = await lines(target, count, fits);
      const auditIds = found.map(({ auditID }) => auditID);
      if (found.length < count) {
        return { result: 'succeeded', evidence: `${found.length} of ${count} lines are in the audit log`, auditIds };
      }
      if (forbidden !== undefined && (await target.auditLog()).some(forbidden)) {
        return { result: 'succeeded', evidence: 'the audit log holds what was forged', auditIds };
      }
      const message = `${found.length === 1 ? 'a line says' : `${found.length} lines say`} who did what`;
      return { result: 'refused', by: 'the audit log', message, auditIds };
    },
  };
}

const agent = (mark: string) => ({ 'User-Agent': `attack-${mark}` });
const isOf = (mark: string) => (line: AuditLine) => line.userAgent === `attack-${mark}`;

/** Doing something without a trace, or with a false one. */
export const audit = about('audit', [
  untraced(
    { id: 'audit-read', title: 'Read a secret that one may read, so that nobody notices', technique: 'T1070' },
    {
      as: 'administrator',
      act: async (client, { namespace, secret }, mark) => {
        const path = `/api/v1/namespaces/${namespace}/secrets/${secret?.name ?? ''}`;
        await client.send({ method: 'GET', path, headers: agent(mark) });
        return { count: 1, fits: (line) => isOf(mark)(line) && line.objectRef?.name === secret?.name };
      },
    },
  ),
  untraced(
    { id: 'audit-shared-id', title: 'Hide one request behind the audit id of another', technique: 'T1070' },
    {
      as: 'outsider',
      act: async (client, _target, mark) => {
        const headers = { ...agent(mark), 'Audit-ID': `attack-${mark}` };
        for (const path of ['/version', '/api/v1/secrets?limit=1']) await client.send({ method: 'GET', path, headers });
        return { count: 2, fits: isOf(mark) };
      },
    },
  ),
  untraced(
    { id: 'audit-false-address', title: 'Put the blame on another address (X-Forwarded-For)', technique: 'T1036' },
    {
      as: 'outsider',
      act: async (client, _target, mark) => {
        const headers = { ...agent(mark), 'X-Forwarded-For': '198.51.100.1' };
        await client.send({ method: 'GET', path: '/api/v1/secrets?limit=1', headers });
        return {
          count: 1,
          fits: (line) => isOf(mark)(line) && (line.sourceIPs ?? []).some((address) => address !== '198.51.100.1'),
        };
      },
    },
  ),
  untraced(
    {
      id: 'audit-injected-line',
      title: 'Forge a line of the audit log, by a line break in the path',
      technique: 'T1070',
    },
    {
      as: 'outsider',
      act: async (client, _target, mark) => {
        const forged = encodeURIComponent(`\n${JSON.stringify({ auditID: `forged-${mark}`, verb: 'get' })}\n`);
        await client.send({ method: 'GET', path: `/api/${forged}`, headers: agent(mark) });
        return { count: 1, fits: isOf(mark), forbidden: ({ auditID }) => auditID === `forged-${mark}` };
      },
    },
  ),
  untraced(
    { id: 'audit-impersonation', title: 'Hide behind the name of somebody whom one acts as', technique: 'T1036' },
    {
      as: 'administrator',
      act: async (client, _target, mark) => {
        const headers = { ...agent(mark), 'Impersonate-User': `nobody-${mark}` };
        await client.send({ method: 'GET', path: '/api/v1/secrets?limit=1', headers });
        return {
          count: 1,
          fits: (line) => isOf(mark)(line) && (line.user?.username ?? `nobody-${mark}`) !== `nobody-${mark}`,
        };
      },
    },
  ),
]);
