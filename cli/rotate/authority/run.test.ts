import { type AuthorityOptions, runAuthority } from './run';

describe('palisade rotate certificates --authority', () => {
  const given: AuthorityOptions = {
    authority: 'etcd',
    kubeconfig: undefined,
    servers: undefined,
    confirm: undefined,
    copied: false,
    manifests: '/nowhere',
  };

  it.each<[Partial<AuthorityOptions>, string]>([
    [{ authority: 'ca' }, "--authority is 'ca': write one of cluster, etcd, front-proxy"],
    [{ confirm: 'trust' }, "--confirm is 'trust': write sign or drop"],
    [{ servers: '10.0.0.11:6443,a' }, "--servers has 'a': write HOST:PORT,HOST:PORT"],
    [{ copied: true, confirm: 'drop' }, '--copied needs nothing else'],
    [{}, 'say who asks: --kubeconfig FILE'],
  ])('is called wrongly with %j', async (options, message) => {
    let errors = '';
    const stream = (take: (text: string) => void) => ({ write: (text: string) => take(text) }) as never;
    const streams = {
      stdout: stream(() => {}),
      stderr: stream((text) => {
        errors += text;
      }),
    };
    expect(await runAuthority({ ...given, ...options }, streams)).toBe(2);
    expect(errors).toBe(`palisade rotate certificates: ${message}\nTry: palisade rotate certificates --help\n`);
  });
});
