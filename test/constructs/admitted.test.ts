import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApiObjectJson, checkedObjects, objectName, ownerLabel } from '@palisade/constructs';
import { obtainPrograms, Screen } from '@palisade/rehearsal';
import { appOf, cases } from './cases';
import { HardenedCluster } from './hardened-cluster';
import { kubeconform, writeSchemas } from './schemas';

/** Kinds whose makers publish no definition that can be had here: their objects are not tried. */
const undefinedKinds: readonly string[] = [];

let cluster: HardenedCluster;
let schemas: string;
let program: string;

beforeAll(async () => {
  cluster = await HardenedCluster.start();
  schemas = mkdtempSync(join(tmpdir(), 'palisade-schemas-'));
  await writeSchemas(cluster.client, schemas);
  const { signal } = new AbortController();
  const { kubeconform } = await obtainPrograms({
    screen: new Screen(process.stderr),
    signal,
    names: ['kubeconform'],
  });
  program = kubeconform.path;
});

afterAll(async () => {
  await cluster?.stop();
  if (schemas) rmSync(schemas, { recursive: true });
});

describe('a hardened cluster', () => {
  it('has policies that refuse what an app would not write', async () => {
    const [namespace] = objectsOf(cases[0]);
    const { [ownerLabel]: _, ...labels } = namespace?.metadata.labels ?? {};
    const ownerless = { ...namespace, metadata: { name: 'ownerless', labels } } as ApiObjectJson;
    expect(await cluster.refusal(ownerless)).toContain(`'palisade-require-namespace-owner'`);
  });

  it.each(cases)('takes $name whole', async (each) => {
    const objects = objectsOf(each);
    expect(kubeconform(program, schemas, objects)).toEqual([]);
    const refused: string[] = [];
    for (const object of objects) {
      const refusal = await cluster.refusal(object);
      if (refusal !== undefined) refused.push(`${objectName(object)}: ${refusal}`);
    }
    expect(refused).toEqual([]);
  });
});

function objectsOf(each: (typeof cases)[number] | undefined): ApiObjectJson[] {
  if (each === undefined) throw new Error('there is no such case');
  return checkedObjects(appOf(each)).filter(({ kind }) => !undefinedKinds.includes(kind));
}
