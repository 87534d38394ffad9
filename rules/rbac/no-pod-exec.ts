import { clusterRole, eachPermission, permission, role, roles } from '../rbac-objects';
import { defineRule } from '../rule';

export const noPodExec = defineRule({
  id: 'no-pod-exec',
  severity: 'medium',
  title: 'Grant nobody a shell in running containers',
  rationale:
    'With `pods/exec`, `pods/attach` or ephemeral containers one acts as the workload: with its data, its network and its cloud identity, past every review.',
  remediation:
    'Take these subresources out of standing roles; grant them for an incident, to a named person, for a limited time.',
  references: [
    { standard: 'cis-kubernetes', control: '5.1.4' },
    { standard: 'nsa-cisa', control: 'Role-based access control' },
    { standard: 'mitre-attack', control: 'T1609' },
  ],
  on: 'object',
  resources: [roles],
  forEach: eachPermission,
  cel: '!("" in rule.?apiGroups.orValue([])) || !rule.?resources.orValue([]).exists(resource, resource in ["pods/exec", "pods/attach", "pods/ephemeralcontainers", "pods/portforward", "pods/proxy"]) || rule.verbs.size() == 0',
  message: 'the role reaches into running containers: {label}',
  samples: {
    good: [
      { name: 'reads logs', given: role(permission(['get'], ['pods', 'pods/log'])) },
      { name: 'evicts pods', given: role(permission(['create'], ['pods/eviction'])) },
    ],
    bad: [
      {
        name: 'runs commands',
        given: role(permission(['create'], ['pods/exec'])),
        message: 'the role reaches into running containers: create pods/exec',
      },
      {
        name: 'attaches by websocket, which asks for get only',
        given: role(permission(['get'], ['pods/attach'])),
        message: 'the role reaches into running containers: get pods/attach',
      },
      {
        name: 'adds debugging containers',
        given: clusterRole(permission(['patch'], ['pods', 'pods/ephemeralcontainers'])),
        message: 'the role reaches into running containers: patch pods/pods/ephemeralcontainers',
      },
    ],
  },
});
