import { awsRules, catalogue, kubernetesRules, type Rule, samplesAsObjects, stackRules } from '@palisade/rules';
import {
  type PolicyResource,
  type ResourceValidationArgs,
  type ResourceValidationPolicy,
  type StackValidationArgs,
  type StackValidationPolicy,
  UnknownValueError,
  unknownCheckingProxy,
} from '@pulumi/policy';
import { policiesOf } from './pack';

/** What the engine sends for a text that is not known yet. */
const unknown = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

const policies = policiesOf(catalogue);

function resourcePolicy(id: string): ResourceValidationPolicy {
  return policies.find(({ name }) => name === id) as ResourceValidationPolicy;
}

function argsOf(type: string, props: object): ResourceValidationArgs {
  return {
    type,
    props: unknownCheckingProxy(props),
    urn: `urn:pulumi:dev::blue::${type}::one`,
    name: 'one',
    opts: { aliases: [] },
    isType: (given: { __pulumiType?: string }) => given.__pulumiType === type,
    notApplicable: (reason?: string) => {
      throw new Error(`not applicable: ${reason}`);
    },
  } as unknown as ResourceValidationArgs;
}

/** The violations that one policy reports. As the SDK does, skips a policy that is about another type. */
function violations(id: string, type: string, props: object): string[] {
  const { validateResource } = resourcePolicy(id);
  if (typeof validateResource !== 'function') throw new Error(`${id} has not one validation`);
  const only = (validateResource as { __pulumiType?: string }).__pulumiType;
  const found: string[] = [];
  if (only === undefined || only === type) validateResource(argsOf(type, props), (message) => found.push(message));
  return found;
}

function stackViolations(id: string, resources: readonly Partial<PolicyResource>[]): [string, string | undefined][] {
  const { validateStack } = policies.find(({ name }) => name === id) as StackValidationPolicy;
  const found: [string, string | undefined][] = [];
  const whole = resources.map((each) => ({
    propertyDependencies: {},
    opts: { aliases: [] },
    urn: `urn:${each.name}`,
    ...each,
    props: unknownCheckingProxy(each.props ?? {}),
  }));
  validateStack({ resources: whole } as unknown as StackValidationArgs, (message, urn) => found.push([message, urn]));
  return found;
}

const firstLine = (message: string) => message.split('\n', 1)[0];

describe('the pack', () => {
  test('has one policy a rule, of its name', () => {
    expect(policies.map(({ name }) => name)).toEqual(catalogue.map(({ id }) => id));
  });

  test.each([
    ['critical', 'mandatory'],
    ['high', 'mandatory'],
    ['medium', 'advisory'],
    ['low', 'advisory'],
  ] as const)('makes rules of severity %s %s', (severity, level) => {
    const ids = catalogue.filter((rule) => rule.severity === severity).map(({ id }) => id);
    const found = policies.filter(({ name }) => ids.includes(name)).map(({ enforcementLevel }) => enforcementLevel);
    expect(ids.length).toBeGreaterThan(0);
    expect(new Set(found)).toEqual(new Set([level]));
  });

  test('says about a rule what Pulumi has fields for', () => {
    const { validateResource, ...header } = resourcePolicy('eks-encrypt-secrets');
    expect(validateResource).toBeDefined();
    expect(header).toEqual({
      name: 'eks-encrypt-secrets',
      displayName: 'Encrypt Kubernetes secrets with a customer key',
      description: 'Encrypt Kubernetes secrets with a customer key.',
      enforcementLevel: 'mandatory',
      severity: 'high',
      tags: ['aws', 'cis-eks', 'aws-fsbp', 'mitre-attack'],
      remediationSteps:
        "Set encryptionConfig to { resources: ['secrets'], provider: { keyArn } } with a customer managed KMS key.",
      url: 'https://www.cisecurity.org/benchmark/kubernetes',
      framework: {
        name: 'CIS Amazon EKS Benchmark',
        version: '1.7.0',
        reference: '5.3.1',
        specification: 'Encrypt Kubernetes secrets with a customer key',
      },
    });
  });

  test('says which rule, what was found, what to change and where to read on', () => {
    const [message] = violations('require-imdsv2', 'aws:ec2/launchTemplate:LaunchTemplate', { name: 'blue' });
    expect(message).toBe(
      [
        'require-imdsv2 (high): instance metadata can be read without a session token.',
        "To fix it: Set metadataOptions.httpTokens to 'required'.",
        "Why: Version 1 of the metadata service answers any plain request, so one request forgery flaw in one pod hands out the node's credentials.",
        'See https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-170',
      ].join('\n'),
    );
  });
});

describe('AWS samples, through the pack', () => {
  const bad = awsRules.flatMap((rule) => rule.samples.bad.map((sample) => [rule, sample] as const));
  const good = awsRules.flatMap((rule) => rule.samples.good.map((sample) => [rule, sample] as const));

  test.each(bad.map(([rule, sample]) => [rule.id, sample.name, rule, sample] as const))(
    '%s is violated by: %s',
    (id, _, rule, { given, message }) => {
      expect(violations(id, given.type, given.inputs).map(firstLine)).toEqual([
        `${id} (${rule.severity}): ${message}.`,
      ]);
    },
  );

  test.each(good.map(([rule, sample]) => [rule.id, sample.name, sample] as const))(
    '%s passes: %s',
    (id, _, { given }) => {
      expect(violations(id, given.type, given.inputs)).toEqual([]);
    },
  );
});

describe('Kubernetes samples, through the pack', () => {
  const objects = kubernetesRules.map((rule) => {
    const samples = samplesAsObjects(rule);
    return [rule.id, rule as Rule, samples.find((each) => each.message !== undefined), samples[0]] as const;
  });

  test.each(objects)('%s', (id, rule, bad, good) => {
    const token = (object: { apiVersion?: unknown; kind?: unknown }) => {
      const apiVersion = String(object.apiVersion);
      return `kubernetes:${apiVersion.includes('/') ? apiVersion : `core/${apiVersion}`}:${object.kind}`;
    };
    if (bad === undefined || good === undefined) throw new Error('no samples');
    const first = `${id} (${rule.severity}): ${bad.message}.`;
    expect(violations(id, token(bad.object), bad.object).map(firstLine)).toEqual([first]);
    expect(violations(id, token(good.object), good.object)).toEqual([]);
    // The SDK's typed resources say their kind in the token and, in older versions, nowhere else.
    const { apiVersion: _, kind: __, ...bare } = bad.object;
    expect(violations(id, token(bad.object), bare).map(firstLine)).toEqual([first]);
  });

  test('other resources are none of their business', () => {
    expect(violations('no-host-pid', 'aws:s3/bucket:Bucket', { kind: 'Pod', apiVersion: 'v1' })).toEqual([]);
  });
});

describe('stack samples, through the pack', () => {
  const bad = stackRules.flatMap((rule) =>
    rule.samples.bad.map((sample) => [rule.id, sample.name, rule, sample] as const),
  );
  const resources = (given: readonly { type: string; name: string; props: object; references?: object }[]) =>
    given.map(({ references = {}, ...each }) => ({ ...each, propertyDependencies: references }));

  test.each(bad)('%s is violated by: %s', (id, _, rule, { given, message }) => {
    const found = stackViolations(id, resources(given) as Partial<PolicyResource>[]);
    expect(found.map(([text]) => firstLine(text))).toEqual([`${id} (${rule.severity}): ${message}.`]);
    expect(found[0]?.[1]).toMatch(/^urn:/);
  });
});

describe('values that a preview cannot know yet', () => {
  const cluster = 'aws:eks/cluster:Cluster';

  test('leave undecided what hangs on them', () => {
    expect(() => violations('eks-supported-version', cluster, { version: unknown })).toThrow(UnknownValueError);
  });

  test('are named in what the engine prints', () => {
    const inputs = { encryptionConfig: { provider: { keyArn: 'alias/secrets' }, resources: unknown } };
    expect(() => violations('eks-encrypt-secrets', cluster, inputs)).toThrow(
      "string value at .encryptionConfig.resources can't be known during preview",
    );
  });

  test('count as given where that is all the question', () => {
    const inputs = { encryptionConfig: { provider: { keyArn: unknown }, resources: ['secrets'] } };
    expect(violations('eks-encrypt-secrets', cluster, inputs)).toEqual([]);
  });

  test('do not keep from finding what is wrong whatever they turn out to be', () => {
    const inputs = { encryptionConfig: { provider: { keyArn: unknown }, resources: ['configmaps'] } };
    expect(violations('eks-encrypt-secrets', cluster, inputs)).toHaveLength(1);
  });

  test('do not keep from judging what stands beside them', () => {
    const inputs = {
      amiType: 'AL2023_x86_64_STANDARD',
      clusterName: unknown,
      launchTemplate: { id: unknown, version: unknown },
    };
    expect(violations('node-group-launch-template', 'aws:eks/nodeGroup:NodeGroup', inputs)).toEqual([]);
  });

  test('leave a policy document undecided', () => {
    const type = 'aws:iam/policy:Policy';
    expect(() => violations('iam-no-full-admin', type, { policy: unknown })).toThrow(UnknownValueError);
  });

  test('leave a pod undecided only for rules that look at them', () => {
    const container = { name: 'web', image: unknown, securityContext: { privileged: true } };
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: unknown }, spec: { containers: [container] } };
    expect(violations('no-privileged-containers', 'kubernetes:core/v1:Pod', pod)).toHaveLength(1);
    expect(() => violations('no-latest-tag', 'kubernetes:core/v1:Pod', pod)).toThrow(UnknownValueError);
  });

  test('are no obstacle where the engine says what belongs to what', () => {
    const vpc = { type: 'aws:ec2/vpc:Vpc', name: 'blue', props: { id: unknown } };
    const log = { type: 'aws:ec2/flowLog:FlowLog', name: 'blue', props: { vpcId: unknown } };
    const linked = { ...log, propertyDependencies: { vpcId: [vpc as unknown as PolicyResource] } };
    expect(stackViolations('vpc-flow-logs', [vpc, linked])).toEqual([]);
    const other = { ...log, propertyDependencies: { vpcId: [{ ...vpc, name: 'green' } as unknown as PolicyResource] } };
    expect(stackViolations('vpc-flow-logs', [vpc, other])).toHaveLength(1);
  });
});

describe('a provider without an address yet', () => {
  const urnOf = (type: string) => `urn:pulumi:dev::blue::${type}::one`;
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'early' } };
  const deny = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'deny', namespace: 'early' },
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
  };
  const declare = (type: string, object: object) => violations('no-host-pid', type, object);
  const withoutOutputs = (type: string) => ({ type, name: 'one', urn: urnOf(type), props: {} });

  test('stack rules judge what was declared, since nothing has outputs', () => {
    declare('kubernetes:v1:Namespace', namespace);
    const resources = [withoutOutputs('kubernetes:v1:Namespace')];
    expect(stackViolations('namespace-default-deny', resources)).toHaveLength(1);
    declare('kubernetes:networking.k8s.io/v1:NetworkPolicy', deny);
    resources.push(withoutOutputs('kubernetes:networking.k8s.io/v1:NetworkPolicy'));
    expect(stackViolations('namespace-default-deny', resources)).toEqual([]);
  });
});

describe('one request after another', () => {
  const type = 'aws:eks/cluster:Cluster';

  test('a changed resource of the same URN is judged anew', () => {
    expect(violations('eks-deletion-protection', type, { deletionProtection: false })).toHaveLength(1);
    expect(violations('eks-deletion-protection', type, { deletionProtection: true })).toEqual([]);
  });

  test('a resource is read once for all policies of a request', () => {
    let read = 0;
    const props = Object.defineProperty({}, 'deletionProtection', { get: () => ++read > 0, enumerable: true });
    const args = argsOf(type, {});
    for (const id of ['eks-deletion-protection', 'eks-zonal-shift', 'eks-log-all-types']) {
      const { validateResource } = resourcePolicy(id);
      // As the SDK does it: the properties are new for every policy, the options are the request's own.
      if (typeof validateResource === 'function') validateResource({ ...args, props }, () => {});
    }
    expect(read).toBe(1);
  });
});
