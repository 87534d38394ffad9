import { type ClusterFacts, Deployment, Peer, Probe, StatefulSet, type TeamNamespace } from '@palisade/constructs';
import { type Case, image } from './case';

const resources = { cpu: '100m', memory: '64Mi' };
const probes = { readiness: Probe.http('/ready'), liveness: Probe.http('/live') };

function shop(namespace: TeamNamespace) {
  const web = new Deployment(namespace, 'web', { image: image('web'), port: 8080, probes, resources });
  const api = new Deployment(namespace, 'api', { image: image('api'), port: 8080, probes, resources });
  const db = new StatefulSet(namespace, 'db', {
    image: image('db'),
    port: 5432,
    probes: { readiness: Probe.tcp() },
    resources,
    replicas: 3,
  });
  api.allowFrom(web).allowTo(db);
  db.allowTo(db);
  return { web, api, db };
}

const monitoring = Peer.pods({
  namespace: 'monitoring',
  labels: { 'app.kubernetes.io/name': 'prometheus' },
  serviceAccount: 'prometheus',
});

function inMesh(name: string, cluster: Partial<ClusterFacts>): Case {
  return {
    name,
    cluster,
    make: (namespace) => {
      const { api, web } = shop(namespace);
      api.allowFrom(monitoring, { ports: [8080] });
      web.allowTo(Peer.cidr('10.20.0.0/16', { ports: [443] }));
    },
  };
}

export const connections: readonly Case[] = [
  { name: 'connected', make: shop },
  {
    name: 'peers',
    make: (namespace) => {
      const { api, web } = shop(namespace);
      api.allowFrom(monitoring, { ports: [8080] });
      api.allowTo(Peer.cidr('10.20.0.0/16', { ports: [5432], except: ['10.20.3.0/24'] }));
      web.allowTo(Peer.pods({ namespace: 'cache', labels: { 'app.kubernetes.io/name': 'redis' }, ports: [6379] }));
    },
  },
  {
    name: 'domains-cilium',
    cluster: { cni: 'cilium' },
    make: (namespace) => shop(namespace).api.allowToDomain('api.example.com').allowToDomain('*.amazonaws.com'),
  },
  inMesh('mesh-istio', { mesh: 'istio' }),
  inMesh('mesh-cilium', { cni: 'cilium', mesh: 'cilium' }),
  inMesh('mesh-linkerd', { mesh: 'linkerd' }),
];
