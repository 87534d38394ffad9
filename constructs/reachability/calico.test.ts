import { namespaced } from './testing/manifests';
import { all, allowA, modelOf, outsideB, toB } from './testing/three-pods';

const calico = (spec: object, name = 'calico') =>
  namespaced('projectcalico.org/v3', 'NetworkPolicy', 'one', { selector: "app == 'b'", ...spec }, name);

describe('a NetworkPolicy of Calico', () => {
  const allow = (source: object, more: object = {}) => calico({ ingress: [{ action: 'Allow', source, ...more }] });
  it.each<[string, object[], string[]]>([
    ['isolates what comes in where it has no rules', [calico({})], []],
    ['isolates what it has types for', [calico({ types: ['Egress'] })], all],
    ['allows its own namespace by selector', [allow({ selector: 'all()' })], ['a any port']],
    ['allows namespaces by selector', [allow({ namespaceSelector: "team == 'y'" })], ['c any port']],
    [
      'allows namespaces by name',
      [allow({ namespaceSelector: "projectcalico.org/name == 'two'", selector: 'has(app)' })],
      ['c any port'],
    ],
    [
      'allows all without a source',
      [allow({}, { protocol: 'TCP', destination: { ports: [80, '90:92', 'http'] } })],
      ['a TCP 80, 90-92, 8080', 'c TCP 80, 90-92, 8080'],
    ],
    ['allows one protocol', [allow({}, { protocol: 'UDP' })], ['a UDP any', 'c UDP any']],
    [
      'lets the first rule that matches decide',
      [calico({ ingress: [{ action: 'Deny', source: { selector: "app == 'a'" } }, { action: 'Allow' }] })],
      ['c any port'],
    ],
    [
      'stands before NetworkPolicies with a lower order',
      [allowA, calico({ order: 10, ingress: [{ action: 'Deny', protocol: 'TCP' }] })],
      ['a UDP any; SCTP any'],
    ],
    [
      'stands behind NetworkPolicies without an order',
      [allowA, calico({ ingress: [{ action: 'Deny' }] })],
      ['a any port'],
    ],
  ])('%s', (_, policies, found) => {
    expect(toB(modelOf(...policies))).toEqual(found);
  });

  it.each<[string, string[]]>([
    ["app == 'a'", ['a']],
    ["app != 'a'", ['c']],
    ["app in {'a', 'c'}", ['a', 'c']],
    ["app not in {'a'}", ['c']],
    ['has(app) && !has(tier)', ['a', 'c']],
    ["app == 'x' || app == 'c'", ['c']],
    ["app == 'x' || app == 'a' && has(app)", ['a']],
    ["!(app == 'a')", ['c']],
    ["app starts with 'a'", ['a']],
    ["app ends with 'c'", ['c']],
    ["app contains 'x'", []],
    ['all()', ['a', 'c']],
    ['', ['a', 'c']],
  ])('selects by %s', (selector, found) => {
    const model = modelOf(allow({ selector, namespaceSelector: 'all()' }));
    expect(toB(model)).toEqual(found.map((name) => `${name} any port`));
  });

  it.each([
    ["app = 'a'"],
    ["app == 'a' &&"],
    ["(app == 'a'"],
    ["app in {'a'"],
    ['app'],
    [`${'!'.repeat(200)}all()`],
    ["app == 'a' b"],
  ])('with the selector %s is left out', (selector) => {
    expect(modelOf(calico({ selector })).leftOut).toEqual([
      { object: 'NetworkPolicy one/calico', reason: expect.stringMatching(/^spec\.selector /) },
    ]);
  });

  it('lets out to domains of its own, and of a NetworkSet', () => {
    const set = {
      ...namespaced(
        'projectcalico.org/v3',
        'NetworkSet',
        'one',
        { allowedEgressDomains: ['b.example.com'], nets: ['198.51.100.0/24'] },
        'set',
      ),
    };
    const labelled = { ...set, metadata: { namespace: 'one', name: 'set', labels: { set: 'b' } } };
    const egress = [
      { action: 'Allow', destination: { domains: ['a.example.com'] } },
      { action: 'Allow', protocol: 'TCP', destination: { selector: "set == 'b'", ports: [443] } },
    ];
    const model = modelOf(labelled, calico({ types: ['Egress'], egress }));
    expect(model.leftOut).toEqual([]);
    expect(outsideB(model)).toEqual([
      'egress 198.51.100.0/24 TCP 443',
      'egress a.example.com any port',
      'egress b.example.com TCP 443',
    ]);
  });
});
