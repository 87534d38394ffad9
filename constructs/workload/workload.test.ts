import { describe, expect, test } from '@jest/globals';
import { App, Chart, Duration, Yaml } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { ConstructError } from '../construct-error';
import { Tls } from '../exposure';
import { DaemonSet } from './daemon-set';
import { Deployment, type DeploymentProps } from './deployment';
import { Job } from './job';
import { Probe } from './probe';
import { image, inShop, resources } from './testing/shop';
import { LowUser } from './user';

const api: DeploymentProps = { image, port: 8080, probes: { readiness: Probe.http('/ready') }, resources };
const shopWith = (props: DeploymentProps) => inShop((shop) => new Deployment(shop, 'api', props));
const pod = (props: DeploymentProps) => shopWith(props).object('Deployment', 'api').spec.template.spec;

describe('the containers of a workload', () => {
  const beside = {
    ...api,
    sidecars: { proxy: { image, resources, port: 9000, probes: { readiness: Probe.tcp() } } },
    initContainers: { prepare: { image, resources } },
  };

  test('are all hardened in the same way', () => {
    const { containers, initContainers } = pod(beside);
    expect([...containers, ...initContainers].map((each) => [each.name, each.securityContext])).toEqual(
      ['api', 'proxy', 'prepare'].map((name) => [
        name,
        {
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
          privileged: false,
          readOnlyRootFilesystem: true,
          runAsNonRoot: true,
        },
      ]),
    );
  });

  test('are one, what runs beside it, and what runs before it', () => {
    const { containers, initContainers } = pod(beside);
    expect(containers).toHaveLength(1);
    expect(initContainers.map(({ name, restartPolicy }: Record<string, unknown>) => [name, restartPolicy])).toEqual([
      ['proxy', 'Always'],
      ['prepare', undefined],
    ]);
    expect(initContainers[0].readinessProbe).toEqual({ failureThreshold: 3, tcpSocket: { port: 9000 } });
  });

  test('serve by one service', () => {
    const { made, object } = shopWith(beside);
    expect(object('Service', 'api').spec.ports).toEqual([
      { name: 'http', port: 8080, targetPort: 8080, protocol: 'TCP', appProtocol: 'http' },
      { name: 'tcp', port: 9000, targetPort: 9000, protocol: 'TCP' },
    ]);
    expect(made.ports.map(({ number }) => number)).toEqual([8080, 9000]);
  });

  test('have their command, arguments and environment', () => {
    expect(
      pod({ ...api, command: ['/api'], args: ['serve'], env: { LOG_LEVEL: 'debug' } }).containers[0],
    ).toMatchObject({
      command: ['/api'],
      args: ['serve'],
      env: [{ name: 'LOG_LEVEL', value: 'debug' }],
    });
  });

  test('that are added by cdk8s-plus are kept, as they are', () => {
    const { made, object } = shopWith(api);
    made.deployment.addContainer({ name: 'other', image: 'other' });
    expect(object('Deployment', 'api').spec.template.spec.containers[1]).toMatchObject({
      name: 'other',
      image: 'other',
      resources: { limits: { cpu: '1500m' } },
    });
  });

  test('keep what is made of them for their end', () => {
    const { made, object } = shopWith(api);
    made.deployment.addContainer({
      name: 'other',
      image: 'other',
      lifecycle: { preStop: kplus.Handler.fromCommand(['/bin/stop']) },
    });
    const { containers } = object('Deployment', 'api').spec.template.spec;
    expect(containers.map(({ lifecycle }: Record<string, unknown>) => lifecycle)).toEqual([
      { preStop: { sleep: { seconds: 5 } } },
      { preStop: { exec: { command: ['/bin/stop'] } } },
    ]);
  });

  test('that serve nothing end at once, and have no service', () => {
    const { port: _, probes: __, ...worker } = api;
    const { made, objects, object } = shopWith(worker as DeploymentProps);
    expect(object('Deployment', 'api').spec.template.spec.containers[0]).not.toHaveProperty('lifecycle');
    expect(made.service).toBeUndefined();
    expect(objects().filter(({ kind }) => kind === 'Service')).toEqual([]);
  });
});

describe('the user of a workload', () => {
  test.each<[number | LowUser, number]>([
    [10000, 10000],
    [65533, 65533],
    [LowUser.of(999), 999],
  ])('%j is the one of all its containers and volumes', (user, number) => {
    expect(pod({ ...api, user }).securityContext).toMatchObject({
      runAsUser: number,
      runAsGroup: number,
      fsGroup: number,
      runAsNonRoot: true,
    });
  });

  const high = 'Write a whole number from 10000 to 65533, or, for an image whose files are another’s, LowUser.of(999)';
  const low = 'Write a whole number from 1 to 9999; root is none of them';
  test.each<[number | LowUser, string]>([
    [0, `user is 0. ${high}.`],
    [9999, `user is 9999. ${high}.`],
    [65534, `user is 65534. ${high}.`],
    [10000.5, `user is 10000.5. ${high}.`],
    [LowUser.of(0), `user is 0. ${low}.`],
    [LowUser.of(10000), `user is 10000. ${low}.`],
    [LowUser.of(-1), `user is -1. ${low}.`],
  ])('%j is refused', (user, message) => {
    expect(() => pod({ ...api, user })).toThrow(new Error(`test/shop/api: ${message}`));
  });
});

describe('the name of a workload', () => {
  test('is that of its service and its account', () => {
    const { made } = shopWith(api);
    expect([made.name, made.namespace, made.serviceAccountName, made.service?.name]).toEqual([
      'api',
      'shop',
      'api',
      'api',
    ]);
  });

  test.each(['Api', '1api', 'api_1', 'api-', '-api', 'a'.repeat(53), 'a.b'])('is not %s', (id) => {
    expect(() => inShop((shop) => new Deployment(shop, id, api))).toThrow(
      new Error(
        `test/shop/${id}: its id is '${id}', which is no name for it and its Service. Write at most 52 lower-case letters, digits and hyphens, with a letter first and no hyphen last.`,
      ),
    );
  });

  test('is had by one workload of a namespace, of whatever kind', () => {
    expect(() =>
      inShop((shop) => {
        const other = new Chart(shop, 'other', { namespace: 'elsewhere' });
        new Deployment(shop, 'api', api);
        new Job(other, 'api', { image, resources, activeDeadline: Duration.hours(1) });
      }),
    ).toThrow(
      new Error(`test/shop/other/api: test/shop/api is named 'api' in 'shop' too. Give one of them another id.`),
    );
  });

  test('may be had again in another namespace, and in another app', () => {
    const names = () => {
      const app = new App();
      return ['one', 'two'].map(
        (namespace) => new Deployment(new Chart(app, namespace, { namespace }), 'api', api).namespace,
      );
    };
    expect(names()).toEqual(['one', 'two']);
    expect(names()).toEqual(['one', 'two']);
  });

  test('stands in some namespace', () => {
    expect(() => new Deployment(new Chart(new App(), 'test'), 'api', api)).toThrow(ConstructError);
  });
});

describe('for cdk8s-plus a workload', () => {
  test('is pods by their name', () => {
    const { object } = inShop((shop) => {
      const workload = new DaemonSet(shop, 'agent', { image, resources });
      new kplus.NetworkPolicy(shop, 'Policy', {
        metadata: { name: 'policy', namespace: 'shop' },
        selector: workload,
        egress: { rules: [{ peer: workload, ports: [kplus.NetworkPolicyPort.tcp(8080)] }] },
      });
    });
    const labels = { matchLabels: { 'app.kubernetes.io/name': 'agent' } };
    expect(object('NetworkPolicy', 'policy').spec).toMatchObject({
      podSelector: labels,
      egress: [{ to: [{ podSelector: labels }] }],
    });
  });

  test('can be scaled by an autoscaler of its own', () => {
    const { made, object } = shopWith(api);
    new kplus.HorizontalPodAutoscaler(made, 'Scaler', {
      metadata: { name: 'scaler', namespace: 'shop' },
      target: made.deployment as unknown as kplus.IScalable,
      maxReplicas: 5,
      metrics: [kplus.Metric.resourceCpu(kplus.MetricTarget.averageUtilization(50))],
    });
    expect(object('HorizontalPodAutoscaler', 'scaler').spec.scaleTargetRef).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      name: 'api',
    });
  });
});

test('a workload is exposed and connected by its own verbs', () => {
  const proxy = { namespace: 'gateways', labels: { 'app.kubernetes.io/name': 'envoy' } };
  const { made, object } = inShop(
    (shop) => {
      const web = new Deployment(shop, 'web', api);
      const other = new Deployment(shop, 'api', api).allowFrom(web).allowToDomain('api.example.com');
      const exposure = other.expose({ host: 'api.example.com', tls: Tls.certManager({ issuer: 'ours' }) });
      return { web: web.allowTo(other), exposure };
    },
    {
      cni: 'cilium',
      ingress: { controller: 'ingress-nginx', internal: { ingressClass: 'internal', proxy } },
    },
  );
  expect(made.exposure.host).toBe('api.example.com');
  expect(object('Ingress', 'api-api-example-com').spec.rules[0].http.paths[0].backend.service).toEqual({
    name: 'api',
    port: { number: 8080 },
  });
  expect(object('NetworkPolicy', 'api').spec.ingress).toEqual([
    {
      from: [
        {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'gateways' } },
          podSelector: { matchLabels: { 'app.kubernetes.io/name': 'envoy' } },
        },
        { podSelector: { matchLabels: { 'app.kubernetes.io/name': 'web' } } },
      ],
      ports: [{ port: 8080, protocol: 'TCP' }],
    },
  ]);
  expect(object('CiliumNetworkPolicy', 'api').spec.egress).toEqual(
    expect.arrayContaining([expect.objectContaining({ toFQDNs: [{ matchName: 'api.example.com' }] })]),
  );
});

test('what is wrong with a workload is said at once', () => {
  const wrong = {
    image: 'nginx',
    port: 80,
    probes: {},
    resources: { cpu: 'x', memory: '128Mi' },
    gracefulStop: Duration.seconds(5),
    sidecars: { API: { image, resources } },
  } as unknown as DeploymentProps;
  expect(() => shopWith(wrong)).toThrow(
    new Error(
      [
        `image is 'nginx', which does not name a registry's host and a digest. Write it as 'registry.example.com/shop/api@sha256:' and the 64 digits of the digest.`,
        `resources.cpu is 'x', which is not a Kubernetes quantity. Write an amount such as '100m'.`,
        `port 'tcp' is 80. Write a whole number from 1024 to 65535: lower ones need rights that the container does not have.`,
        `a port is served and probes.readiness does not say when it is ready. Write probes: { readiness: Probe.http('/ready') }.`,
        `a container is named 'API'. Write lower-case letters, digits and hyphens, at most 63.`,
        `gracefulStop is 5 seconds. Write 6 seconds to an hour: a server goes on for 5 of them.`,
      ]
        .map((line) => `test/shop/api: ${line}`)
        .join('\n'),
    ),
  );
});

test('what a workload makes is the same each time, and no part of it is another’s', () => {
  const yaml = () => {
    const { objects } = shopWith({ ...api, writablePaths: { '/tmp': '64Mi' } });
    return Yaml.stringify(...objects());
  };
  expect(yaml()).toBe(yaml());
  expect(yaml()).not.toMatch(/[&*][a-z]\d/);
});
