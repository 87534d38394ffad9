import { describe, expect, test } from '@jest/globals';
import { Deployment, type DeploymentProps } from './deployment';
import { Probe } from './probe';
import { image, inShop, resources } from './testing/shop';

const api: DeploymentProps = {
  image,
  port: 8080,
  probes: { readiness: Probe.http('/ready'), liveness: Probe.http('/live') },
  resources,
  replicas: 3,
};

const shopWith = (props: DeploymentProps) => inShop((shop) => new Deployment(shop, 'api', props));

describe('a deployment', () => {
  const { objects, object } = shopWith(api);

  test('is hardened to the last field', () => {
    expect(object('Deployment', 'api')).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'api', namespace: 'shop', labels: { 'app.kubernetes.io/name': 'api' } },
      spec: {
        minReadySeconds: 0,
        progressDeadlineSeconds: 600,
        replicas: 3,
        selector: { matchLabels: { 'app.kubernetes.io/name': 'api' } },
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } },
        template: {
          metadata: {
            labels: {
              'app.kubernetes.io/name': 'api',
              'cdk8s.io/metadata.addr': 'test-shop-api-Deployment-c8543ce8',
            },
          },
          spec: {
            automountServiceAccountToken: false,
            containers: [
              {
                name: 'api',
                image:
                  'registry.example.com/shop/api@sha256:0000000000000000000000000000000000000000000000000000000000000000',
                imagePullPolicy: 'Always',
                lifecycle: { preStop: { sleep: { seconds: 5 } } },
                ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
                readinessProbe: { failureThreshold: 3, httpGet: { path: '/ready', port: 8080, scheme: 'HTTP' } },
                livenessProbe: { failureThreshold: 3, httpGet: { path: '/live', port: 8080, scheme: 'HTTP' } },
                resources: {
                  requests: { cpu: '100m', memory: '128Mi', 'ephemeral-storage': '64Mi' },
                  limits: { memory: '128Mi', 'ephemeral-storage': '64Mi' },
                },
                securityContext: {
                  allowPrivilegeEscalation: false,
                  capabilities: { drop: ['ALL'] },
                  privileged: false,
                  readOnlyRootFilesystem: true,
                  runAsNonRoot: true,
                },
              },
            ],
            dnsPolicy: 'ClusterFirst',
            enableServiceLinks: false,
            hostNetwork: false,
            hostUsers: false,
            restartPolicy: 'Always',
            securityContext: {
              fsGroup: 65532,
              fsGroupChangePolicy: 'OnRootMismatch',
              runAsGroup: 65532,
              runAsNonRoot: true,
              runAsUser: 65532,
              seccompProfile: { type: 'RuntimeDefault' },
            },
            serviceAccountName: 'api',
            setHostnameAsFQDN: false,
            terminationGracePeriodSeconds: 30,
            topologySpreadConstraints: [
              {
                labelSelector: { matchLabels: { 'app.kubernetes.io/name': 'api' } },
                matchLabelKeys: ['pod-template-hash'],
                maxSkew: 1,
                topologyKey: 'topology.kubernetes.io/zone',
                whenUnsatisfiable: 'ScheduleAnyway',
              },
              {
                labelSelector: { matchLabels: { 'app.kubernetes.io/name': 'api' } },
                matchLabelKeys: ['pod-template-hash'],
                maxSkew: 1,
                topologyKey: 'kubernetes.io/hostname',
                whenUnsatisfiable: 'ScheduleAnyway',
              },
            ],
          },
        },
      },
    });
  });

  test('comes with an account, a service and a budget, and no more', () => {
    expect(
      objects()
        .filter(({ metadata }) => metadata.name === 'api')
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['Deployment', 'PodDisruptionBudget', 'Service', 'ServiceAccount']);
  });

  test('has an account of its own that mounts nothing', () => {
    expect(object('ServiceAccount', 'api')).toEqual({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'api', namespace: 'shop', labels: { 'app.kubernetes.io/name': 'api' } },
      automountServiceAccountToken: false,
    });
  });

  test('has a service inside of the cluster that says what is spoken', () => {
    expect(object('Service', 'api').spec).toEqual({
      type: 'ClusterIP',
      externalIPs: [],
      selector: { 'app.kubernetes.io/name': 'api' },
      ports: [{ name: 'http', port: 8080, targetPort: 8080, protocol: 'TCP', appProtocol: 'http' }],
    });
  });

  test('spares one copy at a time, and any that is broken', () => {
    expect(object('PodDisruptionBudget', 'api').spec).toEqual({
      maxUnavailable: 1,
      selector: { matchLabels: { 'app.kubernetes.io/name': 'api' } },
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    });
  });

  test('is reached as cdk8s-plus has it', () => {
    const { made, object } = shopWith(api);
    made.deployment.metadata.addAnnotation('example.com/note', 'kept');
    expect(object('Deployment', 'api').metadata.annotations).toEqual({ 'example.com/note': 'kept' });
    expect(made.deployment.containers.map(({ name }) => name)).toEqual(['api']);
  });
});

describe('the number of copies', () => {
  test('is two by default', () => {
    const { replicas: _, ...props } = api;
    expect(shopWith(props as DeploymentProps).object('Deployment', 'api').spec.replicas).toBe(2);
  });

  test('of one needs no budget', () => {
    const { objects } = shopWith({ ...api, replicas: 1 });
    expect(objects().filter(({ kind }) => kind === 'PodDisruptionBudget')).toEqual([]);
  });

  test('is left to the autoscaler, with a budget', () => {
    const { replicas: _, ...props } = api;
    const { object } = shopWith({ ...props, scale: { min: 1, max: 5 } } as DeploymentProps);
    expect(object('Deployment', 'api').spec).not.toHaveProperty('replicas');
    expect(object('HorizontalPodAutoscaler', 'api').spec).toEqual({
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api' },
      minReplicas: 1,
      maxReplicas: 5,
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } },
      ],
    });
    expect(object('PodDisruptionBudget', 'api').spec.maxUnavailable).toBe(1);
  });

  test('follows memory where that is said, and then nothing else', () => {
    const { replicas: _, ...props } = api;
    const { object } = shopWith({ ...props, scale: { min: 2, max: 5, memory: 80 } } as DeploymentProps);
    expect(object('HorizontalPodAutoscaler', 'api').spec.metrics).toEqual([
      { type: 'Resource', resource: { name: 'memory', target: { type: 'Utilization', averageUtilization: 80 } } },
    ]);
  });

  test.each([
    [{ replicas: 0 }, `replicas is 0. Write a whole number of at least 1.`],
    [{ replicas: 1.5 }, `replicas is 1.5. Write a whole number of at least 1.`],
    [
      { scale: { min: 0, max: 3 } },
      `scale is from 0 to 3. Write whole numbers: min of at least 1, and max of more than that.`,
    ],
    [
      { scale: { min: 3, max: 3 } },
      `scale is from 3 to 3. Write whole numbers: min of at least 1, and max of more than that.`,
    ],
    [{ scale: { min: 2, max: 3, cpu: 0 } }, `scale.cpu is 0. Write percent of what is asked for, from 1 to 100.`],
    [
      { scale: { min: 2, max: 3, memory: 101 } },
      `scale.memory is 101. Write percent of what is asked for, from 1 to 100.`,
    ],
  ])('is refused where it is %j', (copies, message) => {
    const { replicas: _, ...props } = api;
    expect(() => shopWith({ ...props, ...copies } as DeploymentProps)).toThrow(new Error(`test/shop/api: ${message}`));
  });
});
