import { describe, expect, test } from '@jest/globals';
import { App, Chart } from 'cdk8s';
import { type TeamRole, TeamRoles, teamRoleName, teamRoleRules, teamRoles } from './team-roles';

/** What each role may do: verb, resource (with its group after a dot), then viewer, developer, operator. */
const table = `
get     namespaces                              yes yes yes
list    namespaces                              no  no  no
list    pods                                    yes yes yes
watch   deployments.apps                        yes yes yes
get     configmaps                              yes yes yes
list    events                                  yes yes yes
list    events.events.k8s.io                    yes yes yes
list    networkpolicies.networking.k8s.io       yes yes yes
get     serviceaccounts                         yes yes yes
list    pods.metrics.k8s.io                     yes yes yes
get     pods/log                                no  yes yes
create  deployments.apps                        no  yes no
patch   deployments.apps                        no  yes no
update  statefulsets.apps                       no  yes no
create  daemonsets.apps                         no  yes no
create  jobs.batch                              no  yes no
delete  cronjobs.batch                          no  yes no
update  configmaps                              no  yes no
create  services                                no  yes no
create  persistentvolumeclaims                  no  yes no
patch   horizontalpodautoscalers.autoscaling    no  yes no
create  poddisruptionbudgets.policy             no  yes no
patch   deployments/scale.apps                  no  yes yes
update  statefulsets/scale.apps                 no  yes yes
delete  pods                                    no  yes yes
create  pods/eviction                           no  no  yes
create  pods/exec                               no  no  no
get     pods/exec                               no  no  no
create  pods/attach                             no  no  no
create  pods/portforward                        no  no  no
create  pods                                    no  no  no
patch   pods                                    no  no  no
patch   pods/ephemeralcontainers                no  no  no
get     pods/proxy                              no  no  no
create  services/proxy                          no  no  no
get     secrets                                 no  no  no
list    secrets                                 no  no  no
watch   secrets                                 no  no  no
create  secrets                                 no  no  no
patch   secrets                                 no  no  no
delete  secrets                                 no  no  no
create  serviceaccounts                         no  no  no
create  serviceaccounts/token                   no  no  no
impersonate serviceaccounts                     no  no  no
get     rolebindings.rbac.authorization.k8s.io  no  no  no
create  rolebindings.rbac.authorization.k8s.io  no  no  no
create  roles.rbac.authorization.k8s.io         no  no  no
create  networkpolicies.networking.k8s.io       no  no  no
delete  networkpolicies.networking.k8s.io       no  no  no
create  ingresses.networking.k8s.io             no  no  no
patch   resourcequotas                          no  no  no
delete  limitranges                             no  no  no
patch   namespaces                              no  no  no
deletecollection pods                           no  no  no
deletecollection deployments.apps               no  no  no
list    nodes                                   no  no  no
get     persistentvolumes                       no  no  no
`;

const cases = table
  .trim()
  .split('\n')
  .flatMap((line) => {
    const [verb, name, ...answers] = line.split(/\s+/) as [string, string, ...string[]];
    return teamRoles.map((role, index) => ({ role, verb, name, expected: answers[index] }));
  });

// RBAC's own logic for rules without wildcards and resource names.
function may(role: TeamRole, verb: string, name: string): boolean {
  const [resource, ...group] = name.split('.');
  return teamRoleRules[role].some(
    (rule) =>
      rule.verbs.includes(verb) &&
      rule.resources.includes(String(resource)) &&
      rule.apiGroups.includes(group.join('.')),
  );
}

describe('the roles of a team', () => {
  test.each(cases)('$role: $verb $name is $expected', ({ role, verb, name, expected }) => {
    expect(may(role, verb, name) ? 'yes' : 'no').toBe(expected);
  });

  test.each(teamRoles)('%s has no wildcard and no duplicate', (role) => {
    for (const rule of teamRoleRules[role]) {
      const texts = [...rule.apiGroups, ...rule.resources, ...rule.verbs];
      expect(texts.filter((text) => text.includes('*'))).toEqual([]);
      expect(new Set(rule.resources).size).toBe(rule.resources.length);
    }
  });

  test('are ClusterRoles named by the role, one each', () => {
    const chart = new Chart(new App(), 'test');
    new TeamRoles(chart, 'roles');
    const objects = chart.toJson();
    expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'ClusterRole palisade-viewer',
      'ClusterRole palisade-developer',
      'ClusterRole palisade-operator',
    ]);
    expect(objects.map(({ rules }) => rules)).toEqual(teamRoles.map((role) => teamRoleRules[role]));
    expect(teamRoleName('viewer')).toBe('palisade-viewer');
  });
});
