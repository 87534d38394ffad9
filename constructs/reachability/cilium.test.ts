import { namespaced } from './testing/manifests';
import { all, allowA, denyAll, modelOf, outsideB, toB } from './testing/three-pods';

const cilium = (spec: object) =>
  namespaced(
    'cilium.io/v2',
    'CiliumNetworkPolicy',
    'one',
    { endpointSelector: { matchLabels: { 'k8s:app': 'b' } }, ...spec },
    'cilium',
  );
const tcp80 = [{ ports: [{ port: '80', protocol: 'TCP' }] }];

describe('a CiliumNetworkPolicy', () => {
  it.each<[string, object[], string[]]>([
    ['isolates with a rule that allows nobody', [cilium({ ingress: [{}] })], []],
    ['isolates nothing without rules', [cilium({})], all],
    ['does not isolate where it says so', [cilium({ ingress: [{}], enableDefaultDeny: { ingress: false } })], all],
    ['allows endpoints of its own namespace', [cilium({ ingress: [{ fromEndpoints: [{}] }] })], ['a any port']],
    [
      'allows endpoints of a namespace by name',
      [cilium({ ingress: [{ fromEndpoints: [{ matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'two' } }] }] })],
      ['c any port'],
    ],
    [
      'allows endpoints of namespaces by their labels',
      [
        cilium({
          ingress: [
            { fromEndpoints: [{ matchLabels: { 'k8s:io.cilium.k8s.namespace.labels.team': 'y' } }], toPorts: tcp80 },
          ],
        }),
      ],
      ['c TCP 80'],
    ],
    ['allows everybody at ports', [cilium({ ingress: [{ toPorts: tcp80 }] })], ['a TCP 80', 'c TCP 80']],
    [
      'allows every protocol where it names none',
      [cilium({ ingress: [{ fromEndpoints: [{}], toPorts: [{ ports: [{ port: '53' }] }] }] })],
      ['a TCP 53; UDP 53; SCTP 53'],
    ],
    [
      'allows named ports',
      [cilium({ ingress: [{ fromEntities: ['cluster'], toPorts: [{ ports: [{ port: 'http', protocol: 'TCP' }] }] }] })],
      ['a TCP 8080', 'c TCP 8080'],
    ],
    [
      'adds to NetworkPolicies',
      [denyAll, cilium({ ingress: [{ fromEndpoints: [{ matchLabels: { app: 'a' } }] }] })],
      ['a any port'],
    ],
    [
      'denies whatever else allows',
      [
        allowA,
        cilium({
          ingressDeny: [
            { fromEndpoints: [{}], toPorts: [{ ports: [{ port: '1', endPort: 65534, protocol: 'TCP' }] }] },
          ],
        }),
      ],
      ['a TCP 65535; UDP any; SCTP any'],
    ],
  ])('%s', (_, policies, found) => {
    expect(toB(modelOf(...policies))).toEqual(found);
  });

  it('lets out to domains, addresses and entities', () => {
    const dns = {
      toEndpoints: [{ matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'kube-system', 'k8s:k8s-app': 'kube-dns' } }],
      toPorts: [{ ports: [{ port: '53', protocol: 'UDP' }], rules: { dns: [{ matchPattern: '*' }] } }],
    };
    const egress = [
      dns,
      { toFQDNs: [{ matchName: 'a.example.com' }, { matchPattern: '*.b.example.com' }], toPorts: tcp80 },
      { toEntities: ['kube-apiserver', 'world'] },
      { toCIDRSet: [{ cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] }] },
    ];
    const model = modelOf(cilium({ egress, egressDeny: [{ toCIDR: ['169.254.169.254/32'] }] }));
    expect(model.leftOut).toEqual([]);
    expect(outsideB(model)).toEqual([
      'egress *.b.example.com TCP 80',
      'egress 10.0.0.0/8 except 10.1.0.0/16 any port',
      'egress a.example.com TCP 80',
      'egress internet any port',
      'egress k8s-app=kube-dns in kube-system UDP 53',
      'egress kube-apiserver any port',
    ]);
  });

  it('with a field that the model does not know is left out by name', () => {
    expect(modelOf(cilium({ ingress: [{ fromRequires: [] }] })).leftOut).toEqual([
      { object: 'CiliumNetworkPolicy one/cilium', reason: 'spec.ingress[0].fromRequires is not modelled' },
    ]);
  });
});
