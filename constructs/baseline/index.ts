/** What a whole cluster gets: namespaces of teams, their roles, and admission policies. Start from {@link ClusterBaseline}. */
export { AdmissionPolicies, type AdmissionPoliciesProps } from './admission-policies';
export { allowedRegistries } from './allowed-registries';
export { baselineObjects, madeByCluster, toYaml } from './baseline-objects';
export { ClusterBaseline, type ClusterBaselineProps, type Team } from './cluster-baseline';
export { type RoleRule, type TeamRole, TeamRoles, teamRoleName, teamRoleRules, teamRoles } from './team-roles';
