import { nodePlaces, toArguments } from '@palisade/constructs/control-plane';
import { apiServerFlags, controllerManagerFlags, etcdFlags } from './control-plane';

describe('a rehearsed control plane', () => {
  const places = { ...nodePlaces('127.0.0.1'), ports: { apiServer: 1, etcd: 2, etcdPeer: 3 } };
  const all = [apiServerFlags(places), etcdFlags(places), controllerManagerFlags(places)].flatMap(toArguments);

  it('names no address but the loopback one, and never plain HTTP', () => {
    const urls = all.flatMap((flag) => flag.match(/https?:\/\/127[^,]+|http:.*/g) ?? []);
    expect(new Set(urls)).toEqual(new Set(['https://127.0.0.1:2', 'https://127.0.0.1:3']));
    expect(all.filter((flag) => flag.startsWith('--bind-address='))).toEqual([
      '--bind-address=127.0.0.1',
      '--bind-address=127.0.0.1',
    ]);
  });

  it('publishes no address of its API server, and has no port for its controllers', () => {
    expect(all).toContain('--endpoint-reconciler-type=none');
    expect(all).toContain('--secure-port=0');
    expect(all.filter((flag) => flag.startsWith('--advertise-address='))).toEqual([]);
  });
});
