import { hardenedContainer } from '../hardened';
import { defineRule } from '../rule';
import { workload } from '../workload-objects';

const message = 'these containers serve a port and are never asked whether they are ready: ';
const ports = [{ containerPort: 8080 }];
const readinessProbe = { httpGet: { path: '/ready', port: 8080 } };

export const requireReadinessProbes = defineRule({
  id: 'require-readiness-probes',
  severity: 'low',
  title: 'Ask servers whether they are ready',
  rationale:
    'Without a readiness probe a Service sends requests to a container from its first moment, and a rollout goes on over copies that cannot serve: a broken or half-configured version replaces the working one everywhere.',
  remediation:
    'Give each container that declares a port a `readinessProbe` that holds only when it can answer. A `livenessProbe` is for programs that hang, not for this.',
  references: [
    { standard: 'nsa-cisa', control: 'Upgrading and application security practices' },
    {
      standard: 'documentation',
      url: 'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/',
    },
  ],
  on: 'object',
  resources: [
    {
      group: 'apps',
      versions: ['v1'],
      kinds: { DaemonSet: 'daemonsets', Deployment: 'deployments', StatefulSet: 'statefulsets' },
    },
  ],
  forEach: { as: 'container', in: 'object.spec.template.spec.containers', label: 'container.name' },
  cel: 'container.?ports.orValue([]).size() == 0 || container.?readinessProbe.hasValue()',
  message: `${message}{label}`,
  samples: {
    good: [
      {
        name: 'is asked',
        given: workload('Deployment', { containers: [hardenedContainer({ ports, readinessProbe })] }),
      },
      { name: 'serves nothing', given: workload('DaemonSet', {}) },
    ],
    bad: [
      {
        name: 'is not asked',
        given: workload('Deployment', { containers: [hardenedContainer({ ports })] }),
        message: `${message}app`,
      },
      {
        name: 'is asked only whether it lives',
        given: workload('StatefulSet', {
          containers: [hardenedContainer({ ports, livenessProbe: { tcpSocket: { port: 8080 } } })],
        }),
        message: `${message}app`,
      },
      {
        name: 'is not asked in the second container',
        given: workload('DaemonSet', {
          containers: [
            hardenedContainer({ ports, readinessProbe }),
            hardenedContainer({ name: 'metrics', ports: [{ containerPort: 9090 }] }),
          ],
        }),
        message: `${message}metrics`,
      },
    ],
  },
});
