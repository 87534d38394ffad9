import { statSync } from 'node:fs';
import { Client } from '../../cli/api-server/client';
import { freePorts } from '../../rehearsal/cluster/ports';
import { eventually } from '../constructs/hardened-cluster';
import { AuthorityRun, begin, killedAtEveryLine, Leading } from './authority-run';
import { SecondMachine } from './second-machine';

const pki = '/etc/kubernetes/pki';
const journal = `${pki}/ca.rotation.json`;

describe('palisade rotate certificates --authority cluster, on two machines', () => {
  const subject = new AuthorityRun('cluster');
  const { controlPlane } = subject;
  let second: SecondMachine;
  let alice: { cert: string; key: string };

  beforeAll(async () => {
    await subject.start();
    alice = await controlPlane.client('alice', 'palisade:administrators');
    const [api = 0, manager = 0] = await freePorts(2);
    second = new SecondMachine(controlPlane, [api, manager]);
    await second.start();
    await eventually('the second API server', async () => (await statusOf(second.port, alice).catch(() => 0)) === 200);
  }, 300_000);

  afterAll(async () => {
    await second?.stop();
    await subject.stop();
  });

  it('has both trusted on each before it says that it may sign, and says what to copy', async () => {
    const before = controlPlane.read(`${pki}/apiserver.crt`);
    const leading = lead();
    await leading.says(`:${controlPlane.port} trusts both authorities\n`);
    await leading.says(`copy this from here, over a connection that\n  nobody reads: [^ ]*ca.rotation.json, `);
    await leading.says(`ca.next.crt, [^ ]*ca.next.key \\(owner \\d+:\\d+, mode 0600\\)`);
    // The second one trusts the old one only: nothing is said of it, and nothing goes on.
    expect(leading.said).not.toContain(`:${second.port} trusts`);
    second.copy(journal, `${pki}/ca.next.crt`, `${pki}/ca.next.key`);
    expect(await copied()).toMatchObject({ status: 0, errors: '' });
    expect(await leading.end()).toBe(3);
    expect(leading.said).toContain(`:${second.port} trusts both authorities\n`);
    expect(controlPlane.read(`${pki}/apiserver.crt`)).toBe(before);
    expect(second.read(`${pki}/ca.crt`)).toBe(controlPlane.read(`${pki}/ca.crt`));
  }, 600_000);

  it('signs on each by the new one', async () => {
    const leading = lead('--confirm', 'sign');
    await leading.says(`:${controlPlane.port} works with certificates of the new authority\n`);
    await leading.says('copy this from here');
    second.copy(journal);
    expect(await copied()).toMatchObject({ status: 0, errors: '' });
    expect(await leading.end()).toBe(3);
    expect(leading.said).toContain(`:${second.port} works with certificates of the new authority\n`);
    for (const port of [controlPlane.port, second.port])
      expect([port, await statusOf(port, alice)]).toEqual([port, 200]);
    // Each machine has made keys of its own.
    expect(second.read(`${pki}/apiserver.key`)).not.toBe(controlPlane.read(`${pki}/apiserver.key`));
  }, 600_000);

  it('drops the old one on each, and keeps its key on none', async () => {
    const bob = await controlPlane.client('bob', 'palisade:administrators');
    const leading = lead('--confirm', 'drop');
    await leading.says(`:${controlPlane.port} trusts the new authority only\n`);
    await leading.says('copy this from here');
    expect([await statusOf(controlPlane.port, alice), await statusOf(second.port, alice)]).toEqual([401, 200]);
    second.copy(journal);
    expect(await copied()).toMatchObject({ status: 0, errors: '' });
    expect(await leading.end()).toBe(0);
    for (const port of [controlPlane.port, second.port]) {
      expect([port, await statusOf(port, alice), await statusOf(port, bob)]).toEqual([port, 401, 200]);
    }
    expect(second.read(`${pki}/ca.crt`)).toBe(controlPlane.read(`${pki}/ca.crt`));
    expect(second.read(`${pki}/ca.key`)).toBe(controlPlane.read(`${pki}/ca.key`));
    expect(statSync(second.path(`${pki}/ca.key`)).mode & 0o077).toBe(0);
    expect(subject.leftovers()).toEqual([]);
    expect(subject.leftovers(second.path('/etc/kubernetes'))).toEqual([]);
  }, 600_000);

  /** Runs the command on the first machine. */
  function lead(...words: readonly string[]): Leading {
    const servers = [controlPlane.port, second.port].map((port) => `127.0.0.1:${port}`).join(',');
    return new Leading(subject.begin([...words, '--servers', servers]));
  }

  /** Has the second machine do what was copied there, killed at every line that it says. */
  const copied = () =>
    killedAtEveryLine(() => begin(['--authority', 'cluster', '--copied', '--manifests', second.manifests]));

  async function statusOf(port: number, pair: { cert: string; key: string }): Promise<number> {
    const ca = controlPlane.read(`${pki}/ca.crt`);
    const client = new Client({ endpoint: `https://127.0.0.1:${port}`, ca, ...pair });
    try {
      return (await client.get('/api/v1/namespaces/default/configmaps')).status;
    } finally {
      client.close();
    }
  }
});
