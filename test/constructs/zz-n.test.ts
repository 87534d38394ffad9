import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ClusterNetworkPolicy, ClusterRule, Peer, App, TeamNamespace, Deployment, Probe, checkedObjects, type ApiObjectJson, type ClusterFacts } from '@palisade/constructs';
import { Chart } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { HardenedCluster } from './hardened-cluster';

test('n', async () => {
  const cluster = await HardenedCluster.start();
  try {
    const sum: string[] = [];
    for (const f of readdirSync('/tmp/crds-n')) for (const d of parseAllDocuments(readFileSync(join('/tmp/crds-n', f), 'utf8'))) {
      const r = await cluster.refusal(d.toJS() as ApiObjectJson); sum.push(`${f} ${r ?? 'ok'}`);
    }
    await sleep(4000);
    const make = (cluster: Partial<ClusterFacts>, name: string) => {
      const app = new App({ cluster: { allowedRegistries: ['registry.example.com'], ...cluster } });
      const chart = new Chart(app, 'x');
      const quota = { cpu: '8', memory: '16Gi', pods: 40 };
      const ns = new TeamNamespace(chart, name, { name, owner: 'shop', quota });
      const other = new TeamNamespace(chart, `${name}-other`, { name: `${name}-other`, owner: 'bank', quota });
      const d = (scope: TeamNamespace, id: string) => new Deployment(scope, id, { image: `registry.example.com/a@sha256:${'4a1c4b21597c1b4415bdbecb28a3296c6b5e23ca4f9feeb599860a1dac6a0108'}`, port: 8080, probes: { readiness: Probe.http('/r'), liveness: Probe.http('/l') }, resources: { cpu: '100m', memory: '64Mi' } });
      const [a, b, c] = [d(ns, 'a'), d(ns, 'b'), d(other, 'c')];
      a.allowTo(b).allowTo(c); b.allowTo(b); c.allowTo(a);
      b.allowTo(Peer.cidr('10.20.0.0/16', { ports: [443, { number: 53, protocol: 'UDP' }], except: ['10.20.3.0/24'] }));
      b.allowFrom(Peer.pods({ namespace: 'monitoring', labels: { a: 'b' }, serviceAccount: 'p' }));
      if (cluster.cni === 'cilium') a.allowToDomain('*.example.com').allowToDomain('api.example.org', { port: 8443 });
      return chart;
    };
    const chart = new Chart(new App(), 'y');
    for (const api of ['ClusterNetworkPolicy', 'AdminNetworkPolicy'] as const) for (const tier of ['Admin', 'Baseline'] as const)
      new ClusterNetworkPolicy(chart, `${api}-${tier}`.toLowerCase(), { api, tier, priority: 10, subject: { names: ['a'] },
        ingress: [ClusterRule.allowMonitoring(Peer.pods({ namespace: 'monitoring', labels: { a: 'b' } }), [9090]), ClusterRule.denyOtherOwners('x')],
        egress: [ClusterRule.denyMetadataService(), ClusterRule.allowDns(), { name: 'n', action: 'Accept', to: [Peer.cidr('10.0.0.0/16')], ports: [443] }] });
    for (const c of [chart, make({}, 'plain'), make({ mesh: 'istio' }, 'istio'), make({ mesh: 'linkerd' }, 'linkerd'), make({ cni: 'cilium', mesh: 'cilium' }, 'cilium'), make({ cni: 'cilium' }, 'cilium2')])
      for (const o of checkedObjects(c)) {
        const r = await cluster.refusal(o);
        const kinds = ['NetworkPolicy', 'CiliumNetworkPolicy', 'AuthorizationPolicy', 'PeerAuthentication', 'Server', 'MeshTLSAuthentication', 'ClusterNetworkPolicy', 'AdminNetworkPolicy', 'BaselineAdminNetworkPolicy'];
        if (r !== undefined || kinds.includes(o.kind)) {
          const back = JSON.parse(await cluster.result(o)) as { spec: unknown };
          const same = r === undefined ? (JSON.stringify(sortd(back.spec)) === JSON.stringify(sortd(o.spec)) ? '' : ` CHANGED ${JSON.stringify(back.spec)} FROM ${JSON.stringify(o.spec)}`) : '';
          sum.push(`${o.apiVersion} ${o.kind} ${o.metadata.namespace}/${o.metadata.name}: ${r ?? 'ok'}${same}`);
        }
      }
    process.stderr.write(`${sum.join('\n')}\n`);
  } finally { await cluster.stop(); }
}, 300000);
function sortd(v: unknown): unknown {
  if (Array.isArray(v)) return v.map(sortd);
  if (v && typeof v === 'object') return Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, x]) => [k, sortd(x)]));
  return v;
}
