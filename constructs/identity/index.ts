/** Who a workload is: its service account, what that may do, and which role of the cloud it is. */
export { CloudIdentity } from './cloud-identity';
export {
  type ChangeableResource,
  type ChangePermission,
  type CustomResourcePermission,
  type EvictionPermission,
  type Permission,
  type PodPermission,
  permissionProblems,
  type ReadableResource,
  type ReadPermission,
  type ReadVerb,
  type SecretPermission,
  type Verb,
} from './permission';
export { apiToken, apiTokenPath, audienceToken, type TokenProps, tokenProblems } from './token';
export { type IdentityProps, workloadIdentity } from './workload-identity';
