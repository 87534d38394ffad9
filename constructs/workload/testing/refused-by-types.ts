import { Duration } from 'cdk8s';
import { EnvValue, type ISecret } from 'cdk8s-plus-28';
import type { TeamNamespace } from '../../namespace/team-namespace';
import { DaemonSet, Deployment, Job, LowUser, Probe, StatefulSet } from '../index';
import { image, resources } from './shop';

/**
 * What `npm run check:types` fails on once it compiles, by this repository's own strict options. Nobody calls it. What the
 * compiler says of each, and of more, is in insecure-props.test.ts.
 */
export function refusedByTypes(shop: TeamNamespace, secret: ISecret): void {
  const worker = { image, resources };

  // @ts-expect-error: an image without a digest
  new Deployment(shop, 'tag', { image: 'registry.example.com/shop/api:1.4.2', resources });
  // @ts-expect-error: an image of no registry
  new Deployment(shop, 'hub', { image: 'shop/api@sha256:0', resources });
  // @ts-expect-error: no resources
  new Deployment(shop, 'unbounded', { image });
  // @ts-expect-error: a port without probes
  new Deployment(shop, 'unready', { ...worker, port: 8080 });
  // @ts-expect-error: all rights
  new Deployment(shop, 'privileged', { ...worker, privileged: true });
  // @ts-expect-error: the network of the node
  new DaemonSet(shop, 'host-network', { ...worker, hostNetwork: true });
  // @ts-expect-error: the files of the node
  new DaemonSet(shop, 'host-path', { ...worker, volumes: [{ hostPath: { path: '/' } }] });
  // @ts-expect-error: a secret as a variable
  new Deployment(shop, 'env', { ...worker, env: { PASSWORD: EnvValue.fromSecretValue({ secret, key: 'password' }) } });
  // @ts-expect-error: a secret as text
  new Deployment(shop, 'text', { ...worker, secrets: { '/etc/db': 'hunter2' } });
  // @ts-expect-error: a probe of another host
  Probe.http('/', { host: '169.254.169.254' });
  // @ts-expect-error: every verb
  new Deployment(shop, 'verbs', { ...worker, permissions: [{ resource: 'pods', verbs: ['*'] }] });
  // @ts-expect-error: a resource of the whole cluster
  new Deployment(shop, 'nodes', { ...worker, permissions: [{ resource: 'nodes', verbs: ['get'] }] });
  // @ts-expect-error: all Secrets
  new Deployment(shop, 'secrets', { ...worker, permissions: [{ resource: 'secrets', verbs: ['get'] }] });
  // @ts-expect-error: root
  new LowUser(0);
  // @ts-expect-error: state that nobody can reach
  new StatefulSet(shop, 'state', worker);
  // @ts-expect-error: a job without an end
  new Job(shop, 'endless', worker);
  // @ts-expect-error: a job that serves
  new Job(shop, 'server', { ...worker, activeDeadline: Duration.hours(1), port: 8080 });
}
