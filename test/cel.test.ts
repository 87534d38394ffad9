import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '@palisade/rehearsal';
import { type JsonObject, kubernetesRules, loadWaivers, validatingAdmissionPolicy } from '@palisade/rules';
import { outcomesIn, probeOf, validationOf } from './support/cel-probe';
import { type PlainApiServer, plainApiServer } from './support/plain-api-server';

const admission = '/apis/admissionregistration.k8s.io/v1';
let server: PlainApiServer;
let client: ApiClient;

beforeAll(async () => {
  server = await plainApiServer();
  client = server.client;
}, 900_000);

afterAll(() => server?.stop());

/**
 * Expressions over a text, `object.data.v`, that between them call every function that rules may call. Each is true or
 * false, or fails.
 */
const expressions: Readonly<Record<string, string>> = {
  isIP: 'isIP(object.data.v)',
  isCIDR: 'isCIDR(object.data.v)',
  family: 'ip(object.data.v).family() == 4',
  isUnspecified: 'ip(object.data.v).isUnspecified()',
  isLoopback: 'ip(object.data.v).isLoopback()',
  prefixLength: 'cidr(object.data.v).prefixLength() > 8',
  prefixLengthZero: 'cidr(object.data.v).prefixLength() == 0',
  cidrIP: 'cidr(object.data.v).ip().isUnspecified()',
  containsCIDR4: 'cidr("10.0.0.0/8").containsCIDR(object.data.v)',
  containsCIDR6: 'cidr("::/0").containsCIDR(object.data.v)',
  containsCIDRIn: 'cidr(object.data.v).containsCIDR("10.1.0.0/16")',
  containsIP: 'cidr("10.0.0.0/8").containsIP(object.data.v)',
  startsWith: 'object.data.v.startsWith("10.")',
  endsWith: 'object.data.v.endsWith(":latest")',
  contains: 'object.data.v.contains("@")',
  containsAll: '"0123456789abcdef:/.".contains(object.data.v)',
  split: 'object.data.v.split("@sha256:").size() == 2',
  splitSlash: 'object.data.v.split("/")[0] == "10.0.0.0"',
  splitCharacters: 'object.data.v.split("").all(c, "0123456789./".contains(c))',
  splitCount: 'object.data.v.split("").size() == 4',
  lastIndexOf: 'object.data.v.lastIndexOf(":") > object.data.v.lastIndexOf("/")',
  substring: 'object.data.v.substring(1) == "b"',
  substringBetween: 'object.data.v.substring(0, 4) == "10.0"',
  size: 'object.data.v.size() == 4',
  lowerAscii: 'object.data.v.lowerAscii() == "äbc"',
  lowerAsciiAll: 'object.data.v.lowerAscii() == object.data.v',
  string: 'string(object.data.v) == "x"',
  join: '["x", string(object.data.v)].join("-").endsWith("-b")',
  concat: '(" " + object.data.v).startsWith(" 1")',
  in: 'object.data.v in ["x", "::", ""]',
  has: 'has(object.data.v) && !has(object.data.w)',
  optional: 'object.data[?"w"].orValue(object.data.v) == "x"',
  or: 'object.data[?"w"].or(object.data[?"v"]).orValue("") == "x"',
  hasValue: 'object.?data[?object.data.v].hasValue()',
  absorbs: 'ip(object.data.v).family() == 4 || object.data.v == "x"',
  exists: 'object.data.exists(k, object.data[k] == "x")',
  existsOne: 'object.data.v.split(":").exists_one(part, part == "a")',
  filterMap: 'object.data.v.split(":").filter(part, part != "").map(part, part + "!").join("") == "ab/cd!ef!"',
  conditional: '(object.data.v == "" ? "empty" : object.data.v.substring(0, 1)) == "1"',
  all: 'object.data.v.split(".").all(part, part.size() < 3)',
};

const texts = [
  '',
  'x',
  'b',
  'ab',
  '10.0',
  '10.0.0.0',
  '10.0.0.256',
  '010.0.0.1',
  '10.0.0.1 ',
  'fe80::1%eth0',
  '::ffff:10.0.0.1',
  '::ffff:a00:1',
  '::',
  '::1',
  '127.0.0.1',
  '127.255.1.2',
  '0.0.0.0',
  '10.0.0.0/8',
  '10.1.2.3/8',
  '0.0.0.0/0',
  '::/0',
  '2001:db8::/32',
  '10.0.0.0/33',
  '10.0.0.0/08',
  '10.0.0.0/+8',
  '10.0.0.0/ 8',
  '::/129',
  '/8',
  '10.0.0.0/8/8',
  '1:2:3:4:5:6:7:8',
  '1::2::3',
  'FE80::1',
  '10.0.0.0/16',
  '::ffff:10.0.0.0/104',
  '::ffff:0:0/96',
  '::10.0.0.1',
  '64:ff9b::10.0.0.1',
  '1:2:3:4:5:6:7::',
  '::/00',
  'a@sha256:b',
  'a@sha256:b@sha256:c',
  'registry:5000/a',
  'a:latest',
  'ab/cd:ef',
  'a:b:a',
  'äöü:/',
  'ÄBC',
  'äBC',
  '😀😀',
  '\u0130',
  'v',
];

const configMaps = { group: '', kinds: { ConfigMap: 'configmaps' } };

function configMap(v: string): JsonObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'probe', namespace: 'kube-public' }, data: { v } };
}

test('every function that rules call says here what it says in the API server, on every text', async () => {
  // Said by message, since a warning's text is short: `name=true`, or `name=error` where the expression fails.
  const validations = Object.entries(expressions).map(([name, cel]) => validationOf(name, cel));
  const resourceRules = [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }];
  await enforce({
    policy: {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: 'p' },
      spec: { matchConstraints: { resourceRules }, validations },
    },
    action: 'Warn',
    isInForce: async () => (await probe('x')).size === validations.length,
  });
  const here = Object.entries(expressions).map(([name, cel]) => [name, probeOf(cel, configMaps)] as const);
  const differences: string[] = [];
  for (const text of texts) {
    const served = await probe(text);
    expect(served.size).toBe(validations.length);
    for (const [name, outcomeOf] of here) {
      const [ours] = outcomeOf(configMap(text));
      if (served.get(name) !== ours)
        differences.push(`${name} on ${JSON.stringify(text)}: ${served.get(name)}, here ${ours}`);
    }
  }
  expect(differences).toEqual([]);
}, 180_000);

test('the expressions call every function that rules call', () => {
  const called = new Set(
    kubernetesRules
      .flatMap((rule) => [rule.cel, rule.forEach?.in ?? '', rule.forEach?.label ?? ''])
      .flatMap(functionsIn),
  );
  const tried = new Set(Object.values(expressions).flatMap(functionsIn));
  expect([...called].filter((name) => !tried.has(name))).toEqual([]);
});

test('waivers let pass in the API server what they cover here, and nothing else', async () => {
  const rule = kubernetesRules.find(({ id }) => id === 'no-host-network');
  if (rule === undefined) throw new Error('there is no rule no-host-network');
  const text = `
- { rule: no-host-network, select: { kind: Deployment, namespace: default, name: node-agent }, reason: r, owner: o, expires: 2027-01-31 }
- { rule: no-host-network, select: { image: registry.example.com/agents/* }, reason: r, owner: o, expires: 2027-01-31 }
`;
  const waivers = loadWaivers(text, { rules: [rule], today: new Date('2026-12-01T00:00:00Z') });
  const deployment = (name: string, ...images: string[]): JsonObject => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'default' },
    spec: {
      selector: { matchLabels: { app: 'a' } },
      template: {
        metadata: { labels: { app: 'a' } },
        spec: { hostNetwork: true, containers: images.map((image, index) => ({ name: `c${index}`, image })) },
      },
    },
  });
  const make = (object: JsonObject) =>
    client.send({ method: 'POST', path: '/apis/apps/v1/namespaces/default/deployments?dryRun=All', body: object });
  const other = deployment('web', 'registry.example.com/web:1');
  const { policy } = validatingAdmissionPolicy(rule, { waivers });
  await enforce({ policy, action: 'Deny', isInForce: async () => (await make(other)).status === 403 });
  for (const [object, isWaived] of [
    [other, false],
    [deployment('node-agent', 'registry.example.com/web:1'), true],
    [deployment('node-agents', 'registry.example.com/web:1'), false],
    [deployment('a', 'registry.example.com/agents/node:1'), true],
    [deployment('a', 'registry.example.com/agents/node:1', 'registry.example.com/agents/log:1'), true],
    [deployment('a', 'registry.example.com/agents/node:1', 'registry.example.com/web:1'), false],
  ] as const) {
    expect(waivers.covers(rule, { object }) !== undefined).toBe(isWaived);
    expect((await make(object)).status).toBe(isWaived ? 201 : 403);
  }
}, 120_000);

interface Enforcement {
  readonly policy: JsonObject;
  readonly action: 'Warn' | 'Deny';
  readonly isInForce: () => Promise<boolean>;
}

/** Puts a policy in force, in every namespace, and waits until the API server asks it. */
async function enforce({ policy, action, isInForce }: Enforcement): Promise<void> {
  const { name } = policy.metadata as { name: string };
  const made = await client.send({ method: 'POST', path: `${admission}/validatingadmissionpolicies`, body: policy });
  if (made.status !== 201) throw new Error(made.message);
  const binding = {
    ...policy,
    kind: 'ValidatingAdmissionPolicyBinding',
    spec: { policyName: name, validationActions: [action] },
  };
  await client.send({ method: 'POST', path: `${admission}/validatingadmissionpolicybindings`, body: binding });
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (await isInForce()) return;
    await sleep(100);
  }
  throw new Error(`The policy ${name} did not come into force in 30 s.`);
}

/** What the API server says of a text, by the name of the expression. */
async function probe(text: string): Promise<ReturnType<typeof outcomesIn>> {
  const path = '/api/v1/namespaces/kube-public/configmaps?dryRun=All';
  return outcomesIn((await client.send({ method: 'POST', path, body: configMap(text) })).warnings);
}

function functionsIn(cel: string): string[] {
  // Texts in quotes hold no calls.
  return [...cel.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""').matchAll(/(\w+)\(/g)].map(([, name]) => name ?? '');
}
