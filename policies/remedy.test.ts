import {
  type AwsRule,
  catalogue,
  Evaluator,
  type JsonObject,
  type KubernetesRule,
  mergeInto,
  samplesAsObjects,
  Waivers,
} from '@palisade/rules';
import { type ResourceValidationArgs, UnknownValueError, unknownCheckingProxy } from '@pulumi/policy';
import { secretsPreservingProxy } from '@pulumi/policy/secret';
import { isFixable } from './levels';
import { remedyOf } from './remedy';

/** What the engine sends for a text that is not known yet. */
const unknown = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

const fixable = catalogue.filter(isFixable) as (AwsRule | KubernetesRule)[];
const all = new Evaluator(catalogue);

function ruleOf(id: string): AwsRule | KubernetesRule {
  const rule = fixable.find((each) => each.id === id);
  if (rule === undefined) throw new Error(`nothing mends ${id}`);
  return rule;
}

const urn = 'urn:pulumi:dev::blue::type::one';

/** The resource as the remedy leaves it; undefined where it changes nothing. */
function mended(id: string, type: string, props: object, waivers = Waivers.none): JsonObject | undefined {
  const held = JSON.parse(JSON.stringify(props)) as JsonObject;
  // As the SDK hands it over.
  const args = { type, urn, name: 'one', props: unknownCheckingProxy(secretsPreservingProxy(held)) };
  const result = remedyOf(ruleOf(id), waivers)?.(args as unknown as ResourceValidationArgs);
  return result === undefined ? undefined : held;
}

const tokenOf = ({ apiVersion, kind }: JsonObject): string =>
  `kubernetes:${String(apiVersion).includes('/') ? apiVersion : `core/${apiVersion}`}:${kind}`;

interface Case {
  readonly id: string;
  readonly name: string;
  readonly isBad: boolean;
  readonly type: string;
  readonly props: JsonObject;
}

const cases: Case[] = fixable.flatMap((rule) =>
  rule.on === 'aws'
    ? [...rule.samples.good, ...rule.samples.bad].map(({ name, given, ...more }) => ({
        id: rule.id,
        name,
        isBad: 'message' in more,
        type: given.type,
        props: given.inputs,
      }))
    : samplesAsObjects(rule).map(({ name, object, message }) => ({
        id: rule.id,
        name,
        isBad: message !== undefined,
        type: tokenOf(object),
        props: object,
      })),
);

function brokenBy(type: string, props: JsonObject): string[] {
  const findings = type.startsWith('kubernetes:') ? all.kubernetes(props) : all.aws({ type, inputs: props });
  return findings.map(({ rule }) => rule.id);
}

describe('every fix, on the samples of its rule', () => {
  test.each(cases.filter(({ isBad }) => isBad).map((each) => [each.id, each.name, each] as const))(
    '%s: %s is mended whole, and no other rule is broken by it, or it is left alone',
    (id, _, { type, props }) => {
      const result = mended(id, type, props);
      if (result === undefined) return;
      const before = brokenBy(type, props);
      expect(brokenBy(type, result)).toEqual(before.filter((each) => each !== id));
      // What is mended stays as it is.
      expect(mended(id, type, result)).toBeUndefined();
    },
  );

  test.each(cases.filter(({ isBad }) => !isBad).map((each) => [each.id, each.name, each] as const))(
    '%s: %s is left alone',
    (id, _, { type, props }) => {
      expect(mended(id, type, props)).toBeUndefined();
    },
  );

  // Names of samples, of pods only those that are pods.
  test.each<[string, string[], string[]]>([
    ['ecr-scan-on-push', ['left to the default', 'turned off', 'empty'], []],
    ['kms-key-rotation', ['left to the default', 'turned off', 'turned off for a symmetric key'], []],
    [
      'launch-template-encrypted-volumes',
      ['the second of two'],
      ['no devices listed', 'not encrypted', "encrypted with Amazon's key"],
    ],
    ['no-privilege-escalation', ['says nothing'], ['allows it', 'allows it on a Linux pod, explicitly']],
    ['require-drop-all-capabilities', ['drops none', 'drops some', 'writes it in small letters'], []],
    ['require-imdsv2', ['left to the default'], ['optional', 'optional on an instance']],
    [
      'require-seccomp-profile',
      ['names none', 'names none on a Linux pod, explicitly', 'names none with a user set on the container'],
      [],
    ],
    ['s3-block-public-access', ['one left out', 'none'], ['one turned off']],
  ])('%s mends %j, and leaves %j to people', (id, yes, no) => {
    const own = cases.filter((each) => each.id === id && each.isBad && !/\((?!Pod\))/.test(each.name));
    const found = own.map(({ name, type, props }) => [
      name.replace(' (Pod)', ''),
      mended(id, type, props) !== undefined,
    ]);
    expect(found).toEqual(
      own.map(({ name }) => name.replace(' (Pod)', '')).map((name) => [name, yes.includes(name)] as const),
    );
    expect(found.map(([name]) => name).sort()).toEqual([...yes, ...no].sort());
  });

  test('there is a case of each', () => {
    expect(fixable.map(({ id }) => id).sort()).toEqual([
      'ecr-scan-on-push',
      'kms-key-rotation',
      'launch-template-encrypted-volumes',
      'no-privilege-escalation',
      'require-drop-all-capabilities',
      'require-imdsv2',
      'require-seccomp-profile',
      's3-block-public-access',
    ]);
  });
});

const pod = (...containers: object[]) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web' },
  spec: { containers },
});
const POD = 'kubernetes:core/v1:Pod';

describe('what is not at fault stays as it is', () => {
  test('of containers', () => {
    const localhost = { securityContext: { seccompProfile: { type: 'Localhost', localhostProfile: 'web.json' } } };
    const result = mended('require-seccomp-profile', POD, pod({ name: 'a', ...localhost }, { name: 'b' }));
    expect(result?.spec).toEqual({
      containers: [
        { name: 'a', ...localhost },
        { name: 'b', securityContext: { seccompProfile: { type: 'RuntimeDefault' } } },
      ],
    });
  });

  test('of init and ephemeral containers', () => {
    const fine = { securityContext: { allowPrivilegeEscalation: false } };
    const spec = { containers: [fine], initContainers: [fine, {}], ephemeralContainers: [{ name: 'debug' }] };
    const result = mended('no-privilege-escalation', POD, { ...pod(), spec });
    expect(result?.spec).toEqual({
      containers: [fine],
      initContainers: [fine, fine],
      ephemeralContainers: [{ name: 'debug', ...fine }],
    });
  });

  test('of volumes', () => {
    const volumes = [
      { deviceName: '/dev/xvda', ebs: { encrypted: 'true', kmsKeyId: 'alias/a' } },
      { deviceName: '/dev/xvdb', ebs: { kmsKeyId: 'alias/b', volumeSize: 20 } },
    ];
    const type = 'aws:ec2/launchTemplate:LaunchTemplate';
    expect(mended('launch-template-encrypted-volumes', type, { blockDeviceMappings: volumes })).toEqual({
      blockDeviceMappings: [
        volumes[0],
        { deviceName: '/dev/xvdb', ebs: { kmsKeyId: 'alias/b', volumeSize: 20, encrypted: 'true' } },
      ],
    });
  });
});

describe('nothing is changed', () => {
  test.each<[string, string, object]>([
    ['where a container is privileged', 'no-privilege-escalation', { securityContext: { privileged: true } }],
    [
      'where a container administers the system',
      'no-privilege-escalation',
      { securityContext: { capabilities: { add: ['CAP_SYS_ADMIN'] } } },
    ],
    ['where a container is privileged', 'require-seccomp-profile', { securityContext: { privileged: true } }],
    [
      'where the process may be root',
      'require-drop-all-capabilities',
      { securityContext: { allowPrivilegeEscalation: false } },
    ],
    ['where the process may become root', 'require-drop-all-capabilities', { securityContext: { runAsNonRoot: true } }],
  ])('%s: %s', (_, id, container) => {
    expect(mended(id, POD, pod(container))).toBeUndefined();
  });

  test('where one of two cannot be mended', () => {
    const containers = [{ name: 'a' }, { name: 'b', securityContext: { allowPrivilegeEscalation: true } }];
    expect(mended('no-privilege-escalation', POD, pod(...containers))).toBeUndefined();
  });

  test.each<[string, string, object]>([
    ['containers that are none', POD, { ...pod(), spec: { containers: 'none' } }],
    ['no pod', POD, { apiVersion: 'v1', kind: 'Pod' }],
    ['another type', 'aws:s3/bucket:Bucket', { kind: 'Pod', apiVersion: 'v1' }],
  ])('about %s', (_, type, props) => {
    expect(mended('no-privilege-escalation', type, props)).toBeUndefined();
  });

  test('where a waiver says to leave it', () => {
    const waiver = { rule: 'no-privilege-escalation', reason: 'r', owner: 'o', expires: '2099-01-01', line: 1 };
    const object = pod({ name: 'a' });
    const mendedBut = (select: object) =>
      mended('no-privilege-escalation', POD, object, new Waivers([{ ...waiver, select }]));
    expect(mendedBut({ urn })).toBeUndefined();
    expect(mendedBut({ name: 'web', kind: 'Pod' })).toBeUndefined();
    expect(mendedBut({ name: 'other' })).toBeDefined();
  });
});

describe('values that a preview cannot know yet', () => {
  test('stay what they are', () => {
    const object = pod({ name: 'a', image: unknown, env: unknown });
    expect(mended('no-privilege-escalation', POD, object)?.spec).toEqual({
      containers: [{ name: 'a', image: unknown, env: unknown, securityContext: { allowPrivilegeEscalation: false } }],
    });
  });

  test('do not hide that a volume has a key', () => {
    const volumes = [{ deviceName: '/dev/xvda', ebs: { kmsKeyId: unknown } }];
    const type = 'aws:ec2/launchTemplate:LaunchTemplate';
    expect(mended('launch-template-encrypted-volumes', type, { blockDeviceMappings: volumes })).toEqual({
      blockDeviceMappings: [{ deviceName: '/dev/xvda', ebs: { kmsKeyId: unknown, encrypted: 'true' } }],
    });
  });

  test('leave undecided what hangs on them', () => {
    const object = pod({ name: 'a', securityContext: unknown });
    expect(() => mended('no-privilege-escalation', POD, object)).toThrow(UnknownValueError);
  });
});

test.each<[string, object, JsonObject, object]>([
  ['objects are merged', { a: { b: 1 } }, { a: { c: 2 } }, { a: { b: 1, c: 2 } }],
  ['what is there already is replaced', { a: 1 }, { a: 2 }, { a: 2 }],
  ['an object goes into a list by index', { a: [{ b: 1 }, 2] }, { a: { 0: { c: 3 } } }, { a: [{ b: 1, c: 3 }, 2] }],
  ['a list replaces a list', { a: [1, 2] }, { a: [3] }, { a: [3] }],
  ['an object replaces null', { a: null }, { a: { b: 1 } }, { a: { b: 1 } }],
])('%s', (_, target, patch, result) => {
  mergeInto(target, patch);
  expect(target).toEqual(result);
});
