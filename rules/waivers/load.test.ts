import { catalogue } from '../catalogue';
import { loadWaivers } from './load';

const today = new Date('2026-11-25T10:00:00Z');
const load = (text: string) => loadWaivers(text, { rules: catalogue, today });

/** One waiver, from the second line on, with its lines changed; `undefined` leaves one out. */
function file(change: Record<string, string | undefined> = {}): string {
  const lines = {
    rule: 'no-host-network',
    select: '{ namespace: monitoring, name: node-exporter* }',
    reason: 'Reads the counters of the node’s own network.',
    owner: 'platform',
    expires: '2027-01-31',
    ...change,
  };
  const given = Object.entries(lines).filter(([, value]) => value !== undefined);
  return `# Waivers\n- ${given.map(([key, value]) => `${key}: ${value}`).join('\n  ')}\n`;
}

test('a waiver is read with its line', () => {
  expect(load(file()).all).toEqual([
    {
      rule: 'no-host-network',
      select: { namespace: 'monitoring', name: 'node-exporter*' },
      reason: 'Reads the counters of the node’s own network.',
      owner: 'platform',
      expires: '2027-01-31',
      line: 2,
    },
  ]);
});

test.each([
  ['nothing', ''],
  ['a comment', '# none\n'],
  ['an empty list', '[]\n'],
])('a file with %s waives nothing', (_, text) => {
  expect(load(text).all).toEqual([]);
});

test.each<[string, string]>([
  ['it counts on its last day', file({ expires: '2026-11-25' })],
  ['it lasts a year and a day', file({ expires: '2027-11-26' })],
  ['it is about images', file({ select: '{ image: registry.example.com/agents/* }' })],
  ['it is about a resource', file({ select: '{ urn: "urn:pulumi:prod::shop::kubernetes:apps/v1:DaemonSet::agent" }' })],
  [
    'it is about resources of a type',
    file({ rule: 'eks-zonal-shift', select: '{ urn: "urn:pulumi:p::s::aws:eks/cluster:Cluster::*" }' }),
  ],
  ['it is about a stack rule', file({ rule: 'namespace-default-deny', select: '{ kind: Namespace, name: legacy }' })],
])('is taken where %s', (_, text) => {
  expect(load(text).all).toHaveLength(1);
});

describe('is refused', () => {
  test.each<[string, string, string]>([
    ['no rule', file({ rule: undefined }), '2: has no rule'],
    [
      'a rule that there is not',
      file({ rule: 'no-host-net' }),
      '2: there is no rule no-host-net; did you mean no-host-network?',
    ],
    ['a rule like no other', file({ rule: 'x9' }), '2: there is no rule x9'],
    ['no reason', file({ reason: undefined }), '2: has no reason'],
    ['a blank reason', file({ reason: '" "' }), '4: reason is empty'],
    ['no owner', file({ owner: undefined }), '2: has no owner'],
    ['an owner that is null', file({ owner: '' }), '5: owner is empty'],
    [
      'an owner that is a number',
      file({ owner: '42' }),
      '5: owner is no text; put it into quotes if it is meant as one',
    ],
    ['no end', file({ expires: undefined }), '2: has no expires'],
    [
      'an end that is no date',
      file({ expires: 'never' }),
      '6: expires is never, which is no date: write it as 2027-01-31',
    ],
    [
      'a day that there is not',
      file({ expires: '2027-02-30' }),
      '6: expires is 2027-02-30, which is no date: write it as 2027-01-31',
    ],
    [
      'an end that is past',
      file({ expires: '2026-11-24' }),
      '6: expired on 2026-11-24 (today is 2026-11-25): mend what is waived, or have it reviewed again',
    ],
    [
      'an end too far off',
      file({ expires: '2027-11-27' }),
      '6: expires on 2027-11-27, more than 366 days from now: write 2027-11-26 at the latest',
    ],
    [
      'no selector',
      file({ select: undefined }),
      '2: selects nothing: write select with a namespace, a name, an image or a urn',
    ],
    [
      'a selector that is a text',
      file({ select: 'monitoring' }),
      '3: select is not a map: write kind, namespace, name, image, urn with their values',
    ],
    ['an empty selector', file({ select: '{}' }), '3: is too wide: select a namespace, a name, an image or a urn'],
    [
      'a kind alone',
      file({ select: '{ kind: DaemonSet }' }),
      '3: is too wide: select a namespace, a name, an image or a urn',
    ],
    [
      'everything',
      file({ select: '{ name: "*" }' }),
      '3: name is *, which is everything: leave it out or write what is meant',
    ],
    [
      'everything beside a name',
      file({ select: '{ namespace: "*", name: agent }' }),
      '3: namespace is *, which is everything: leave it out or write what is meant',
    ],
    [
      'a star within',
      file({ select: '{ name: node-*-exporter }' }),
      '3: name is node-*-exporter: a * may stand at the end only',
    ],
    [
      'what would end a text elsewhere',
      file({ select: `{ name: 'a" || true || "' }` }),
      '3: name is a" || true || ", which no name can be',
    ],
    [
      'half a registry',
      file({ select: '{ image: registry* }' }),
      '3: image is registry*, which is too wide: write the registry and a /',
    ],
    [
      'what begins alike in every namespace',
      file({ select: "{ name: 'w*' }" }),
      '3: name is w* in every namespace, so whoever names theirs alike is waived: write a namespace',
    ],
    [
      'workloads that begin alike in every namespace',
      file({ select: "{ kind: Deployment, name: 'w*' }" }),
      '3: name is w* in every namespace, so whoever names theirs alike is waived: write a namespace',
    ],
    [
      'a whole stack',
      file({ select: '{ urn: "urn:pulumi:prod::*" }' }),
      '3: urn is urn:pulumi:prod::*, which is too wide: write it up to the resource’s type and ::',
    ],
    [
      'a name of an AWS resource',
      file({ rule: 'eks-zonal-shift', select: '{ kind: Cluster, name: main }' }),
      '3: eks-zonal-shift is about AWS resources, which have no kind or name: write urn',
    ],
    [
      'an image where there is none',
      file({ rule: 'no-external-ips', select: '{ image: registry.example.com/agent }' }),
      '3: no-external-ips is not about containers, so image selects nothing: write a name or a namespace',
    ],
    [
      'a key that there is not',
      file({ until: '2027-01-31' }),
      '7: a waiver has no key until: write rule, select, reason, owner, expires',
    ],
    [
      'a selector’s key that there is not',
      file({ select: '{ name: agent, label: x }' }),
      '3: select has no key label: write kind, namespace, name, image, urn',
    ],
    [
      'the same twice',
      file() + file({ reason: 'another' }).replace('# Waivers\n', ''),
      '7: the same waiver of no-host-network stands on line 2: keep one of them',
    ],
    ['no list', 'rule: no-host-network\n', '1: not a list: write waivers as "- rule: ..."'],
    ['no map', '- no-host-network\n', '1: not a waiver: write rule, select, reason, owner, expires'],
    ['two documents', `${file()}---\n[]\n`, '8: a second document: write one list'],
    ['the same key twice', file({ 'owner ': 'b' }), '7: Map keys must be unique'],
    ['an alias', `- &a x\n- rule: *a\n`, '1: not a waiver: write rule, select, reason, owner, expires'],
  ])('with %s', (_, text, first) => {
    expect(() => load(text)).toThrow(new RegExp(`^waivers\\.yaml:${escaped(first)}$`, 'm'));
  });

  test('with all that is wrong at once, by line', () => {
    const text = file({ rule: 'nope', owner: undefined, expires: '2020-01-01' });
    expect(() => loadWaivers(text, { rules: catalogue, today, file: 'ops/waivers.yaml' })).toThrow(
      new Error(
        [
          'ops/waivers.yaml:2: has no owner',
          'ops/waivers.yaml:2: there is no rule nope',
          'ops/waivers.yaml:5: expired on 2020-01-01 (today is 2026-11-25): mend what is waived, or have it reviewed again',
        ].join('\n'),
      ),
    );
  });

  test('where it is no YAML, with the line', () => {
    expect(() => load('- rule: "x\n')).toThrow(/^waivers\.yaml:\d: \S/);
  });
});

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
