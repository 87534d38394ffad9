import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApiObjectJson, checkedObjects, objectName, ownerLabel } from '@palisade/constructs';
import { obtainPrograms, Screen } from '@palisade/rehearsal';
import { appOf, cases } from './cases';
import { HardenedCluster } from './hardened-cluster';
import { kubeconform, writeSchemas } from './schemas';

/** Groups whose makers publish no definitions that can be had here: their objects are not tried. */
const untried = ['policy.linkerd.io', 'projectcalico.org'];

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

  it.each(cases.filter(({ refusedBy }) => refusedBy === undefined))('takes $name whole', async (each) => {
    const objects = objectsOf(each);
    const refused: string[] = [];
    for (const object of objects) {
      // A webhook that fails closed, and whose service does not run here, would refuse whatever comes after it.
      const refusal = await cluster.refusal(object, { dryRun: object.kind === 'ValidatingWebhookConfiguration' });
      if (refusal !== undefined) refused.push(`${objectName(object)}: ${refusal}`);
    }
    expect(refused).toEqual([]);
    // What the controllers make of it is judged too, with what the namespace's limits have filled in.
    const running = objects.filter(({ kind }) => ['Deployment', 'StatefulSet', 'Job'].includes(kind));
    const failures = await Promise.all(running.map((workload) => cluster.podFailure(workload)));
    expect(failures.filter((failure) => failure !== undefined)).toEqual([]);
  });
});

describe('a relaxation', () => {
  it.each(cases.filter(({ refusedBy }) => refusedBy !== undefined))('needs a waiver: $name', async (each) => {
    const refusals: string[] = [];
    for (const object of objectsOf(each)) {
      const refusal = await cluster.refusal(object);
      if (refusal !== undefined) refusals.push(`${object.kind} ${/'palisade-([^']+)'/.exec(refusal)?.[1]}`);
    }
    expect(refusals).toEqual([`Deployment ${each.refusedBy}`]);
  });
});

describe('the schemas of the API server and of custom resources', () => {
  it('hold what no case writes against it', () => {
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'wrong' } };
    const found = kubeconform(program, schemas, [
      { ...service, spec: { ports: [{ port: 1, prot: 'TCP' }] } },
      { ...service, spec: { type: 1 } },
    ]);
    expect(found).toHaveLength(2);
    expect(found.join(' ')).toContain("additional properties 'prot' not allowed");
    expect(found.join(' ')).toContain("at '/spec/type': got number, want string");
  });

  it('hold of everything in all cases', () => {
    expect(kubeconform(program, schemas, cases.flatMap(objectsOf))).toEqual([]);
  });
});

function objectsOf(each: (typeof cases)[number] | undefined): ApiObjectJson[] {
  if (each === undefined) throw new Error('there is no such case');
  return checkedObjects(appOf(each)).filter(({ apiVersion }) => !untried.includes(apiVersion.split('/')[0] ?? ''));
}
