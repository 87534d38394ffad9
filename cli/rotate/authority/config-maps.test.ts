import { X509Certificate } from 'node:crypto';
import { createAuthority } from '../../../rehearsal/cluster/certificate';
import type { ApiServers, Fields } from '../api-servers';
import { publishedAmiss, rootsAmiss } from './config-maps';
import type { Journal } from './journal';
import type { Place } from './place';

describe('what a cluster tells others to trust', () => {
  const [old, next] = ['old', 'next'].map((name) => createAuthority(name, 24).certificate) as [string, string];
  const printOf = (pem: string) => new X509Certificate(pem).fingerprint256;
  const at = (stage: Journal['stage']): Journal => ({ old: printOf(old), next: printOf(next), stage, before: {} });

  describe('kube-root-ca.crt', () => {
    const cluster = (held: Record<string, string>, ending: readonly string[] = []) =>
      ({
        list: async (path: string): Promise<readonly Fields[]> =>
          Object.entries(held).map(([name, pem]) =>
            path.startsWith('/api/v1/namespaces')
              ? { metadata: { name }, status: { phase: ending.includes(name) ? 'Terminating' : 'Active' } }
              : { metadata: { namespace: name }, data: { 'ca.crt': pem } },
          ),
      }) as unknown as ApiServers;
    const lacks = (what: string) => `ConfigMap kube-root-ca.crt of 1 namespaces, such as b, has not ${what} yet`;

    it.each<[string, Record<string, string>, Journal['stage'], string | undefined]>([
      ['both are there', { a: old + next, b: next + old }, 'trust', undefined],
      ['the new one is missing', { a: old + next, b: old }, 'trust', lacks('both authorities')],
      ['the old one went too early', { a: old + next, b: next }, 'sign', lacks('both authorities')],
      ['the old one is there still', { a: next, b: next + old }, 'drop', lacks('the new authority only')],
      ['the new one is alone', { a: next, b: next }, 'drop', undefined],
      [
        'there are none',
        {},
        'trust',
        'no namespace has a ConfigMap kube-root-ca.crt yet: is a controller manager there?',
      ],
    ])('is seen where %s', async (_, held, stage, amiss) => {
      expect(await rootsAmiss(cluster(held), at(stage))).toBe(amiss);
    });

    it('is not waited for where a namespace is being deleted', async () => {
      expect(await rootsAmiss(cluster({ a: next, b: old }, ['b']), at('drop'))).toBeUndefined();
    });
  });

  describe('extension-apiserver-authentication', () => {
    /** Of the front proxy, whose authorities stand beside those of clients. */
    function cluster(pem: string) {
      const sent: unknown[] = [];
      const ask = async ({ method, body }: { method: string; body?: unknown }) => {
        if (method === 'PATCH') sent.push(body);
        return { body: { metadata: { resourceVersion: '7' }, data: { 'requestheader-client-ca-file': pem } } };
      };
      return { servers: { ask } as unknown as ApiServers, sent };
    }
    const place = { name: 'front-proxy' } as Place;
    const look = (servers: ApiServers, stage: Journal['stage']) =>
      publishedAmiss(servers, place, at(stage), new X509Certificate(next));

    it.each<[string, string, Journal['stage'], string | undefined]>([
      ['lacks the new one', old, 'trust', 'ConfigMap extension-apiserver-authentication has not the new authority yet'],
      ['has both', old + next, 'sign', undefined],
      ['has the new one only', next, 'drop', undefined],
    ])('is left as it is where it %s', async (_, pem, stage, amiss) => {
      const { servers, sent } = cluster(pem);
      expect([await look(servers, stage), sent]).toEqual([amiss, []]);
    });

    it('is rid of the old one at the end, as it was read and no later', async () => {
      const { servers, sent } = cluster(old + next);
      expect(await look(servers, 'drop')).toBe('ConfigMap extension-apiserver-authentication had the old authority');
      const data = { 'requestheader-client-ca-file': new X509Certificate(next).toString() };
      expect(sent).toEqual([{ metadata: { resourceVersion: '7' }, data }]);
    });
  });
});
