import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiClient, Cluster, type KubernetesObject } from '@palisade/rehearsal';
import type { Answer } from '@palisade/rehearsal/client';
import type { JsonObject } from '@palisade/rules';
import { parseAllDocuments } from 'yaml';
import { withDefaults } from '../../cli/check/policies/defaults';
import { clusterScopedKinds, pluralOf } from '../../cli/check/policies/resources';
import { runOn } from '../../cli/check/run-for-test';
import { failures, truths, variables } from '../../rules/cel/policy/expressions-for-test';
import { clusterPrograms } from '../support/cluster-programs';
import { defaulted } from './defaulted';
import { type Case, type Example, examples, namespaces, replicaLimits } from './examples';

const folder = mkdtempSync(join(tmpdir(), 'palisade-policies-'));
let cluster: Cluster;
let client: ApiClient;

beforeAll(async () => {
  const { signal } = new AbortController();
  cluster = await Cluster.start({ folder, programs: await clusterPrograms(), signal });
  client = new ApiClient(cluster.access('policies', ['palisade:administrators']));
  for (const namespace of namespaces) {
    await make(namespace);
    const { name } = namespace.metadata as { name: string };
    // The controllers may be quicker, or slower than the first pod.
    const path = `/api/v1/namespaces/${name}/serviceaccounts`;
    await client.send({ method: 'POST', path, body: { metadata: { name: 'default' } } });
  }
}, 900_000);

afterAll(async () => {
  client?.close();
  await cluster?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function send(object: JsonObject, query = ''): Promise<Answer> {
  const path = await client.collection(object as KubernetesObject);
  if (path === undefined) throw new Error(`${object.apiVersion} ${object.kind} is not served`);
  return await client.send({ method: 'POST', path: `${path}${query}`, body: object });
}

async function make(object: JsonObject): Promise<void> {
  const { status, message } = await send(object);
  if (status !== 201) throw new Error(`${object.kind}: ${message}`);
}

function objectsIn(text: string): JsonObject[] {
  return parseAllDocuments(text).flatMap((document): JsonObject[] => {
    const object = document.toJS() as JsonObject | null;
    if (object === null) return [];
    return Array.isArray(object.items) ? (object.items as JsonObject[]) : [object];
  });
}

/** What came of something at either gate, in the same words. */
type Verdict = 'admit' | 'deny an error' | { readonly deny: string } | { readonly warn: string };

async function atTheServer({ object }: Case): Promise<Verdict> {
  const { status, body, warnings } = await send(object, '?dryRun=All');
  const [warning] = warnings.flatMap((text) => / with binding '[^']*': (.*)$/s.exec(text)?.[1] ?? []);
  if (status === 201) return warning === undefined ? 'admit' : { warn: warning };
  const message = / denied request: (.*)$/s.exec(String(body.message))?.[1];
  if (message === undefined) throw new Error(`refused by no policy: ${body.message}`);
  return message.includes(' resulted in error: ') ? 'deny an error' : { deny: message };
}

async function atTheCommand({ policies }: Example, { object }: Case): Promise<Verdict> {
  const files = {
    'policies.yaml': `${replicaLimits}---\n${policies}`,
    'objects.json': [object, ...namespaces].map((each) => JSON.stringify(each)).join('\n'),
  };
  const given = { paths: ['objects.json'], policies: ['policies.yaml'], policiesOnly: true, format: 'json' };
  const { out, err } = await runOn(files, given);
  if (err !== '') throw new Error(err);
  const { violations, unchecked } = JSON.parse(out);
  if (unchecked.length > 0) throw new Error(JSON.stringify(unchecked));
  const [first] = violations;
  if (first === undefined) return 'admit';
  if (first.erred && first.message.includes(' resulted in error: ')) return 'deny an error';
  return { [first.outcome]: first.message } as Verdict;
}

describe('policies that somebody else wrote', () => {
  beforeAll(async () => {
    await make(objectsIn(replicaLimits)[0] as JsonObject);
    const served = async () => (await client.get('/apis/rules.example.com/v1')).status === 200;
    await until(served, 'the kind of the parameters is not served');
    for (const object of examples.flatMap(({ policies }) => objectsIn(policies))) await make(object);
    // Each example's first object is not admitted: then the policy is in force, parameters and all.
    for (const { name, cases } of examples) {
      await until(async () => (await atTheServer(cases[0])) !== 'admit', `${name}: never in force`);
    }
  }, 120_000);

  const all = examples.flatMap((example) =>
    example.cases.map((given) => ({ name: `${example.name}: ${given.name}`, example, given })),
  );

  test.each(all)('$name', async ({ example, given }) => {
    expect({
      server: await atTheServer(given),
      command: await atTheCommand(example, given),
    }).toEqual({ server: given.expected, command: given.expected });
  });
});

describe('the CEL of policies', () => {
  const policyOf = (name: string, expressions: readonly string[]) => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name },
    spec: {
      matchConstraints: {
        resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }],
      },
      matchConditions: [{ name: 'mine', expression: `object.metadata.name == "${name}"` }],
      variables: Object.entries(variables).map(([variable, expression]) => ({ name: variable, expression })),
      validations: expressions.map((expression, index) => ({ expression, message: `#${index}.` })),
    },
  });
  const bindingOf = (name: string) => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name },
    spec: { policyName: name, validationActions: ['Warn'] },
  });

  /** The warnings of a policy with these validations. */
  async function warnings(name: string, expressions: readonly string[]): Promise<readonly string[]> {
    await make(policyOf(name, expressions));
    await make(bindingOf(name));
    const canary = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'plain' } };
    let found: readonly string[] = [];
    await until(async () => {
      found = (await send(canary, '?dryRun=All')).warnings;
      return found.length > 0;
    }, `${name}: never in force`);
    return found;
  }

  it('holds what it holds here', async () => {
    // Turned round, each must be found: one that is never evaluated would not be.
    const found = await warnings(
      'turned-round',
      truths.map((truth) => `!(${truth})`),
    );
    const missed = truths.filter((_, index) => !found.some((text) => text.endsWith(`: #${index}.`)));
    expect(missed).toEqual([]);
  }, 60_000);

  it('fails where it fails here', async () => {
    const found = await warnings(
      'failing',
      failures.map(([expression]) => expression),
    );
    const missed = failures.filter(
      ([expression]) => !found.some((text) => text.includes(`expression '${expression}' resulted in error: `)),
    );
    expect(missed).toEqual([]);
  }, 60_000);
});

describe('what the API server makes of an object before policies see it', () => {
  test.each(defaulted)('$kind: $name', async ({ object, group, ignored }) => {
    const { status, body } = await send(object, '?dryRun=All');
    expect([status, body.message]).toEqual([201, undefined]);
    const { namespace } = object.metadata as { namespace?: string };
    const own = withDefaults(object, group, namespace);
    const { status: _, ...shown } = JSON.parse(JSON.stringify(body));
    for (const path of ['uid', 'creationTimestamp', 'managedFields', 'generation']) delete shown.metadata[path];
    for (const path of ignored ?? []) remove(shown, path.split('/'));
    for (const path of ignored ?? []) remove(own, path.split('/'));
    expect(own).toEqual(shown);
  });

  it('knows every kind by its plural and its scope', async () => {
    const paths = await servedVersions();
    const wrong: string[] = [];
    for (const path of paths) {
      const { resources = [] } = (await client.get(path)).body as {
        resources?: { name: string; kind: string; namespaced: boolean; group?: string }[];
      };
      const group = path.startsWith('/api/') ? '' : (path.split('/')[2] ?? '');
      for (const { name, kind, namespaced } of resources.filter((each) => !each.name.includes('/'))) {
        if (group === 'rules.example.com') continue;
        if (pluralOf(kind) !== name || clusterScopedKinds.has(`${group}/${kind}`) === namespaced)
          wrong.push(`${group}/${kind}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(paths.length).toBeGreaterThan(15);
  });
});

async function servedVersions(): Promise<string[]> {
  const { groups } = (await client.get('/apis')).body as {
    groups: { versions: { groupVersion: string }[] }[];
  };
  return ['/api/v1', ...groups.flatMap(({ versions }) => versions.map((each) => `/apis/${each.groupVersion}`))];
}

function remove(value: unknown, [field = '', ...rest]: readonly string[]): void {
  if (typeof value !== 'object' || value === null) return;
  const holder = value as Record<string, unknown>;
  if (rest.length === 0) delete holder[field];
  else remove(holder[field], rest);
}

/** Policies are in force a moment after they are made. */
async function until(holds: () => Promise<boolean>, otherwise: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(otherwise);
    await sleep(100);
  }
}
