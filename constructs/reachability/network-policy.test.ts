import { Reachability, reachable } from '.';
import { namespace, networkPolicy, pod } from './testing/manifests';

/** `a` and `b` of one namespace, `c` of another. */
const ports = [
  { name: 'http', containerPort: 8080 },
  { name: 'dns', containerPort: 53, protocol: 'UDP' },
];
const b = pod('one', 'b', { spec: { containers: [{ ports }] } });
const cluster = [namespace('one', { team: 'x' }), namespace('two', { team: 'y' }), pod('one', 'a'), b, pod('two', 'c')];

/** What can reach `b`, as `from ports`. */
function toB(...policies: object[]): string[] {
  const objects = [...cluster, ...policies].map((object) => ({ ...object }));
  expect(new Reachability(objects).leftOut).toEqual([]);
  return [...reachable(objects)].filter(({ to }) => to.name === 'b').map(({ from, ports: at }) => `${from.name} ${at}`);
}

const all = ['a any port', 'c any port'];
const selectsB = { podSelector: { matchLabels: { app: 'b' } } };
const ingress = (...rules: object[]) => networkPolicy('one', { ...selectsB, ingress: rules });

describe('a NetworkPolicy', () => {
  it.each<[string, object[], string[]]>([
    ['that is not there leaves everything open', [], all],
    [
      'of another namespace is about no pod here',
      [networkPolicy('two', { ...selectsB, policyTypes: ['Ingress'] })],
      all,
    ],
    ['isolates the pods that it selects', [networkPolicy('one', selectsB)], []],
    ['isolates all pods with an empty selector', [networkPolicy('one', { podSelector: {} })], []],
    ['without a selector isolates all pods', [networkPolicy('one', {})], []],
    [
      'that selects others leaves this one alone',
      [networkPolicy('one', { podSelector: { matchLabels: { app: 'a' } } })],
      all,
    ],
    [
      'of type Egress alone leaves what comes in alone',
      [networkPolicy('one', { ...selectsB, policyTypes: ['Egress'] })],
      all,
    ],
    ['with an empty rule allows all', [ingress({})], all],
    ['with an empty list of rules allows none', [ingress()], []],
    ['with an empty `from` allows all', [ingress({ from: [] })], all],
    ['with an empty `ports` allows all ports', [ingress({ ports: [] })], all],
    ['allows pods of its own namespace by podSelector', [ingress({ from: [{ podSelector: {} }] })], ['a any port']],
    ['allows whole namespaces by namespaceSelector', [ingress({ from: [{ namespaceSelector: {} }] })], all],
    [
      'takes both selectors of one peer together',
      [
        ingress({
          from: [{ namespaceSelector: { matchLabels: { team: 'y' } }, podSelector: { matchLabels: { app: 'a' } } }],
        }),
      ],
      [],
    ],
    [
      'takes two peers as either',
      [
        ingress({
          from: [{ namespaceSelector: { matchLabels: { team: 'y' } } }, { podSelector: { matchLabels: { app: 'a' } } }],
        }),
      ],
      all,
    ],
    [
      'finds a namespace by its name',
      [ingress({ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'two' } } }] })],
      ['c any port'],
    ],
    ['allows no pod by an ipBlock', [ingress({ from: [{ ipBlock: { cidr: '0.0.0.0/0' } }] })], []],
    ['means TCP where it names no protocol', [ingress({ ports: [{ port: 80 }] })], ['a TCP 80', 'c TCP 80']],
    [
      'means all ports of a protocol where it names none',
      [ingress({ ports: [{ protocol: 'UDP' }] })],
      ['a UDP any', 'c UDP any'],
    ],
    ['takes a range of ports', [ingress({ ports: [{ port: 80, endPort: 90 }] })], ['a TCP 80-90', 'c TCP 80-90']],
    ['looks a named port up at the receiver', [ingress({ ports: [{ port: 'http' }] })], ['a TCP 8080', 'c TCP 8080']],
    ['looks it up with its protocol', [ingress({ ports: [{ port: 'dns' }] })], []],
    ['finds it with its protocol', [ingress({ ports: [{ port: 'dns', protocol: 'UDP' }] })], ['a UDP 53', 'c UDP 53']],
    [
      'adds to what others allow',
      [
        ingress({ ports: [{ port: 80 }] }),
        networkPolicy('one', { ...selectsB, ingress: [{ ports: [{ port: 81 }, { port: 90 }] }] }, 'other'),
      ],
      ['a TCP 80-81, 90', 'c TCP 80-81, 90'],
    ],
    [
      'needs the other side too',
      [
        ingress({}),
        networkPolicy(
          'one',
          { podSelector: { matchLabels: { app: 'a' } }, policyTypes: ['Egress'], egress: [{ ports: [{ port: 443 }] }] },
          'other',
        ),
      ],
      ['a TCP 443', 'c any port'],
    ],
    [
      'isolates what goes out where it has rules for it, without types',
      [networkPolicy('one', { podSelector: { matchLabels: { app: 'a' } }, egress: [{ ports: [{ port: 443 }] }] })],
      ['a TCP 443', 'c any port'],
    ],
    [
      'isolates nothing that goes out by an empty list, without types',
      [networkPolicy('one', { podSelector: { matchLabels: { app: 'a' } }, egress: [] })],
      all,
    ],
  ])('%s', (_, policies, found) => {
    expect(toB(...policies)).toEqual(found);
  });

  it.each<[string, object, string[]]>([
    ['In', { key: 'app', operator: 'In', values: ['a', 'x'] }, ['a any port']],
    ['NotIn, also without the label', { key: 'tier', operator: 'NotIn', values: ['x'] }, all],
    ['NotIn', { key: 'app', operator: 'NotIn', values: ['a'] }, ['c any port']],
    ['Exists', { key: 'tier', operator: 'Exists' }, []],
    ['DoesNotExist', { key: 'tier', operator: 'DoesNotExist' }, all],
  ])('selects pods by %s', (_, expression, found) => {
    const from = [{ namespaceSelector: {}, podSelector: { matchExpressions: [expression] } }];
    expect(toB(ingress({ from }))).toEqual(found);
  });

  it.each<[string, object, string]>([
    ['an empty peer', { ingress: [{ from: [{}] }] }, 'spec.ingress[0].from[0] names no peer'],
    [
      'an ipBlock beside a selector',
      { ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' }, podSelector: {} }] }] },
      'spec.ingress[0].from[0] has both an ipBlock and a selector',
    ],
    [
      'an exception outside of its block',
      { ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['11.0.0.0/9'] } }] }] },
      'spec.ingress[0].from[0].ipBlock.except[0] is 11.0.0.0/9, which lies outside of 10.0.0.0/8',
    ],
    [
      'a block that is none',
      { ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/33' } }] }] },
      'spec.ingress[0].from[0].ipBlock.cidr is "10.0.0.0/33"; write a CIDR such as 10.0.0.0/8',
    ],
    [
      'a range that runs backwards',
      { ingress: [{ ports: [{ port: 90, endPort: 80 }] }] },
      'spec.ingress[0].ports[0].endPort is 80, below the port 90',
    ],
    [
      'a range from a name',
      { ingress: [{ ports: [{ port: 'http', endPort: 80 }] }] },
      'spec.ingress[0].ports[0].endPort needs a port that is a number',
    ],
    [
      'another protocol',
      { ingress: [{ ports: [{ protocol: 'ICMP' }] }] },
      'spec.ingress[0].ports[0].protocol is "ICMP"; write one of TCP, UDP, SCTP',
    ],
    ['another type', { policyTypes: ['Both'] }, "spec.policyTypes has 'Both'; write Ingress or Egress"],
    [
      'In without values',
      { podSelector: { matchExpressions: [{ key: 'a', operator: 'In' }] } },
      'spec.podSelector.matchExpressions[0].values is empty, and In needs some',
    ],
    [
      'another operator',
      { podSelector: { matchExpressions: [{ key: 'a', operator: 'Gt' }] } },
      'spec.podSelector.matchExpressions[0].operator is "Gt"; write one of In, NotIn, Exists, DoesNotExist',
    ],
    ['rules that are no list', { ingress: {} }, 'spec.ingress is no list'],
  ])('with %s is left out, as an API server refuses it', (_, spec, reason) => {
    const { leftOut } = new Reachability([...cluster, networkPolicy('one', spec)].map((object) => ({ ...object })));
    expect(leftOut).toEqual([{ object: 'NetworkPolicy one/policy', reason }]);
  });
});

describe('a verdict', () => {
  it('names the policies that decide, on each side', () => {
    const out = networkPolicy(
      'one',
      { podSelector: { matchLabels: { app: 'a' } }, egress: [{ ports: [{ port: 80 }] }] },
      'out',
    );
    const model = new Reachability(
      [...cluster, ingress({ ports: [{ port: 443 }] }), out].map((object) => ({ ...object })),
    );
    const [from, to] = [model.workload('one', 'Pod', 'a'), model.workload('one', 'Pod', 'b')];
    if (from === undefined || to === undefined) throw new Error('a pod is missing');
    expect(model.verdict(from, to, 'TCP', 80)).toEqual({
      open: false,
      egress: { open: true, by: ['NetworkPolicy one/out'] },
      ingress: { open: false, by: ['NetworkPolicy one/policy'] },
      mesh: { open: true, by: [] },
    });
  });
});

describe('pods on the node’s network', () => {
  const onNode = pod('two', 'c', { spec: { hostNetwork: true } });
  const others = [pod('one', 'a'), b];

  it('are in no selector, neither as subjects nor as peers', () => {
    const objects = [...others, onNode, ingress({ from: [{ namespaceSelector: {} }] }), networkPolicy('two', {})];
    const found = [...reachable(objects.map((object) => ({ ...object })))].map(
      ({ from, to }) => `${from.name}-${to.name}`,
    );
    expect(found).toEqual(['a-b', 'a-c', 'b-a', 'b-c', 'c-a']);
  });
});

describe('workloads', () => {
  const template = { metadata: { labels: { app: 'w' } }, spec: { containers: [] } };
  it.each<[string, string, object]>([
    ['apps/v1', 'Deployment', { template }],
    ['apps/v1', 'StatefulSet', { template }],
    ['apps/v1', 'DaemonSet', { template }],
    ['apps/v1', 'ReplicaSet', { template }],
    ['v1', 'ReplicationController', { template }],
    ['batch/v1', 'Job', { template }],
    ['batch/v1', 'CronJob', { jobTemplate: { spec: { template } } }],
  ])('%s %s are found by the labels of their pods', (apiVersion, kind, spec) => {
    const object = { apiVersion, kind, metadata: { namespace: 'one', name: 'w', labels: { app: 'other' } }, spec };
    const policy = ingress({ from: [{ podSelector: { matchLabels: { app: 'w' } } }] });
    const found = [...reachable([object, { ...b }, { ...policy }])].map(({ from, to }) => `${from.kind}-${to.name}`);
    expect(found.sort()).toEqual([`${kind}-w`, `${kind}-b`, 'Pod-w'].sort());
  });

  it('that a controller made are left to the controller', () => {
    const ownerReferences = [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'r', controller: true }];
    const controller = {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { namespace: 'one', name: 'r' },
      spec: { template },
    };
    const made = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { namespace: 'one', name: 'r-1', ownerReferences },
      spec: {},
    };
    const names = (objects: object[]) =>
      new Reachability(objects.map((each) => ({ ...each }))).workloads.map(({ name }) => name);
    expect(names([controller, made])).toEqual(['r']);
    expect(names([made])).toEqual(['r-1']);
  });
});
