import { describe, expect, test } from '@jest/globals';
import { ConnectionScheme } from 'cdk8s-plus-28';
import { portProblems, portsOf, type Serving } from './ports';
import { Probe } from './probe';

const tcp = { readiness: Probe.tcp() };

describe('the ports of a container', () => {
  test.each<[string, Serving, unknown]>([
    ['none', {}, []],
    [
      'one that speaks HTTP, as its probe shows',
      { port: 8080, probes: { readiness: Probe.http('/ready') } },
      [{ name: 'http', number: 8080, protocol: 'TCP', appProtocol: 'http' }],
    ],
    [
      'one that speaks HTTPS',
      { port: 8443, probes: { readiness: Probe.http('/ready', { scheme: ConnectionScheme.HTTPS }) } },
      [{ name: 'https', number: 8443, protocol: 'TCP', appProtocol: 'https' }],
    ],
    ['one of which nothing is known', { port: 5432, probes: tcp }, [{ name: 'tcp', number: 5432, protocol: 'TCP' }]],
    [
      'several, of which the first is asked',
      { ports: { web: 8080, metrics: 9090 }, probes: { readiness: Probe.http('/ready') } },
      [
        { name: 'web', number: 8080, protocol: 'TCP', appProtocol: 'http' },
        { name: 'metrics', number: 9090, protocol: 'TCP' },
      ],
    ],
    [
      'several, of which the second is asked',
      { ports: { rpc: 9000, admin: 8081 }, probes: { readiness: Probe.http('/ready', { port: 8081 }) } },
      [
        { name: 'rpc', number: 9000, protocol: 'TCP' },
        { name: 'admin', number: 8081, protocol: 'TCP', appProtocol: 'http' },
      ],
    ],
    [
      'several that say what they are',
      {
        ports: { rpc: { number: 9000, appProtocol: 'grpc' }, dns: { number: 5353, protocol: 'UDP' } },
        probes: { readiness: Probe.http('/ready') },
      },
      [
        { name: 'rpc', number: 9000, protocol: 'TCP', appProtocol: 'grpc' },
        { name: 'dns', number: 5353, protocol: 'UDP' },
      ],
    ],
  ])('are %s', (_name, serving, ports) => {
    expect(portsOf(serving)).toEqual(ports);
    expect(portProblems('', serving)).toEqual([]);
  });

  const number = 'Write a whole number from 1024 to 65535: lower ones need rights that the container does not have';
  const name = 'Write at most 15 lower-case letters, digits and single hyphens, with a letter among them';
  test.each<[string, Serving, string, string]>([
    ['a low number', { port: 80, probes: tcp }, `port 'tcp' is 80`, number],
    ['a number that is too high', { port: 65536, probes: tcp }, `port 'tcp' is 65536`, number],
    ['half a number', { port: 8080.5, probes: tcp }, `port 'tcp' is 8080.5`, number],
    [
      'no port',
      { ports: {}, probes: { readiness: Probe.command(['/bin/ready']) } },
      'ports is empty',
      'Name at least one port, or leave it out',
    ],
    [
      'a long name',
      { ports: { 'metrics-of-the-api': 8080 }, probes: tcp },
      `ports holds the name 'metrics-of-the-api'`,
      name,
    ],
    ['a name of digits', { ports: { '8080': 8080 }, probes: tcp }, `ports holds the name '8080'`, name],
    ['a name with two hyphens', { ports: { 'a--b': 8080 }, probes: tcp }, `ports holds the name 'a--b'`, name],
    [
      'one port twice',
      { ports: { a: 8080, b: 8080 }, probes: tcp },
      'ports holds 8080/TCP twice',
      'Name each port once',
    ],
    [
      'a probe of another port',
      { port: 8080, probes: { readiness: Probe.tcp({ port: 8081 }) } },
      'probes.readiness asks port 8081, which the container does not serve',
      'Ask one of its ports: 8080',
    ],
    [
      'a probe of a port of UDP',
      { ports: { dns: { number: 5353, protocol: 'UDP' } }, probes: { readiness: Probe.tcp({ port: 5353 }) } },
      'probes.readiness asks port 5353, which the container does not serve',
      'Name the port among its ports',
    ],
    [
      'a probe of no port where none is of TCP',
      { ports: { dns: { number: 5353, protocol: 'UDP' } }, probes: { readiness: Probe.http('/ready') } },
      'probes.readiness asks a port, and the first of its ports is none of TCP',
      'Name a port of TCP, or ask with a command',
    ],
    [
      'a probe of a port where there is none',
      { probes: { liveness: Probe.http('/live') } },
      'probes.liveness asks a port, and the container serves none',
      'Name a port, or ask with a command',
    ],
  ])('are refused with %s', (_name, serving, found, write) => {
    expect(portProblems('', serving)).toEqual([{ found, write }]);
  });

  test('of a sidecar are named as its own', () => {
    expect(portProblems('sidecars.proxy.', { port: 80, probes: tcp })).toEqual([
      { found: `sidecars.proxy.port 'tcp' is 80`, write: number },
    ]);
  });
});
