import { describe, expect, test } from '@jest/globals';
import { Duration } from 'cdk8s';
import { ConnectionScheme } from 'cdk8s-plus-28';
import { Deployment } from './deployment';
import { Probe } from './probe';
import { image, inShop, resources } from './testing/shop';

function written(probe: Probe) {
  const { object } = inShop(
    (shop) =>
      new Deployment(shop, 'api', {
        image,
        resources,
        ports: { main: 8080, admin: 8081 },
        probes: { readiness: probe, liveness: probe, startup: probe },
      }),
  );
  const [container] = object('Deployment', 'api').spec.template.spec.containers;
  expect(container.livenessProbe).toEqual(container.readinessProbe);
  expect(container.startupProbe).toEqual(container.readinessProbe);
  return container.readinessProbe;
}

describe('a probe', () => {
  const failureThreshold = 3;
  test.each<[string, Probe, unknown]>([
    ['HTTP', Probe.http('/ready'), { failureThreshold, httpGet: { path: '/ready', port: 8080, scheme: 'HTTP' } }],
    [
      'HTTPS on another port',
      Probe.http('/ready', { port: 8081, scheme: ConnectionScheme.HTTPS }),
      { failureThreshold, httpGet: { path: '/ready', port: 8081, scheme: 'HTTPS' } },
    ],
    ['TCP', Probe.tcp(), { failureThreshold, tcpSocket: { port: 8080 } }],
    ['TCP on another port', Probe.tcp({ port: 8081 }), { failureThreshold, tcpSocket: { port: 8081 } }],
    ['gRPC', Probe.grpc(), { failureThreshold, grpc: { port: 8080 } }],
    ['gRPC on another port', Probe.grpc({ port: 8081 }), { failureThreshold, grpc: { port: 8081 } }],
    ['a command', Probe.command(['/bin/ready', '-q']), { failureThreshold, exec: { command: ['/bin/ready', '-q'] } }],
    [
      'its own patience',
      Probe.grpc({
        failureThreshold: 5,
        initialDelaySeconds: Duration.seconds(1),
        periodSeconds: Duration.seconds(2),
        timeoutSeconds: Duration.seconds(3),
      }),
      { failureThreshold: 5, initialDelaySeconds: 1, periodSeconds: 2, timeoutSeconds: 3, grpc: { port: 8080 } },
    ],
  ])('asks by %s', (_name, probe, expected) => {
    expect(written(probe)).toEqual(expected);
  });

  test('by gRPC tells what the port speaks', () => {
    const { made } = inShop(
      (shop) => new Deployment(shop, 'api', { image, resources, port: 9000, probes: { readiness: Probe.grpc() } }),
    );
    expect(made.ports).toEqual([{ name: 'grpc', number: 9000, protocol: 'TCP', appProtocol: 'grpc' }]);
  });
});
