import { runOn } from '../run-for-test';

const policy = (name: string, spec: string) => `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: ${name}}
spec: {matchConstraints: {resourceRules: [{apiGroups: ["*"], apiVersions: ["*"], operations: ["*"], resources: ["*"]}]}, ${spec}}
---
`;
const binding = (name: string, more = '') => `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: ${name}}
spec: {policyName: ${name}, validationActions: [Deny]${more}}
---
`;
const named = policy('named', `validations: [{expression: "object.metadata.name == 'x'", message: "not x"}]`);
const object = (kind: string, name: string, apiVersion = 'v1') =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${name}, namespace: shop}\n`;

/** Judges objects by policies alone: exit code, and the lines of what was found and of what could not be checked. */
async function judged(policies: string, objects: string, more: object = {}): Promise<[number, string[]]> {
  const files = { 'p.yaml': policies, 'o.yaml': objects };
  const given = { paths: ['o.yaml'], policies: ['p.yaml'], policiesOnly: true, format: 'github', ...more };
  const { code, out, err } = await runOn(files, given);
  return [code, [...err.split('\n').slice(0, 1), ...out.split('\n').slice(0, -2)].filter((line) => line !== '')];
}

const unjudged = (place: string, reason: string) =>
  `::error file=p.yaml,${place},title=could not be checked::${reason}`;
const fix = '%0Afix: Change the object to what the policy asks for, or the policy.';

describe('palisade check --policies', () => {
  it('denies with the words of the policy', async () => {
    expect(await judged(named + binding('named'), object('Pod', 'z'))).toEqual([
      1,
      [`::error file=o.yaml,line=1,col=1,title=named::Pod shop/z: not x${fix}`],
    ]);
    expect(await judged(named + binding('named'), object('Pod', 'x'))).toEqual([0, []]);
  });

  it('judges by the catalogue too, unless told otherwise', async () => {
    const [code, lines] = await judged(named + binding('named'), object('Pod', 'z'), {
      policiesOnly: false,
      rule: ['no-default-namespace'],
    });
    expect([code, lines]).toEqual([1, [`::error file=o.yaml,line=1,col=1,title=named::Pod shop/z: not x${fix}`]]);
  });

  it('never judges what the API server shows to no policy', async () => {
    const kinds = ['ValidatingAdmissionPolicy', 'MutatingAdmissionPolicyBinding', 'ValidatingWebhookConfiguration'];
    const objects = kinds.map((kind) => object(kind, 'y', 'admissionregistration.k8s.io/v1')).join('---\n');
    expect(await judged(named + binding('named'), objects)).toEqual([0, []]);
  });

  test.each<[string, string, string[]]>([
    ['a policy without a binding', named, [unjudged('line=1,col=1', 'no binding puts the policy named in force')]],
    [
      'a binding without its policy',
      binding('named'),
      [unjudged('line=1,col=1', 'there is no policy named for the binding to put in force')],
    ],
    [
      'authorizer',
      policy('asks', 'validations: [{expression: authorizer.path("/").check("get").allowed()}]') + binding('asks'),
      [
        unjudged(
          'line=1,col=1',
          'asks: authorizer asks a server who may do what, which cannot be known here; in: authorizer.path("/").check("get").allowed()',
        ),
      ],
    ],
    [
      'a function that is not known',
      policy('new', 'validations: [{expression: "semver(object.kind).isGreaterThan(1)"}]') + binding('new'),
      [
        unjudged(
          'line=1,col=1',
          'new: the function semver is not known here; in: semver(object.kind).isGreaterThan(1)',
        ),
      ],
    ],
    [
      'a policy of nothing',
      policy('none', 'validations: []') + binding('none'),
      [unjudged('line=1,col=1', 'the policy none has no validations')],
    ],
    ...(
      [
        ['an action of another spelling', '[deny]', 'has the action "deny": write Deny, Warn, Audit'],
        ['no action', '[]', 'says not what to do: write spec.validationActions'],
        ['two actions of which one is enough', '[Deny, Warn]', 'has both Deny and Warn: write one of them'],
        [
          'a parameter that may be missing or not',
          '[Deny], paramRef: {name: limits}',
          'says not what a missing parameter means: write Allow or Deny as paramRef.parameterNotFoundAction',
        ],
        [
          'a parameter by name and by labels',
          '[Deny], paramRef: {name: limits, selector: {}, parameterNotFoundAction: Deny}',
          'needs one of paramRef.name and paramRef.selector',
        ],
      ] as const
    ).map(([what, actions, reason]): [string, string, string[]] => [
      what,
      named + binding('named').replace('[Deny]', actions),
      [unjudged('line=6,col=1', `the binding ${reason}`)],
    ]),
    [
      'a failure policy of another spelling',
      policy('odd', 'failurePolicy: ignore, validations: [{expression: "true"}]') + binding('odd'),
      [unjudged('line=1,col=1', 'spec.failurePolicy of the policy odd is "ignore": write Fail or Ignore')],
    ],
    [
      'a policy about nothing',
      `${named.replace(/matchConstraints: .*\]}, /, '')}${binding('named')}`,
      [
        unjudged(
          'line=1,col=1',
          'the policy named says not what it is about: write spec.matchConstraints.resourceRules',
        ),
      ],
    ],
    ...(
      [
        ['validations: [{expression: "1"}]', 'it gives int, where the API server takes bool only; in: 1'],
        [
          'matchConditions: [{name: a, expression: "size(object.kind)"}], validations: [{expression: "false"}]',
          'it gives int, where the API server takes bool only; in: size(object.kind)',
        ],
        [
          'validations: [{expression: "false", messageExpression: "true"}]',
          'it gives bool, where the API server takes string only; in: true',
        ],
        [
          'auditAnnotations: [{key: a, valueExpression: "2"}]',
          'it gives int, where the API server takes string or null only; in: 2',
        ],
      ] as const
    ).map(([spec, reason]): [string, string, string[]] => [
      `an expression of another type: ${spec}`,
      policy('typed', spec) + binding('typed'),
      [unjudged('line=1,col=1', `typed: ${reason}`)],
    ]),
    [
      'validations that are none',
      policy('odd', 'validations: [x]') + binding('odd'),
      [unjudged('line=1,col=1', 'spec.validations of the policy odd is no list of objects')],
    ],
    ['malformed policies', 'a: b: c', [unjudged('line=1,col=5', 'bad indentation of a mapping entry')]],
  ])('cannot be done by %s, and says so', async (_, policies, expected) => {
    expect(await judged(policies, object('Pod', 'x'))).toEqual([2, expected]);
  });

  test.each<[string, object, string]>([
    ['only policies, and none', { policies: [] }, 'palisade check: --policies-only needs --policies'],
    [
      'a file that holds none',
      { policies: ['o.yaml'] },
      'palisade check: --policies o.yaml holds no ValidatingAdmissionPolicy',
    ],
  ])('refuses %s', async (_, more, message) => {
    expect(await judged(named, object('Pod', 'x'), more)).toEqual([2, [message]]);
  });

  describe('where a namespace decides', () => {
    const selected = binding('named', ', matchResources: {namespaceSelector: {matchLabels: {stage: live}}}');
    const namespace = (labels: string) =>
      `apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: ${labels}}\n`;
    const found = `::error file=o.yaml,line=1,col=1,title=named::Pod shop/z: not x${fix}`;

    it('takes it from the files, wherever it stands', async () => {
      const pod = object('Pod', 'z');
      const selectedOnly = async (labels: string) => {
        const [, lines] = await judged(named + selected, `${pod}---\n${namespace(labels)}`);
        return lines.filter((line) => line.includes('Pod'));
      };
      expect(await selectedOnly('{stage: live}')).toEqual([found]);
      expect(await selectedOnly('{stage: test}')).toEqual([]);
      expect(await judged(`${named}${selected}${namespace('{stage: live}')}`, pod)).toEqual([1, [found]]);
    });

    it('does not guess', async () => {
      expect(await judged(named + selected, object('Pod', 'z'))).toEqual([
        1,
        [
          `::error file=o.yaml,line=1,col=1,title=named::Pod shop/z: cannot be judged, which counts as denied: the Namespace shop is not among the files, and its label stage decides${fix}`,
        ],
      ]);
      const reads = policy('reads', 'validations: [{expression: "namespaceObject.metadata.name == object.kind"}]');
      expect(await judged(reads + binding('reads'), object('Pod', 'z'))).toEqual([
        1,
        [
          `::error file=o.yaml,line=1,col=1,title=reads::Pod shop/z: cannot be judged, which counts as denied: the Namespace shop is not among the files, and the policy reads it${fix}`,
        ],
      ]);
    });

    it('knows the label that every namespace has', async () => {
      const by = (name: string) =>
        binding(
          'named',
          `, matchResources: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ${name}}}}`,
        );
      expect(await judged(named + by('shop'), object('Pod', 'z'))).toEqual([1, [found]]);
      expect(await judged(named + by('other'), object('Pod', 'z'))).toEqual([0, []]);
    });
  });

  it('knows kinds by their definitions', async () => {
    const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: sheep.farm.example.com}
spec: {group: farm.example.com, scope: Cluster, names: {kind: Sheep, plural: sheep}}
---
`;
    const flock = `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: flock}
spec:
  matchConstraints: {resourceRules: [{apiGroups: [farm.example.com], apiVersions: ["*"], operations: [CREATE], resources: [sheep], scope: Cluster}]}
  validations: [{expression: "!has(object.metadata.namespace) && request.name == 'dolly'", message: not dolly}]
---
`;
    const sheep = (name: string) => `apiVersion: farm.example.com/v1\nkind: Sheep\nmetadata: {name: ${name}}\n`;
    expect(await judged(definition + flock + binding('flock'), `${sheep('dolly')}---\n${sheep('molly')}`)).toEqual([
      1,
      [`::error file=o.yaml,line=5,col=1,title=flock::Sheep molly: not dolly${fix}`],
    ]);
  });

  it('does not guess what a conversion would make of an object', async () => {
    const scaled = `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: scaled}
spec:
  matchConstraints: {resourceRules: [{apiGroups: [autoscaling], apiVersions: [v2], operations: [CREATE], resources: [horizontalpodautoscalers]}]}
  validations: [{expression: "object.spec.maxReplicas < 3"}]
---
`;
    const [code, lines] = await judged(
      scaled + binding('scaled'),
      object('HorizontalPodAutoscaler', 'x', 'autoscaling/v1'),
    );
    expect(code).toBe(1);
    expect(lines[0]).toContain(
      'it is of version v1, which a server would convert to v2, the policy’s'.replace('’', "'"),
    );
  });

  it('takes custom resources of a group of Kubernetes for what they are', async () => {
    const routes = named.replace(
      /resourceRules: .*\]}\]}/,
      'resourceRules: [{apiGroups: [gateway.networking.k8s.io], apiVersions: [v1], operations: [CREATE], resources: [httproutes]}]}',
    );
    const route = object('HTTPRoute', 'z', 'gateway.networking.k8s.io/v1beta1');
    const [code, lines] = await judged(routes + binding('named'), route);
    expect([code, lines.length]).toEqual([1, 1]);
    expect(lines[0]).toContain('it is of version v1beta1, which a server would convert to v1');
  });

  it('gives what has none a name, as the API server does before it asks policies', async () => {
    const expression =
      "object.metadata.name.startsWith(object.metadata.generateName) && !has(request.name) && request.uid == ''";
    const generated = policy('named', `validations: [{expression: "${expression}"}]`);
    const pod = object('Pod', 'job-').replace('name: job-', 'generateName: job-');
    expect(await judged(generated + binding('named'), pod)).toEqual([0, []]);
  });

  it('warns and notes for the audit log without failing', async () => {
    const actions = (list: string) => binding('named').replace('[Deny]', list);
    expect(await judged(named + actions('[Warn, Audit]'), object('Pod', 'z'))).toEqual([
      0,
      [`::warning file=o.yaml,line=1,col=1,title=named::Pod shop/z: not x${fix}`],
    ]);
    expect(await judged(named + actions('[Audit]'), object('Pod', 'z'))).toEqual([
      0,
      [`::notice file=o.yaml,line=1,col=1,title=named::Pod shop/z: not x${fix}`],
    ]);
  });
});
