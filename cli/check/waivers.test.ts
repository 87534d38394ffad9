import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kubernetesRules } from '@palisade/rules';
import { waiversIn } from './waivers';

const expires = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);

/** The notes on a waiver of what a selector selects. */
function notesOn(rule: string, select: string): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'palisade-waivers-'));
  try {
    const file = join(folder, 'waivers.yaml');
    writeFileSync(file, `- { rule: ${rule}, select: ${select}, reason: r, owner: o, expires: ${expires} }\n`);
    return waiversIn(file, kubernetesRules).notes.map((note) => note.replace(`${folder}/`, ''));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('notes on waivers', () => {
  test.each([
    [
      'a workload of a kind',
      '{ kind: DaemonSet, namespace: a, name: agent }',
      'waivers.yaml:1: covers the DaemonSet, and not the Pods that it makes: admission will refuse those; select what both have, such as `name: agent*` without a kind (docs/waivers.md)',
    ],
    [
      'a kind in a namespace',
      '{ kind: Deployment, namespace: a }',
      'waivers.yaml:1: covers the Deployment, and not the Pods that it makes: admission will refuse those; select what both have, such as `name: NAME*` without a kind (docs/waivers.md)',
    ],
    [
      'one name',
      '{ namespace: a, name: agent }',
      'waivers.yaml:1: covers what is called agent, and no Pod that a workload of that name makes: admission will refuse those; select what both have, such as `name: agent*` without a kind (docs/waivers.md)',
    ],
    [
      'a name in no namespace',
      '{ name: agent }',
      'waivers.yaml:1: covers what is called agent, and no Pod that a workload of that name makes: admission will refuse those; select what both have, such as `namespace: NAMESPACE, name: agent*` without a kind (docs/waivers.md)',
    ],
  ])('say of %s that its pods are not covered', (_, select, note) => {
    expect(notesOn('no-host-network', select)).toEqual([note]);
  });

  test.each([
    ['names with a * at the end', 'no-host-network', '{ namespace: a, name: agent* }'],
    ['a pod', 'no-host-network', '{ kind: Pod, namespace: a, name: debug }'],
    ['an image', 'no-host-network', '{ namespace: a, image: registry.example.com/agents/* }'],
    ['a namespace', 'no-host-network', '{ namespace: a }'],
    ['a rule that is not about pods', 'no-node-ports', '{ kind: Service, namespace: a, name: web }'],
  ])('say nothing of %s', (_, rule, select) => {
    expect(notesOn(rule, select)).toEqual([]);
  });
});
