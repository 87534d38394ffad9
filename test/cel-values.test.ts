import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '@palisade/rehearsal';
import type { JsonObject } from '@palisade/rules';
import { type Outcome, outcomesIn, probeOf, validationOf } from './support/cel-probe';
import { type PlainApiServer, plainApiServer } from './support/plain-api-server';

/** Every way to look into a value, to compare and to combine it: over `object.spec.v`, which may be anything. */
const expressions: readonly string[] = [
  'has(object.spec.v)',
  'has(object.spec.v.k)',
  'has(object.spec.v.k.k)',
  'has(object.spec.?v.k)',
  'has(object.spec.v) && has(object.spec.v.k)',
  'object.spec.v.k == "v"',
  'object.spec.v.k == 1',
  'object.spec.v.k.k == "w"',
  'object.spec.?v.k.orValue("x") == "v"',
  'object.spec.?v.k.hasValue()',
  'object.?spec.?v.?k.orValue("x") == "v"',
  'object.spec.?v.?k.hasValue()',
  'object.spec.v.?k.hasValue()',
  'object.spec.v.?k.?k.orValue("x") == "w"',
  'object.spec.?v.hasValue()',
  'object.spec.?v.orValue("x") == "x"',
  'object.spec.?v.orValue([]).size() == 0',
  'object.spec.?v.orValue(false) == false',
  'object.spec.?v.orValue({}).size() == 0',
  'object.spec.v[?"k"].hasValue()',
  'object.spec.v[?0].hasValue()',
  'object.spec.v[?1].hasValue()',
  'object.spec.v[?true].hasValue()',
  'object.spec.v[?0.0].hasValue()',
  'object.spec.v[?0.5].hasValue()',
  'object.spec.v[?-1].hasValue()',
  'object.spec.v[?object.spec.v].hasValue()',
  'object.spec.?v[?"k"].hasValue()',
  'object.spec.?v[?0].hasValue()',
  'object.spec.?v["k"].hasValue()',
  'object.spec.?v[0].hasValue()',
  'object.spec.v["k"] == "v"',
  'object.spec.v[0] == "k"',
  'object.spec.v[1] == "k"',
  'object.spec.v[-1] == "k"',
  'object.spec.v[0.0] == "k"',
  'object.spec.v[0.5] == "k"',
  'object.spec.v[true] == "k"',
  'object.spec.v[object.spec.v] == "k"',
  'object.spec.l[object.spec.v] == "a"',
  'object.spec.l[?object.spec.v].orValue("a") == "a"',
  'object.spec.m[object.spec.v] == "a"',
  'object.spec.m[?object.spec.v].orValue("a") == "a"',
  '{object.spec.v: 1}.size() == 1',
  '{"k": object.spec.v}.size() == 1',
  '{"k": object.spec.v}.k == object.spec.v',
  '{"k": 1}[object.spec.v] == 1',
  '{1: 1}[object.spec.v] == 1',
  '[object.spec.v].size() == 1',
  '[object.spec.v][0] == object.spec.v',
  '"k" in object.spec.v',
  '1 in object.spec.v',
  'true in object.spec.v',
  '[1] in object.spec.v',
  'object.spec.v in object.spec.l',
  'object.spec.v in object.spec.m',
  'object.spec.v in ["k", "text"]',
  'object.spec.v in [1, 2]',
  'object.spec.v in [[1]]',
  'object.spec.v in {"k": 1}',
  'object.spec.v in {1: 1}',
  'object.spec.v in object.spec.v',
  'object.spec.v.size() == 1',
  'size(object.spec.v) == 1',
  'object.spec.v.all(x, true)',
  'object.spec.v.all(x, x == "k")',
  'object.spec.v.all(x, x.k == 1)',
  'object.spec.v.all(x, x)',
  'object.spec.v.all(x, has(x.k))',
  'object.spec.v.all(x, x.?k.orValue(1) == 1)',
  'object.spec.v.exists(x, x == "k")',
  'object.spec.v.exists(x, x.k == 1)',
  'object.spec.v.exists(x, x)',
  'object.spec.v.exists(x, x > 0)',
  'object.spec.v.exists_one(x, x == "k")',
  'object.spec.v.exists_one(x, x.k == 1)',
  'object.spec.v.filter(x, x != "k").size() == 0',
  'object.spec.v.filter(x, x.k == 1).size() == 0',
  'object.spec.v.filter(x, x).size() == 0',
  'object.spec.v.map(x, x.k).size() == 1',
  'object.spec.v.map(x, x).size() == 1',
  'object.spec.v.map(x, x, x).size() == 1',
  'object.spec.v.map(x, string(x)).join(",") == "k"',
  'object.spec.v.join(",") == "k"',
  'object.spec.v.join() == "k"',
  'object.spec.v == object.spec.v',
  'object.spec.v != object.spec.v',
  'object.spec.v == "text"',
  'object.spec.v != "text"',
  'object.spec.v == 1',
  'object.spec.v == 1.0',
  'object.spec.v == 1.5',
  'object.spec.v == 1u',
  'object.spec.v == true',
  'object.spec.v == null',
  'object.spec.v != null',
  'object.spec.v == []',
  'object.spec.v == [1]',
  'object.spec.v == [1.0]',
  'object.spec.v == [[1]]',
  'object.spec.v == {}',
  'object.spec.v == {"k": "v"}',
  'object.spec.v == {"k": 1}',
  'object.spec.v == [{"k": 1}]',
  'object.spec.v < 2',
  'object.spec.v > 0.5',
  'object.spec.v >= "a"',
  'object.spec.v < true',
  '0 < object.spec.v',
  'object.spec.v > object.spec.v',
  'object.spec.v + 1 == 2',
  'object.spec.v + 1.0 == 2.5',
  'object.spec.v + "a" == "texta"',
  'object.spec.v + [1] == [1]',
  'object.spec.v + object.spec.v == 2',
  'object.spec.v - 1 == 0',
  'object.spec.v * 2 == 2',
  'object.spec.v / 2 == 0',
  'object.spec.v % 2 == 1',
  '-object.spec.v == -1',
  '!object.spec.v',
  'object.spec.v && true',
  'true && object.spec.v',
  'false && object.spec.v',
  'object.spec.v && false',
  'object.spec.v || true',
  'true || object.spec.v',
  'object.spec.v || false',
  'false || object.spec.v',
  'object.spec.v.k ? true : false',
  '(object.spec.v == "k" ? object.spec.v : "q") == "k"',
  'object.spec.v.startsWith("te")',
  '"text".startsWith(object.spec.v)',
  'object.spec.v.endsWith("xt")',
  'object.spec.v.contains("x")',
  '"text".contains(object.spec.v)',
  'object.spec.v.split("e").size() == 2',
  '"text".split(object.spec.v).size() == 2',
  'object.spec.v.lowerAscii() == "text"',
  'object.spec.v.substring(1) == "ext"',
  'object.spec.v.substring(0, 2) == "te"',
  '"text".substring(object.spec.v) == "ext"',
  '["a", "b"].join(object.spec.v) == "atextb"',
  'string(object.spec.v) == "text"',
  'string(object.spec.v) == "1"',
  'string(object.spec.v) == "1.5"',
  'string(object.spec.v) == "true"',
  'isIP(object.spec.v)',
  'ip(object.spec.v).family() == 4',
  'isCIDR(object.spec.v)',
  'cidr(object.spec.v).prefixLength() == 8',
  'cidr("10.0.0.0/8").containsIP(object.spec.v)',
  'cidr("10.0.0.0/8").containsCIDR(object.spec.v)',
  'object.spec.v.containsIP("10.0.0.1")',
  'object.spec.v.family() == 4',
  'object.spec.v.prefixLength() == 4',
  'object.spec.v.orValue("x") == "x"',
  'object.spec.v.hasValue()',
  'object.spec.v.value() == 1',
  'object.spec.v.or(object.?nothing).hasValue()',
  'object.?nothing.or(object.spec.v).hasValue()',
  'object.?nothing.or(object.spec.?v).hasValue()',
  'object.spec.?v.value() == "text"',
  '[object.?nothing, object.spec.?v].size() == 2',
  'object.spec.?v.orValue([]).all(x, x == "k")',
  'object.spec.?v.orValue({}).?k.orValue("") == "v"',
  'object.spec.?v[?"k"].orValue(1) + 1 == 2',
  'object.spec.v.all(x, x % 2 == 1)',
  'object.spec.v.?k.orValue(0) + 1 == 2',
];

const values: readonly unknown[] = [
  undefined,
  ...['text', 'k', '', '10.0.0.1', '10.0.0.0/8', 0, 1, -1, 1.5, 2 ** 53, true, false],
  ...[[], ['k'], ['k', 'k'], [1], ['k', 1], [true], [false, 'k'], [null], [[1]], [{ k: 1 }], [{ k: 2 }, {}]],
  ...[{}, { k: 'v' }, { k: 1 }, { k: true }, { k: { k: 'w' } }, { k: [] }, { j: 1 }, { constructor: 1 }],
];

const group = 'probe.palisade.dev';
const kinds = { Odd: 'odds' };
const admission = '/apis/admissionregistration.k8s.io/v1';
let server: PlainApiServer;
let client: ApiClient;

beforeAll(async () => {
  server = await plainApiServer();
  client = server.client;
}, 900_000);

afterAll(() => server?.stop());

/** An object without a schema, so that the API server takes it whatever it holds. */
function odd(v: unknown, name: string): JsonObject {
  const spec = { ...(v === undefined ? {} : { v }), l: ['a', 'k'], m: { k: 'a' } };
  return { apiVersion: `${group}/v1`, kind: 'Odd', metadata: { name, namespace: 'default' }, spec };
}

/** A policy's warnings must fit into one answer: the expressions are asked for some at a time, by the object's name. */
const batches = Array.from({ length: Math.ceil(expressions.length / 25) }, (_, batch) => ({
  name: `batch-${batch}`,
  expressions: expressions.slice(batch * 25, (batch + 1) * 25).map((cel, i) => [`e${i}`, cel] as const),
}));

test('expressions come to the same here and in the API server, whatever value they meet', async () => {
  await serveOddObjects();
  const here = batches.map(({ name, expressions }) => ({
    name,
    probes: expressions.map(([id, cel]) => ({ id, cel, outcomeOf: probeOf(cel, { group, kinds }) })),
  }));
  for (const { name, expressions } of batches) await warn(name, expressions);
  for (const { name, expressions } of batches) await untilInForce(name, expressions.length);
  const differences: string[] = [];
  let stricter = 0;
  for (const value of values) {
    for (const { name, probes } of here) {
      const there = await outcomesThere(value, name);
      expect(there.size).toBe(probes.length);
      for (const { id, cel, outcomeOf } of probes) {
        const [outcome, why] = outcomeOf(odd(value, name));
        // The API server takes a text or a number for an empty object, and leaves the types of fields to schemas. A file has
        // met none: here it fails.
        const isStricter = /"\S*" (was looked for in a (string|number|boolean)|is an? \w+), where an? \w+ belongs/.test(
          why,
        );
        if (isStricter && there.get(id) !== 'error') stricter += 1;
        else if (there.get(id) !== outcome) {
          differences.push(`${cel} on ${JSON.stringify(value)}: ${there.get(id)}, here ${outcome} ${why}`);
        }
      }
    }
  }
  expect(differences).toEqual([]);
  expect(stricter).toBeGreaterThan(0);
}, 300_000);

async function serveOddObjects(): Promise<void> {
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  await create('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `odds.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind: 'Odd', plural: 'odds' },
      versions: [{ name: 'v1', served: true, storage: true, schema }],
    },
  });
}

/** Has the API server say in warnings what expressions come to. */
async function warn(name: string, own: readonly (readonly [id: string, cel: string])[]): Promise<void> {
  const apiVersion = 'admissionregistration.k8s.io/v1';
  const matched = { apiGroups: [group], apiVersions: ['v1'], operations: ['CREATE'], resources: ['odds'] };
  await create(`${admission}/validatingadmissionpolicies`, {
    apiVersion,
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name },
    spec: {
      matchConstraints: { resourceRules: [matched] },
      matchConditions: [{ name: 'own', expression: `object.metadata.name == "${name}"` }],
      validations: own.map(([id, cel]) => validationOf(id, cel)),
    },
  });
  await create(`${admission}/validatingadmissionpolicybindings`, {
    apiVersion,
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name },
    spec: { policyName: name, validationActions: ['Warn'] },
  });
}

async function untilInForce(name: string, size: number): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if ((await outcomesThere(1, name)).size === size) return;
    await sleep(100);
  }
  throw new Error(`The policy ${name} did not come into force in 30 s.`);
}

async function create(path: string, object: JsonObject): Promise<void> {
  const { status, message } = await client.send({ method: 'POST', path, body: object });
  if (status !== 201) throw new Error(message);
}

async function outcomesThere(value: unknown, name: string): Promise<ReadonlyMap<string, Outcome>> {
  const path = `/apis/${group}/v1/namespaces/default/odds?dryRun=All`;
  return outcomesIn((await client.send({ method: 'POST', path, body: odd(value, name) })).warnings);
}
