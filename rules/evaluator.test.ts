import { kubernetesRules } from './catalogue';
import { Evaluator } from './evaluator';
import { hardenedContainer, hardenedPod } from './hardened';
import { podKinds } from './pods';
import { defineRule, type JsonObject, type Rule } from './rule';
import { wholeObject } from './samples';

const samples = {
  good: [
    { name: 'one', given: {} },
    { name: 'two', given: {} },
  ],
  bad: [
    { name: 'one', given: {}, message: 'x' },
    { name: 'two', given: {}, message: 'x' },
    { name: 'three', given: {}, message: 'x' },
  ],
} as const;
const header = {
  id: 'probe',
  severity: 'low',
  title: 'Probe',
  rationale: 'Probe.',
  remediation: 'Probe.',
  references: [{ standard: 'documentation', url: 'https://example.com' }],
  message: 'found on {label}',
  samples,
} as const;
const onConfigMaps = [{ group: '', versions: ['v1'], kinds: { ConfigMap: 'configmaps' } }] as const;

function objectRule(cel: string, forEach?: { as: string; in: string; label: string }): Rule {
  return defineRule({ ...header, on: 'object', resources: onConfigMaps, cel, ...(forEach ? { forEach } : {}) });
}

function containerRule(cel: string): Rule {
  return defineRule({ ...header, on: 'container', cel });
}

function pod(spec: unknown, metadata: JsonObject = {}): JsonObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', ...metadata }, spec };
}

function configMap(change: JsonObject): JsonObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, ...change };
}

function found(rule: Rule, object: JsonObject): [string, boolean][] {
  return new Evaluator([rule]).kubernetes(object).map(({ message, erred }) => [message, erred]);
}

describe('what is judged', () => {
  const rule = containerRule('container.?image.orValue("") == "good"');

  test.each(podKinds.map((podKind) => [podKind.kind, podKind] as const))('containers in a %s', (_, podKind) => {
    const spec = { containers: [{ name: 'a', image: 'bad' }], initContainers: [{ name: 'b', image: 'bad' }] };
    expect(found(rule, wholeObject(podKind, spec))).toEqual([['found on a, b', false]]);
  });

  test('ephemeral containers, after all others', () => {
    const spec = {
      ephemeralContainers: [{ name: 'e', image: 'bad' }],
      initContainers: [{ name: 'i', image: 'bad' }],
      containers: [
        { name: 'c', image: 'bad' },
        { name: 'd', image: 'good' },
      ],
    };
    expect(found(rule, pod(spec))).toEqual([['found on c, i, e', false]]);
  });

  test.each([
    [
      'another group’s Deployment',
      { apiVersion: 'example.com/v1', kind: 'Deployment', spec: { template: { spec: 1 } } },
    ],
    ['a kind without pods', { apiVersion: 'v1', kind: 'ConfigMap', spec: { containers: [{ image: 'bad' }] } }],
    ['an object without a kind', { spec: { containers: [{ image: 'bad' }] } }],
    ['nothing', {}],
  ])('not %s', (_, object) => {
    expect(found(rule, object)).toEqual([]);
  });

  test('each item of a List, and which one', () => {
    const bad = { containers: [{ name: 'a', image: 'bad' }] };
    const list = {
      apiVersion: 'v1',
      kind: 'List',
      items: [pod(bad, { name: 'one', namespace: 'team' }), pod({ containers: [] }), pod(bad, { name: 'two' })],
    };
    const findings = new Evaluator([rule]).kubernetes(list);
    expect(findings.map(({ message, resource }) => [resource?.type, resource?.name, message])).toEqual([
      ['kubernetes:core/v1:Pod', 'team/one', 'found on a'],
      ['kubernetes:core/v1:Pod', 'two', 'found on a'],
    ]);
  });

  test('items of a typed list, which name no kind of their own', () => {
    const list = {
      apiVersion: 'v1',
      kind: 'PodList',
      items: [{ spec: { containers: [{ name: 'a', image: 'bad' }] } }],
    };
    expect(found(rule, list)).toEqual([['found on a', false]]);
  });

  test('the pod’s own settings for init and ephemeral containers too', () => {
    const findings = new Evaluator(kubernetesRules).kubernetes(
      pod(
        hardenedPod({
          hostUsers: undefined,
          securityContext: { runAsNonRoot: undefined },
          initContainers: [hardenedContainer({ name: 'i' })],
          ephemeralContainers: [hardenedContainer({ name: 'e', resources: undefined })],
        }),
      ),
    );
    expect(findings.map(({ message }) => message)).toEqual([
      'these containers may run as root: app, i, e',
      'the pod’s users are the node’s users',
    ]);
  });

  test('an AWS resource by its type only', () => {
    const evaluator = new Evaluator([
      defineRule({
        ...header,
        on: 'aws',
        types: ['aws:s3/bucket:Bucket'],
        cel: 'resourceType == "aws:s3/bucket:Bucket" && object.?acl.orValue("private") == "private"',
        message: 'is public',
        samples: samples as never,
      }),
    ]);
    expect(evaluator.aws({ type: 'aws:s3/bucket:Bucket', inputs: { acl: 'public-read' } })).toHaveLength(1);
    expect(evaluator.aws({ type: 'aws:s3/bucket:Bucket', inputs: {} })).toEqual([]);
    expect(evaluator.aws({ type: 'aws:sns/topic:Topic', inputs: { acl: 'public-read' } })).toEqual([]);
  });

  test('a stack, and the finding is on the resource that was given', () => {
    const evaluator = new Evaluator([
      defineRule({
        ...header,
        on: 'stack',
        check: (resources) => resources.map((resource) => ({ resource, message: Object.keys(resource.props).join() })),
        samples: samples as never,
      }),
    ]);
    const resource = { type: 'aws:ec2/vpc:Vpc', name: 'main', props: { cidr: '10.0.0.0/16', tags: null } };
    const [finding] = evaluator.stack([resource]);
    expect(finding?.resource).toBe(resource);
    expect(finding?.message).toBe('cidr');
  });
});

describe('what cannot be judged counts as broken, and says why', () => {
  const prefix = 'cannot be judged, which counts as broken: ';

  test.each([
    ['a key that is missing', 'object.data.key == "x"', {}, 'No such key: data'],
    [
      'a text where an object belongs',
      'object.?data.?key.orValue("") == ""',
      { data: 'x' },
      '"key" was looked for in a string, where an object belongs',
    ],
    [
      'a list where an object belongs',
      'object.?data.?key.orValue("") == ""',
      { data: ['x'] },
      '"key" was looked for in a list, where an object belongs',
    ],
    ['a result that is no bool', 'object.?data.orValue(true) || false', { data: 'x' }, undefined],
  ])('%s', (_, cel, change, reason) => {
    const findings = found(objectRule(cel), configMap(change));
    expect(findings).toHaveLength(1);
    expect(findings[0]?.[0].startsWith(prefix)).toBe(true);
    if (reason !== undefined) expect(findings).toEqual([[prefix + reason, true]]);
  });

  test.each<[string, JsonObject, string]>([
    ['a pod without a spec', { apiVersion: 'v1', kind: 'Pod' }, 'spec is missing, not an object'],
    ['containers that are no list', pod({ containers: { name: 'a' } }), 'spec.containers is an object, not a list'],
  ])('%s', (_, object, reason) => {
    expect(found(containerRule('true'), object)).toEqual([[`${prefix}${reason}`, true]]);
  });

  test('more values than any manifest has', () => {
    let bomb: unknown[] = ['x'];
    for (let i = 0; i < 40; i++) bomb = [bomb, bomb];
    expect(found(objectRule('true'), configMap({ data: bomb }))).toEqual([
      [`${prefix}holds more than 1,000,000 values`, true],
    ]);
  });

  test('one container that is at fault decides, whatever another does', () => {
    const spec = { containers: [{ name: 'a' }, { name: 'b', image: 'bad' }] };
    expect(found(containerRule('container.image == "good"'), pod(spec))).toEqual([['found on b', false]]);
  });
});

describe('elements', () => {
  const forEach = { as: 'entry', in: 'object.?entries.orValue([])', label: 'entry.name' };
  const rule = objectRule('entry.?ok.orValue(false) == true', forEach);

  test('are named by their label, or by their number', () => {
    const entries = [{ name: 'a' }, { name: 'b', ok: true }, {}, { name: 7 }];
    expect(found(rule, configMap({ entries }))).toEqual([['found on a, #2, #3', false]]);
  });

  test('are none where the list is empty', () => {
    expect(found(rule, configMap({ entries: [] }))).toEqual([]);
  });

  test.each([
    ['object.?entries.orValue([])', '"entries" is an object, where a list belongs'],
    ['object.entries', 'object.entries is not a list'],
  ])('may not be something else than a list, as those of %s', (list, reason) => {
    expect(found(objectRule('true', { ...forEach, in: list }), configMap({ entries: { a: 1 } }))).toEqual([
      [`cannot be judged, which counts as broken: ${reason}`, true],
    ]);
  });
});

describe('input as it comes', () => {
  test('a null is as absent as to the API server', () => {
    const rule = objectRule('object.?data.orValue("absent") == "absent"');
    expect(found(rule, configMap({ data: null }))).toEqual([]);
  });

  test('keys that mean something to JavaScript are mere keys', () => {
    const rule = objectRule('object.data.all(key, object.data[key] == "x") && "constructor" in object.data');
    const data = JSON.parse('{"constructor": "x", "__proto__": "x", "toString": "x"}') as JsonObject;
    expect(found(rule, configMap({ data }))).toEqual([]);
    expect(found(objectRule('!("constructor" in object.data)'), configMap({ data: { a: 1 } }))).toEqual([]);
  });

  test('dates and bytes, as YAML has them, are the texts they stand for', () => {
    const rule = objectRule('object.at == "2026-01-02T03:04:05.000Z" && object.raw == "AQI="');
    const change = { at: new Date('2026-01-02T03:04:05Z'), raw: new Uint8Array([1, 2]) };
    expect(found(rule, configMap(change))).toEqual([]);
  });

  test('the input is left as it was', () => {
    const object = configMap({ data: null, list: [null, { a: undefined }] });
    const before = structuredClone(object);
    found(objectRule('true'), object);
    expect(object).toEqual(before);
  });
});

describe('values that a preview does not know', () => {
  class UnknownValue extends Error {}
  const unknown = (fields: readonly string[], known: JsonObject): JsonObject =>
    new Proxy(known, {
      get: (target, key) => {
        if (fields.includes(String(key))) throw new UnknownValue(String(key));
        return Reflect.get(target, key);
      },
      ownKeys: (target) => [...Reflect.ownKeys(target), ...fields],
      getOwnPropertyDescriptor: (target, key) =>
        Reflect.getOwnPropertyDescriptor(target, key) ?? { value: 0, configurable: true, enumerable: true },
    });

  test('are thrown on where the verdict hangs on them', () => {
    const rule = objectRule('object.?data.orValue("") == ""');
    expect(() => found(rule, unknown(['data'], configMap({})))).toThrow(UnknownValue);
  });

  test('do not matter where nothing reads them', () => {
    expect(found(objectRule('object.kind == "ConfigMap"'), unknown(['data'], configMap({})))).toEqual([]);
  });

  test.each([
    ['the other side of an or holds', 'object.?data.orValue("") == "x" || true', []],
    ['the other side of an and does not', 'object.?data.orValue("") == "x" && false', [['found on {label}', false]]],
  ])('do not matter where %s', (_, cel, expected) => {
    expect(found(objectRule(cel), unknown(['data'], configMap({})))).toEqual(expected);
  });

  test.each([
    ['it is counted', 'object.list.size() == 1 && object.map.size() == 1'],
    ['another key is looked for', '!("a" in object.map) && "hidden" in object.map'],
    ['what it stands in is passed on', 'object.?map.hasValue() && has(object.list)'],
  ])('do not matter where only %s', (_, cel) => {
    const list: unknown[] = [unknown(['hidden'], {})];
    expect(found(objectRule(cel), configMap({ list, map: unknown(['hidden'], {}) }))).toEqual([]);
  });

  test('matter for one container only where no other is at fault', () => {
    const rule = containerRule('container.?image.orValue("") == "good"');
    const hidden = unknown(['image'], { name: 'a' });
    expect(() => found(rule, pod({ containers: [hidden, { name: 'b', image: 'good' }] }))).toThrow(UnknownValue);
    expect(found(rule, pod({ containers: [hidden, { name: 'b', image: 'bad' }] }))).toEqual([['found on b', false]]);
  });
});

test('a rule that does not compile is named', () => {
  expect(() => new Evaluator([objectRule('object.?data.orValue("")')])).toThrow('rule probe: is dyn, not bool');
});
