import { X509Certificate } from 'node:crypto';
import { servedCertificate } from '../../cli/rotate/served';
import { AuthorityRun } from './authority-run';

const pki = '/etc/kubernetes/pki';
const file = `${pki}/etcd/ca.crt`;

describe('palisade rotate certificates --authority etcd', () => {
  const subject = new AuthorityRun('etcd');
  const { controlPlane } = subject;
  let oldAuthority: string;
  let newAuthority: string;
  /** Somebody else who asks etcd, such as a backup. */
  let other: { readonly cert: string; readonly key: string };
  let written = 0;

  beforeAll(async () => {
    await subject.start();
    oldAuthority = controlPlane.read(file);
    other = subject.probe();
  }, 300_000);

  afterAll(() => subject.stop());

  it('has both trusted, killed at every line that it says, and the old one shown', async () => {
    const [both, oldOnly] = [watchWithBoth(), watchOldOnly()];
    const { status, output, errors } = await subject.killedAtEveryLine();
    expect([status, errors]).toEqual([3, '']);
    expect(output).toContain(`must trust both authorities: give it ${controlPlane.path(file)}\n`);
    [, newAuthority = ''] = subject.authorities(file);
    expect(subject.authorities(file)).toEqual([oldAuthority, newAuthority]);
    for (const watch of [both, oldOnly]) {
      await watch.forget();
      expect([watch.troubles, watch.told.has('answered')]).toEqual([[], true]);
      await watch.end();
    }
    await writeAndRead();
  }, 900_000);

  it('signs by the new one, killed at every line; who trusts both is never refused, who trusts the old one only is', async () => {
    const [both, oldOnly] = [watchWithBoth(), watchOldOnly()];
    const { status, errors } = await subject.killedAtEveryLine('--confirm', 'sign');
    expect([status, errors]).toEqual([3, '']);
    const { publicKey } = new X509Certificate(newAuthority);
    for (const name of ['etcd/server', 'etcd/peer', 'apiserver-etcd-client']) {
      expect([name, subject.certificate(`${pki}/${name}.crt`).verify(publicKey)]).toEqual([name, true]);
    }
    expect((await servedCertificate(`127.0.0.1:${controlPlane.etcdPort}`, subject.probe())).verify(publicKey)).toBe(
      true,
    );
    await both.forget();
    await oldOnly.forget();
    expect([both.troubles, both.told.has('answered')]).toEqual([[], true]);
    expect([...oldOnly.told]).toEqual(['distrusted']);
    await both.end();
    await oldOnly.end();
    await writeAndRead();
  }, 900_000);

  it('drops the old one, killed at every line: whom it vouched for etcd does not let in, and all else works', async () => {
    const newer = subject.probe();
    const watch = subject.watch(() => ({ endpoint: endpoint(), ca: newAuthority, ...newer }), '/health');
    await watch.forget();
    expect(await letsIn(other)).toBe(true);
    const { status, output, errors } = await subject.killedAtEveryLine('--confirm', 'drop');
    expect([status, errors]).toEqual([0, '']);
    expect(output.trimEnd().split('\n').at(-1)).toBe(
      'Done: the old authority is trusted no more, and its key is gone.',
    );
    await watch.forget();
    expect([watch.troubles, watch.told.has('answered')]).toEqual([[], true]);
    expect([await letsIn(other), await letsIn(newer)]).toEqual([false, true]);
    expect(subject.authorities(file)).toEqual([newAuthority]);
    expect(subject.leftovers()).toEqual([]);
    await writeAndRead();
    // Whoever starts anew works as well.
    await controlPlane.halt();
    await controlPlane.resume();
    await writeAndRead();
  }, 900_000);

  const endpoint = () => `https://127.0.0.1:${controlPlane.etcdPort}`;

  const watchWithBoth = () =>
    subject.watch(() => ({ endpoint: endpoint(), ca: controlPlane.read(file), ...other }), '/health');
  const watchOldOnly = () => subject.watch(() => ({ endpoint: endpoint(), ca: oldAuthority, ...other }), '/health');

  const letsIn = (pair: { readonly cert: string; readonly key: string }) =>
    subject.etcdAnswers(controlPlane.etcdPort, { ca: newAuthority, ...pair });

  /** Through the API server, to etcd and back. */
  async function writeAndRead(): Promise<void> {
    const client = subject.administrator();
    try {
      written += 1;
      const [path, name] = ['/api/v1/namespaces/default/configmaps', `record-${written}`];
      const { status, text } = await client.send({ method: 'POST', path, body: { metadata: { name } } });
      if (status !== 201) throw new Error(text);
      expect((await client.get(`${path}/${name}`)).status).toBe(200);
    } finally {
      client.close();
    }
  }
});
