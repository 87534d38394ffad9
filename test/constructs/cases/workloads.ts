import { Deployment, Probe } from '@palisade/constructs';
import { type Case, image } from './case';

const resources = { cpu: '100m', memory: '64Mi' };
const probes = { readiness: Probe.http('/ready'), liveness: Probe.http('/live') };

export const workloads: readonly Case[] = [
  { name: 'server', make: (ns) => new Deployment(ns, 'api', { image: image('api'), port: 8080, probes, resources }) },
  { name: 'worker', make: (ns) => new Deployment(ns, 'worker', { image: image('worker'), resources, replicas: 1 }) },
  {
    name: 'connected',
    make: (ns) => {
      const api = new Deployment(ns, 'api', { image: image('api'), port: 8080, probes, resources });
      const web = new Deployment(ns, 'web', { image: image('web'), port: 8080, probes, resources });
      api.allowFrom(web);
    },
  },
  {
    name: 'sidecars',
    make: (ns) =>
      new Deployment(ns, 'api', {
        image: image('api'),
        port: 8080,
        probes,
        resources,
        sharedPaths: { '/work': '64Mi' },
        writablePaths: { '/tmp': '16Mi' },
        config: { '/etc/app': { 'app.yaml': 'verbose: false\n' } },
        sidecars: { proxy: { image: image('proxy'), port: 9090, probes, resources } },
        initContainers: { migrate: { image: image('migrate'), resources, args: ['up'] } },
      }),
  },
];
