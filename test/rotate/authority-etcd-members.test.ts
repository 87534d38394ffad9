import { Client } from '../../cli/api-server/client';
import { etcdUrls } from '../../cli/rotate/authority/etcd-members';
import { placeOf } from '../../cli/rotate/authority/place';
import { freePorts } from '../../rehearsal/cluster/ports';
import { eventually } from '../constructs/hardened-cluster';
import { AuthorityRun, begin, killedAtEveryLine, Leading } from './authority-run';
import { SecondMachine } from './second-machine';

const pki = '/etc/kubernetes/pki/etcd';
const journal = `${pki}/ca.rotation.json`;

describe('palisade rotate certificates --authority etcd, on two machines, each with a member', () => {
  const subject = new AuthorityRun('etcd');
  const { controlPlane } = subject;
  let second: SecondMachine;
  let member: number;
  let other: { readonly cert: string; readonly key: string };
  let written = 0;

  beforeAll(async () => {
    await subject.start();
    other = subject.probe();
    const [api = 0, manager = 0, client = 0, peer = 0] = await freePorts(4);
    member = client;
    second = new SecondMachine(controlPlane, [api, manager], [client, peer]);
    await second.start();
    await eventually('the second API server', () => writeHereAndReadThere().then(...isSo));
  }, 300_000);

  afterAll(async () => {
    await second?.stop();
    await subject.stop();
  });

  it('has both trusted by each member before it says that it may sign', async () => {
    expect(await etcdUrls(placeOf('etcd', subject.kubelet.folder))).toHaveLength(4);
    const leading = lead();
    await leading.says('copy this from here');
    second.copy(journal, `${pki}/ca.next.crt`, `${pki}/ca.next.key`);
    expect(await copied()).toMatchObject({ status: 0, errors: '' });
    expect([await leading.end(), leading.said]).toEqual([3, expect.stringContaining('--confirm sign')]);
    expect(second.read(`${pki}/ca.crt`)).toBe(controlPlane.read(`${pki}/ca.crt`));
    await writeHereAndReadThere();
  }, 600_000);

  it('signs for each member by the new one, and they speak to each other', async () => {
    const leading = lead('--confirm', 'sign');
    await leading.says('copy this from here');
    second.copy(journal);
    expect(await copied()).toMatchObject({ status: 0, errors: '' });
    expect([await leading.end(), leading.said]).toEqual([3, expect.stringContaining('--confirm drop')]);
    await writeHereAndReadThere();
    expect([await letsIn(controlPlane.etcdPort, other), await letsIn(member, other)]).toEqual([true, true]);
  }, 600_000);

  it('has no member let in whom the old one vouches for, and records go on from one to the other', async () => {
    const newer = subject.probe();
    const leading = lead('--confirm', 'drop');
    await leading.says('copy this from here');
    second.copy(journal);
    expect(await copied()).toMatchObject({ status: 0, errors: '' });
    expect([await leading.end(), leading.said]).toEqual([0, expect.stringContaining('Done')]);
    for (const port of [controlPlane.etcdPort, member]) {
      expect([port, await letsIn(port, other), await letsIn(port, newer)]).toEqual([port, false, true]);
    }
    await writeHereAndReadThere();
  }, 600_000);

  const isSo = [() => true, () => false] as const;

  function lead(...words: readonly string[]): Leading {
    const servers = [controlPlane.port, second.port].map((port) => `127.0.0.1:${port}`).join(',');
    return new Leading(subject.begin([...words, '--servers', servers]));
  }

  const copied = () =>
    killedAtEveryLine(() => begin(['--authority', 'etcd', '--copied', '--manifests', second.manifests]));

  const letsIn = (port: number, pair: { readonly cert: string; readonly key: string }) =>
    subject.etcdAnswers(port, { ca: controlPlane.read(`${pki}/ca.crt`), ...pair });

  /** What is written through one API server and its member, is there for the other. */
  async function writeHereAndReadThere(): Promise<void> {
    written += 1;
    const [path, name] = ['/api/v1/namespaces/default/configmaps', `record-${written}`];
    const here = subject.administrator();
    const there = new Client({ ...here.access, endpoint: `https://127.0.0.1:${second.port}` });
    try {
      const { status, text } = await here.send({ method: 'POST', path, body: { metadata: { name } } });
      if (status !== 201) throw new Error(text);
      const answer = await there.get(`${path}/${name}`);
      if (answer.status !== 200) throw new Error(answer.text);
    } finally {
      here.close();
      there.close();
    }
  }
});
