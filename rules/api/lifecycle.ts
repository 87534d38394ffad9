import type { NonEmpty, ResourceSelector } from '../rule';

/** A version of a kind that Kubernetes gave up. */
export interface Retired {
  /** The API group and version, such as `batch/v1beta1`. */
  readonly apiVersion: string;
  /** Kind to plural. */
  readonly kinds: { readonly [kind: string]: string };
  /** The Kubernetes release from which on it is no longer served. */
  readonly removedIn: string;
}

const role = { ClusterRole: 'clusterroles', Role: 'roles' };
const binding = { ClusterRoleBinding: 'clusterrolebindings', RoleBinding: 'rolebindings' };
const flow = { FlowSchema: 'flowschemas', PriorityLevelConfiguration: 'prioritylevelconfigurations' };
const review = {
  SelfSubjectAccessReview: 'selfsubjectaccessreviews',
  SelfSubjectRulesReview: 'selfsubjectrulesreviews',
  SubjectAccessReview: 'subjectaccessreviews',
};
const claim = {
  DeviceClass: 'deviceclasses',
  ResourceClaim: 'resourceclaims',
  ResourceClaimTemplate: 'resourceclaimtemplates',
  ResourceSlice: 'resourceslices',
};

/**
 * What Kubernetes 1.37 no longer serves.
 *
 * Source: the methods `APILifecycleRemoved` of k8s.io/api, k8s.io/apiextensions-apiserver and k8s.io/kube-aggregator
 * v0.37.2, and for kinds whose code is gone https://kubernetes.io/docs/reference/using-api/deprecation-guide/. Alpha
 * versions, which promise nothing, and kinds that are never stored in a file are left out.
 */
export const removed: readonly Retired[] = [
  {
    apiVersion: 'extensions/v1beta1',
    kinds: {
      DaemonSet: 'daemonsets',
      Deployment: 'deployments',
      NetworkPolicy: 'networkpolicies',
      PodSecurityPolicy: 'podsecuritypolicies',
      ReplicaSet: 'replicasets',
    },
    removedIn: '1.16',
  },
  {
    apiVersion: 'apps/v1beta1',
    kinds: { ControllerRevision: 'controllerrevisions', Deployment: 'deployments', StatefulSet: 'statefulsets' },
    removedIn: '1.16',
  },
  {
    apiVersion: 'apps/v1beta2',
    kinds: {
      ControllerRevision: 'controllerrevisions',
      DaemonSet: 'daemonsets',
      Deployment: 'deployments',
      ReplicaSet: 'replicasets',
      StatefulSet: 'statefulsets',
    },
    removedIn: '1.16',
  },
  {
    apiVersion: 'admissionregistration.k8s.io/v1beta1',
    kinds: {
      MutatingWebhookConfiguration: 'mutatingwebhookconfigurations',
      ValidatingWebhookConfiguration: 'validatingwebhookconfigurations',
    },
    removedIn: '1.22',
  },
  {
    apiVersion: 'apiextensions.k8s.io/v1beta1',
    kinds: { CustomResourceDefinition: 'customresourcedefinitions' },
    removedIn: '1.22',
  },
  { apiVersion: 'apiregistration.k8s.io/v1beta1', kinds: { APIService: 'apiservices' }, removedIn: '1.22' },
  { apiVersion: 'authentication.k8s.io/v1beta1', kinds: { TokenReview: 'tokenreviews' }, removedIn: '1.22' },
  {
    apiVersion: 'authorization.k8s.io/v1beta1',
    kinds: { LocalSubjectAccessReview: 'localsubjectaccessreviews', ...review },
    removedIn: '1.22',
  },
  {
    apiVersion: 'certificates.k8s.io/v1beta1',
    kinds: { CertificateSigningRequest: 'certificatesigningrequests' },
    removedIn: '1.22',
  },
  { apiVersion: 'coordination.k8s.io/v1beta1', kinds: { Lease: 'leases' }, removedIn: '1.22' },
  { apiVersion: 'extensions/v1beta1', kinds: { Ingress: 'ingresses' }, removedIn: '1.22' },
  {
    apiVersion: 'networking.k8s.io/v1beta1',
    kinds: { Ingress: 'ingresses', IngressClass: 'ingressclasses' },
    removedIn: '1.22',
  },
  { apiVersion: 'rbac.authorization.k8s.io/v1beta1', kinds: { ...role, ...binding }, removedIn: '1.22' },
  { apiVersion: 'scheduling.k8s.io/v1beta1', kinds: { PriorityClass: 'priorityclasses' }, removedIn: '1.22' },
  {
    apiVersion: 'storage.k8s.io/v1beta1',
    kinds: {
      CSIDriver: 'csidrivers',
      CSINode: 'csinodes',
      StorageClass: 'storageclasses',
      VolumeAttachment: 'volumeattachments',
    },
    removedIn: '1.22',
  },
  {
    apiVersion: 'autoscaling/v2beta1',
    kinds: { HorizontalPodAutoscaler: 'horizontalpodautoscalers' },
    removedIn: '1.25',
  },
  { apiVersion: 'batch/v1beta1', kinds: { CronJob: 'cronjobs' }, removedIn: '1.25' },
  { apiVersion: 'discovery.k8s.io/v1beta1', kinds: { EndpointSlice: 'endpointslices' }, removedIn: '1.25' },
  { apiVersion: 'events.k8s.io/v1beta1', kinds: { Event: 'events' }, removedIn: '1.25' },
  { apiVersion: 'node.k8s.io/v1beta1', kinds: { RuntimeClass: 'runtimeclasses' }, removedIn: '1.25' },
  {
    apiVersion: 'policy/v1beta1',
    kinds: { PodDisruptionBudget: 'poddisruptionbudgets', PodSecurityPolicy: 'podsecuritypolicies' },
    removedIn: '1.25',
  },
  {
    apiVersion: 'autoscaling/v2beta2',
    kinds: { HorizontalPodAutoscaler: 'horizontalpodautoscalers' },
    removedIn: '1.26',
  },
  { apiVersion: 'flowcontrol.apiserver.k8s.io/v1beta1', kinds: flow, removedIn: '1.26' },
  { apiVersion: 'storage.k8s.io/v1beta1', kinds: { CSIStorageCapacity: 'csistoragecapacities' }, removedIn: '1.27' },
  { apiVersion: 'flowcontrol.apiserver.k8s.io/v1beta2', kinds: flow, removedIn: '1.29' },
  { apiVersion: 'flowcontrol.apiserver.k8s.io/v1beta3', kinds: flow, removedIn: '1.32' },
  {
    apiVersion: 'authentication.k8s.io/v1beta1',
    kinds: { SelfSubjectReview: 'selfsubjectreviews' },
    removedIn: '1.33',
  },
  {
    apiVersion: 'admissionregistration.k8s.io/v1beta1',
    kinds: {
      ValidatingAdmissionPolicy: 'validatingadmissionpolicies',
      ValidatingAdmissionPolicyBinding: 'validatingadmissionpolicybindings',
    },
    removedIn: '1.34',
  },
  {
    apiVersion: 'networking.k8s.io/v1beta1',
    kinds: { IPAddress: 'ipaddresses', ServiceCIDR: 'servicecidrs' },
    removedIn: '1.37',
  },
  {
    apiVersion: 'storage.k8s.io/v1beta1',
    kinds: { VolumeAttributesClass: 'volumeattributesclasses' },
    removedIn: '1.37',
  },
];

/** What Kubernetes 1.37 still serves (where it is told to) and says it will not for long. Source: as {@link removed}. */
export const deprecated: readonly Retired[] = [
  { apiVersion: 'resource.k8s.io/v1beta1', kinds: claim, removedIn: '1.38' },
  { apiVersion: 'coordination.k8s.io/v1beta1', kinds: { LeaseCandidate: 'leasecandidates' }, removedIn: '1.39' },
  { apiVersion: 'resource.k8s.io/v1beta2', kinds: claim, removedIn: '1.39' },
  {
    apiVersion: 'admissionregistration.k8s.io/v1beta1',
    kinds: {
      MutatingAdmissionPolicy: 'mutatingadmissionpolicies',
      MutatingAdmissionPolicyBinding: 'mutatingadmissionpolicybindings',
    },
    removedIn: '1.40',
  },
  {
    apiVersion: 'certificates.k8s.io/v1beta1',
    kinds: { ClusterTrustBundle: 'clustertrustbundles', PodCertificateRequest: 'podcertificaterequests' },
    removedIn: '1.40',
  },
  {
    apiVersion: 'storagemigration.k8s.io/v1beta1',
    kinds: { StorageVersionMigration: 'storageversionmigrations' },
    removedIn: '1.40',
  },
];

/** The kinds of a table, as a rule selects them. */
export function selectorsOf([first, ...more]: readonly Retired[]): NonEmpty<ResourceSelector> {
  if (first === undefined) throw new Error('an empty table selects nothing');
  return [selectorOf(first), ...more.map(selectorOf)];
}

function selectorOf({ apiVersion, kinds }: Retired): ResourceSelector {
  const [group = '', version = ''] = apiVersion.split('/');
  return { group, versions: [version], kinds };
}

/**
 * CEL for a list of what a table says about `object`: one text, such as `batch/v1beta1 CronJob, since 1.25`, or none.
 *
 * @param since What to say before the release.
 */
export function retirementOf(table: readonly Retired[], since: string): string {
  const known = table.flatMap(({ apiVersion, kinds, removedIn }) =>
    Object.keys(kinds).map((kind) => ({
      key: `${apiVersion} ${kind}`,
      text: `${apiVersion} ${kind}, ${since} ${removedIn}`,
    })),
  );
  const keys = JSON.stringify(known.map(({ key }) => key));
  const texts = JSON.stringify(known.map(({ text }) => text));
  // Whatever is current is passed over by one look into the list of keys.
  const own = 'object.apiVersion + " " + object.kind';
  return `(${own}) in ${keys} ? ${texts}.filter(text, text.startsWith(${own} + ",")) : []`;
}
