import { X509Certificate } from 'node:crypto';
import { Client } from '../../cli/api-server/client';
import { AuthorityRun } from './authority-run';

const pki = '/etc/kubernetes/pki';
const file = `${pki}/front-proxy-ca.crt`;

describe('palisade rotate certificates --authority front-proxy', () => {
  const subject = new AuthorityRun('front-proxy');
  const { controlPlane } = subject;
  let oldAuthority: string;
  let newAuthority: string;
  let proxy: { readonly cert: string; readonly key: string };

  beforeAll(async () => {
    await subject.start();
    oldAuthority = controlPlane.read(file);
    proxy = subject.probe();
  }, 300_000);

  afterAll(() => subject.stop());

  it('has both trusted, killed at every line that it says, and tells aggregated servers of both', async () => {
    const watch = watchAs(proxy);
    const { status, errors } = await subject.killedAtEveryLine();
    expect([status, errors]).toEqual([3, '']);
    [, newAuthority = ''] = subject.authorities(file);
    expect(subject.authorities(file)).toEqual([oldAuthority, newAuthority]);
    expect(await published()).toEqual([oldAuthority, newAuthority]);
    expect(signs(oldAuthority)).toBe(true);
    await watch.forget();
    expect([watch.troubles, watch.told.has('answered')]).toEqual([[], true]);
    await watch.end();
  }, 900_000);

  it('signs by the new one, killed at every line, and believes proxies of both', async () => {
    const watch = watchAs(proxy);
    const { status, errors } = await subject.killedAtEveryLine('--confirm', 'sign');
    expect([status, errors]).toEqual([3, '']);
    expect(signs(newAuthority)).toBe(true);
    await watch.forget();
    expect([watch.troubles, watch.told.has('answered')]).toEqual([[], true]);
    await watch.end();
    expect(await toldBy(subject.probe())).toBe('palisade:somebody');
  }, 900_000);

  it('drops the old one, killed at every line: whoever is vouched for by it is believed no more', async () => {
    const newer = subject.probe();
    const watch = watchAs(newer);
    await watch.forget();
    expect(await toldBy(proxy)).toBe('palisade:somebody');
    const { status, output, errors } = await subject.killedAtEveryLine('--confirm', 'drop');
    expect([status, errors]).toEqual([0, '']);
    expect(output.trimEnd().split('\n').at(-1)).toBe(
      'Done: the old authority is trusted no more, and its key is gone.',
    );
    await watch.forget();
    expect([watch.troubles, watch.told.has('answered')]).toEqual([[], true]);
    expect([await toldBy(proxy), await toldBy(newer)]).toEqual([401, 'palisade:somebody']);
    expect(await published()).toEqual([newAuthority]);
    expect(subject.authorities(file)).toEqual([newAuthority]);
    expect(subject.leftovers()).toEqual([]);
  }, 900_000);

  const headers = { 'X-Remote-User': 'palisade:somebody' };
  const access = (pair: { readonly cert: string; readonly key: string }) => ({
    endpoint: subject.endpoint,
    ca: controlPlane.read(`${pki}/ca.crt`),
    headers,
    ...pair,
  });
  const watchAs = (pair: { readonly cert: string; readonly key: string }) => subject.watch(() => access(pair));

  const signs = (authority: string) =>
    subject.certificate(`${pki}/front-proxy-client.crt`).verify(new X509Certificate(authority).publicKey);

  /** For whom the API server takes the one for whom a proxy asks; the status where it does not believe it. */
  async function toldBy(pair: { readonly cert: string; readonly key: string }): Promise<string | number> {
    const client = new Client(access(pair));
    try {
      const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
      const { status, body } = await client.send({ method: 'POST', path, body: {} });
      const { userInfo } = (body.status ?? {}) as { userInfo?: { username: string } };
      return userInfo?.username ?? status;
    } finally {
      client.close();
    }
  }

  async function published() {
    const client = subject.administrator();
    try {
      const path = '/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication';
      const { data } = (await client.get(path)).body as { data: Record<string, string> };
      return data['requestheader-client-ca-file']?.match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----\n/g);
    } finally {
      client.close();
    }
  }
});
