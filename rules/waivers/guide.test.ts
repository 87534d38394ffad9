import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kubernetesRules } from '../catalogue';
import { loadWaivers } from './load';

const guide = readFileSync(join(__dirname, '..', '..', 'docs', 'waivers.md'), 'utf8');
const examples = [...guide.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, text]) => text ?? '');
const rule = { id: 'no-host-network' };
const spec = { hostNetwork: true, containers: [{ name: 'agent', image: 'registry.example.com/agents/node:1' }] };
const metadata = (name: string) => ({ name, namespace: 'observability' });
const daemonSet = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: metadata('node-agent'),
  spec: { template: { spec } },
};
const replicaSet = { ...daemonSet, kind: 'ReplicaSet', metadata: metadata('node-agent-7d9c5b') };
const pod = { apiVersion: 'v1', kind: 'Pod', metadata: metadata('node-agent-x2x4q'), spec };

describe('the guide to waivers', () => {
  it('has four examples', () => {
    expect(examples).toHaveLength(4);
  });

  test.each([
    ['the first', 0, [true, true, true]],
    ['the one that leaves no pod running', 1, [true, false, false]],
    ['by name', 2, [true, true, true]],
    ['by image', 3, [true, true, true]],
  ])('%s covers what it says', (_, index, expected) => {
    const waivers = loadWaivers(examples[index] ?? '', {
      rules: kubernetesRules,
      today: new Date('2026-12-01T00:00:00Z'),
    });
    const covered = [daemonSet, replicaSet, pod].map((object) => waivers.covers(rule, { object }) !== undefined);
    expect(covered).toEqual(expected);
    const elsewhere = { ...pod, metadata: { ...pod.metadata, namespace: 'shop' } };
    expect(waivers.covers(rule, { object: elsewhere })).toBeUndefined();
  });
});
