import { clusterRole, eachPermission, permission, role, roles } from '../rbac-objects';
import { defineRule } from '../rule';

export const noSecretReads = defineRule({
  id: 'no-secret-reads',
  severity: 'high',
  title: 'Grant no reading of all Secrets',
  rationale:
    'Whoever can get, list or watch Secrets has every password, key and token in them; `list` and `watch` show the contents as well as `get` does.',
  remediation:
    'Mount the one Secret that a program needs into its pod. Where the API must be used, name it: `resourceNames: [name]` with the verb `get`.',
  references: [
    { standard: 'cis-kubernetes', control: '5.1.2' },
    { standard: 'cis-eks', control: '4.1.2' },
    { standard: 'nsa-cisa', control: 'Role-based access control' },
    { standard: 'mitre-attack', control: 'T1552.007' },
  ],
  on: 'object',
  resources: [roles],
  forEach: eachPermission,
  cel: '!("" in rule.?apiGroups.orValue([])) || !("secrets" in rule.?resources.orValue([])) || !rule.verbs.exists(verb, verb in ["*", "get", "list", "watch"]) || (rule.?resourceNames.orValue([]).size() > 0 && rule.verbs.all(verb, !(verb in ["*", "list", "watch"])))',
  message: 'the role can read all Secrets: {label}',
  samples: {
    good: [
      {
        name: 'reads one Secret by name',
        given: role(permission(['get'], ['secrets'], { resourceNames: ['database'] })),
      },
      { name: 'makes Secrets', given: role(permission(['create'], ['secrets'])) },
    ],
    bad: [
      {
        name: 'gets any',
        given: role(permission(['get'], ['secrets'])),
        message: 'the role can read all Secrets: get secrets',
      },
      {
        name: 'lists them among other things',
        given: clusterRole(permission(['list'], ['configmaps', 'secrets'])),
        message: 'the role can read all Secrets: list configmaps/secrets',
      },
      {
        name: 'watches a named one',
        given: role(permission(['watch'], ['secrets'], { resourceNames: ['database'] })),
        message: 'the role can read all Secrets: watch secrets',
      },
    ],
  },
});
