import { podOf } from '../hardened';
import { defineRule } from '../rule';

// What serves is asked whether it is ready, on the port itself.
const readinessProbe = { httpGet: { path: '/ready', port: 8080 } };

export const noHostPorts = defineRule({
  id: 'no-host-ports',
  severity: 'medium',
  title: 'Do not open ports on the node',
  rationale:
    'A host port puts a container on the node’s own address, past Services, Ingress and often past network policies, can take the place of a node’s service, and keeps two copies of the pod from running on one node.',
  remediation: 'Leave `hostPort` out and publish the container port with a Service.',
  references: [
    { standard: 'pod-security', level: 'baseline', control: 'Host Ports' },
    { standard: 'cis-kubernetes', control: '5.2.13' },
    { standard: 'nsa-cisa', control: 'Network separation and hardening' },
    { standard: 'mitre-attack', control: 'T1557' },
  ],
  on: 'container',
  // In the node's network every port of a container is a port of the node; the API server fills hostPort in for pods.
  cel: 'container.?ports.orValue([]).all(port, port.?hostPort.orValue(0) == 0 && variables.podSpec.?hostNetwork.orValue(false) != true)',
  message: 'these containers open a port on the node: {label}',
  samples: {
    good: [
      { name: 'has a container port', given: podOf({ readinessProbe, ports: [{ containerPort: 8080 }] }) },
      { name: 'has no ports', given: podOf({}) },
    ],
    bad: [
      {
        name: 'opens one',
        given: podOf({ readinessProbe, ports: [{ containerPort: 8080, hostPort: 8080 }] }),
        message: 'these containers open a port on the node: app',
      },
      {
        name: 'opens the second of two',
        given: podOf({ readinessProbe, ports: [{ containerPort: 8080 }, { containerPort: 9090, hostPort: 9090 }] }),
        message: 'these containers open a port on the node: app',
      },
      {
        name: 'has a container port in the node’s network',
        given: podOf({ readinessProbe, ports: [{ containerPort: 8080 }] }, { hostNetwork: true }),
        message: 'these containers open a port on the node: app',
        also: ['no-host-network'],
      },
      {
        name: 'opens one on the loopback address',
        given: podOf({
          readinessProbe,
          ports: [{ containerPort: 53, hostPort: 53, hostIP: '127.0.0.1', protocol: 'UDP' }],
        }),
        message: 'these containers open a port on the node: app',
      },
    ],
  },
});
