import { defineRule } from '../rule';
import { service } from '../service-objects';

export const noNodePorts = defineRule({
  id: 'no-node-ports',
  severity: 'medium',
  title: 'Publish nothing on the ports of nodes',
  rationale:
    'A node port is open on every node, past Ingress and its TLS, and whoever reaches any node reaches the Service. Network policies often see the node instead of the caller.',
  remediation: 'Use a ClusterIP Service behind an Ingress, a Gateway or an internal load balancer with IP targets.',
  references: [
    { standard: 'nsa-cisa', control: 'Network separation and hardening' },
    { standard: 'mitre-attack', control: 'T1190' },
  ],
  on: 'object',
  resources: [{ group: '', versions: ['v1'], kinds: { Service: 'services' } }],
  cel: 'object.spec.?type.orValue("ClusterIP") != "NodePort"',
  message: 'the Service opens a port on every node',
  samples: {
    good: [
      { name: 'is inside the cluster by default', given: service({}) },
      { name: 'is headless', given: service({ type: 'ClusterIP', clusterIP: 'None' }) },
    ],
    bad: [
      {
        name: 'is a node port',
        given: service({ type: 'NodePort' }),
        message: 'the Service opens a port on every node',
      },
      {
        name: 'is a node port of its choice',
        given: service({ type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] }),
        message: 'the Service opens a port on every node',
      },
      {
        name: 'is a node port that keeps the caller’s address',
        given: service({ type: 'NodePort', externalTrafficPolicy: 'Local' }),
        message: 'the Service opens a port on every node',
      },
    ],
  },
});
