import { Reachability } from '@palisade/constructs/reachability';
import { buildGraph } from './build';
import { nodeName, portsText, stateText } from './graph';
import { openness } from './mermaid';
import { app, deployment, isolated, namespaceOf, policy } from './run-for-test';

const web = deployment('shop', 'web');
const api = deployment('shop', 'api', { containers: [{ ports: [{ name: 'http', containerPort: 8080 }] }] });
const job = deployment('tools', 'job');
const to = (name: string, port: number | string = 80) => ({ to: [app(name)], ports: [{ port }] });
const from = (name: string, port: number | string = 80) => ({ from: [app(name)], ports: [{ port }] });

function arrowsOf(objects: readonly object[], namespace?: string): string[] {
  const model = new Reachability(objects.map((object) => ({ ...object })));
  expect(model.leftOut).toEqual([]);
  return buildGraph(model, namespace).edges.map((edge) => {
    const state = stateText[edge.state];
    return `${nodeName(edge.from)} -> ${nodeName(edge.to)}: ${portsText(edge)}${state && ` (${state})`}`;
  });
}

describe('the arrows', () => {
  it.each<[string, object[], string[]]>([
    ['of nothing but workloads are none: no policy names anybody', [web, api, job], []],
    [
      'are whole where both sides allow it, at the ports that both do',
      [
        web,
        api,
        job,
        isolated('shop'),
        policy('shop', 'web', {
          policyTypes: ['Egress'],
          egress: [{ to: [app('api')], ports: [{ port: 80, endPort: 90 }] }],
        }),
        policy('shop', 'api', { ingress: [{ from: [app('web')], ports: [{ port: 85, endPort: 99 }] }] }),
      ],
      ['web -> api: TCP 85-90'],
    ],
    [
      'resolve named ports at the receiver',
      [
        web,
        api,
        isolated('shop'),
        policy('shop', 'web', { egress: [to('api', 'http')] }),
        policy('shop', 'api', { ingress: [from('web', 'http')] }),
      ],
      ['web -> api: TCP 8080'],
    ],
    [
      'say that the receiver lets nothing in',
      [web, api, isolated('shop'), policy('shop', 'web', { policyTypes: ['Egress'], egress: [to('api')] })],
      ['web -> api: TCP 80 (not let in)'],
    ],
    [
      'say that the sender lets nothing out',
      [web, api, isolated('shop'), policy('shop', 'api', { ingress: [from('web')] })],
      ['web -> api: TCP 80 (not let out)'],
    ],
    [
      'say that ports differ',
      [
        web,
        api,
        isolated('shop'),
        policy('shop', 'web', { egress: [to('api', 80)] }),
        policy('shop', 'api', { ingress: [from('web', 8080)] }),
      ],
      ['web -> api: TCP 80 out, TCP 8080 in (ports differ)'],
    ],
    [
      'say that a mesh refuses',
      [
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { 'istio-injection': 'enabled' } } },
        web,
        api,
        isolated('shop'),
        policy('shop', 'web', { policyTypes: ['Egress'], egress: [to('api')] }),
        policy('shop', 'api', { ingress: [from('web')] }),
        {
          apiVersion: 'security.istio.io/v1',
          kind: 'AuthorizationPolicy',
          metadata: { namespace: 'shop', name: 'none' },
          spec: {},
        },
      ],
      ['web -> api: TCP 80 (mesh refuses)'],
    ],
    [
      'start at whole namespaces',
      [web, api, job, policy('tools', 'job', { ingress: [{ from: [namespaceOf('shop')] }] })],
      ['all of shop -> job: any port'],
    ],
    [
      'end at whole namespaces',
      [
        web,
        api,
        job,
        policy('shop', undefined, { ingress: [{ from: [namespaceOf('tools')], ports: [{ port: 9100 }] }] }),
      ],
      ['job -> all of shop: TCP 9100'],
    ],
    [
      'stand once for every workload',
      [web, api, job, policy('tools', 'job', { ingress: [{ from: [{ namespaceSelector: {} }] }] })],
      ['every workload -> job: any port'],
    ],
    [
      'tell what is not in the manifests',
      [
        web,
        policy('shop', 'web', {
          egress: [
            { to: [{ ...namespaceOf('kube-system'), ...app('dns') }], ports: [{ protocol: 'UDP', port: 53 }] },
            { to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.169.254/32'] } }] },
            { to: [{ ipBlock: { cidr: '198.51.100.0/24' } }], ports: [{ port: 443 }] },
          ],
          ingress: [{ ports: [{ port: 80 }] }],
        }),
      ],
      [
        'anyone -> web: TCP 80',
        'web -> 198.51.100.0/24: TCP 443',
        'web -> internet except 169.254.169.254/32: any port',
        'web -> app=dns in kube-system: UDP 53',
      ],
    ],
  ])('%s', (_, objects, arrows) => {
    expect(arrowsOf(objects)).toEqual(arrows);
  });

  it('of one namespace are those that have to do with it', () => {
    const other = policy('tools', 'job', { ingress: [{ from: [namespaceOf('shop')] }] });
    const elsewhere = [deployment('far', 'a'), policy('far', 'a', { ingress: [{ from: [namespaceOf('tools')] }] })];
    const objects = [web, api, job, other, ...elsewhere];
    expect(arrowsOf(objects, 'shop')).toEqual(['all of shop -> job: any port']);
    expect(arrowsOf(objects, 'far')).toEqual(['job -> a: any port']);
    expect(arrowsOf(objects)).toEqual(['all of shop -> job: any port', 'job -> a: any port']);
  });
});

describe('a workload', () => {
  it.each<[string, object[], string[]]>([
    ['without policies is open both ways', [], ['in: anyone', 'out: anywhere']],
    ['that is isolated has nobody and nowhere', [isolated('shop')], ['in: nobody', 'out: nowhere']],
    ['is isolated in one direction', [policy('shop', 'web', {})], ['in: nobody', 'out: anywhere']],
    [
      'with arrows says nothing besides',
      [isolated('shop'), policy('shop', 'web', { ingress: [{}], egress: [{}] })],
      [],
    ],
  ])('%s', (_, policies, words) => {
    const graph = buildGraph(new Reachability([web, api, ...policies].map((object) => ({ ...object }))));
    const node = graph.workloads.find(({ name }) => name === 'web');
    expect(node && openness(node)).toEqual(words);
  });
});
