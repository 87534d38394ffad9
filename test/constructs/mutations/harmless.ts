/** Survivors that are no lost hardening, and why. */
export interface Harmless {
  readonly reason: string;
  /** Patterns of `place: change`. Each must fit a survivor, or it is too many. */
  readonly survivors: readonly RegExp[];
}

const pod = '(?:Deployment|DaemonSet|StatefulSet|Job|CronJob) spec\\.(?:jobTemplate\\.spec\\.)?template\\.';
const inPod = (path: string) => new RegExp(`^${pod}${path}: `);
const inContainer = (path: string) => inPod(`spec\\.(?:init)?[cC]ontainers\\.\\*${path}`);

/** What may be missing without a loss of protection; who adds to it says why. */
export const harmless: readonly Harmless[] = [
  {
    reason: 'it grants something, or makes something run: without it there is less to attack',
    survivors: [
      /^(Deployment|DaemonSet|StatefulSet|Job|CronJob|HorizontalPodAutoscaler|ConfigMap|Service|ServiceAccount|Namespace): taken away$/,
      /^(RoleBinding|Server|MeshTLSAuthentication|HTTPRoute|Gateway|Ingress|Certificate|ExternalSecret|SecretStore|SecretProviderClass|CiliumNetworkPolicy): taken away$/,
      /^Role rules\.\*(\.verbs\.\*)?: taken away$/,
      /^RoleBinding subjects\.\*\.namespace: taken away$/,
      /^NetworkPolicy (allow-dns|allow-mesh|images|operator|worker): taken away$/,
      /^(Cilium)?NetworkPolicy (\S+ )?spec\.(egress|ingress)(\.\*)?(\.(from|to|fromEndpoints|toEndpoints|toFQDNs)\.\*)?: taken away$/,
      /^(Cilium)?NetworkPolicy (\S+ )?spec\.egress\.\*\.(toPorts\.\*\.)?ports\.\*: taken away$/,
      /^CiliumNetworkPolicy spec\.egress\.\*\.toPorts\.\*\.rules(\.dns\.\*)?: taken away$/,
      inPod('spec\\.tolerations(\\.\\*(\\.key|\\.operator)?)?'),
      inPod('spec\\.(initContainers|containers)(\\.\\*)?'),
    ],
  },
  {
    reason: 'without it Kubernetes does the same, or less',
    survivors: [
      inContainer('\\.(imagePullPolicy|securityContext\\.privileged)'),
      inPod('spec\\.(dnsPolicy|hostNetwork|setHostnameAsFQDN)'),
      inContainer('\\.volumeMounts\\.\\*\\.readOnly'),
      inPod('spec\\.volumes\\.\\*\\.csi\\.readOnly'),
      /^NetworkPolicy \S+ spec\.policyTypes(\.\*)?: taken away$/,
      /^NetworkPolicy \S+ spec\.egress\.\*\.ports\.\*\.protocol: taken away$/,
      /^NetworkPolicy \S+ spec\.(egress\.\*\.to|ingress\.\*\.from)\.\*\.namespaceSelector: taken away$/,
      /^CiliumNetworkPolicy spec\.ingress\.\*\.fromEndpoints\.\*\.matchLabels\.\*: taken away$/,
      /^CiliumNetworkPolicy spec\.egress\.\*\.toEndpoints\.\*\.matchLabels\.\*: taken away$/,
      /^AuthorizationPolicy \S+ spec(\.action)?: taken away$/,
      /^ExternalSecret spec\.(secretStoreRef\.kind|refreshPolicy|target\.template(\.type)?): taken away$/,
      /^ValidatingWebhookConfiguration webhooks\.\*\.rules\.\*\.scope: taken away$/,
      /^Certificate spec\.(issuerRef\.(group|kind)|privateKey(\.\w+)?|usages(\.\*)?): taken away$/,
      /^Ingress metadata\.annotations\.nginx\.ingress\.kubernetes\.io\/(force-)?ssl-redirect: taken away$/,
      /^LimitRange spec\.limits\.\*\.(default|defaultRequest)\.(cpu|ephemeral-storage): taken away$/,
      /^LimitRange spec\.limits\.\*\.max\.cpu: taken away$/,
      /^ResourceQuota spec\.hard\.requests\.memory: taken away$/,
      /^Job metadata\.labels\.app\.kubernetes\.io\/name: taken away$/,
      /^\w+ metadata\.labels(\.app\.kubernetes\.io\/name)?: taken away$/,
    ],
  },
  {
    reason: 'it no longer works, which its team sees at once',
    survivors: [
      inContainer('\\.(args|command|env|ports|volumeMounts)(\\.\\*(\\.value)?)?'),
      inContainer('\\.(liveness|readiness)Probe\\.httpGet\\.path'),
      inPod('metadata(\\.(annotations|labels)(\\.\\S+)?)?'),
      inPod('spec\\.securityContext\\.fsGroup(ChangePolicy)?'),
      inPod('spec\\.volumes\\.\\*\\.csi\\.volumeAttributes(\\.secretProviderClass)?'),
      inPod(
        'spec\\.volumes\\.\\*\\.projected\\.sources\\.\\*(\\.(configMap|downwardAPI|serviceAccountToken)(\\.items(\\.\\*)?)?)?',
      ),
      /^ConfigMap (data(\.\*)?|immutable): /,
      /^ExternalSecret spec(\.(data(\.\*)?|data\.\*\.remoteRef\.property|secretStoreRef(\.name)?|target(\.name)?|refreshInterval))?: taken away$/,
      /^SecretStore spec(\.provider\.vault\.path)?: taken away$/,
      /^SecretProviderClass spec(\.\S+)?: taken away$/,
      /^Service spec\.(clusterIP|selector(\.\S+)?|ports\.\*\.(name|appProtocol)): taken away$/,
      /^ServiceAccount metadata\.annotations(\.eks\.amazonaws\.com\/\S+)?: taken away$/,
      /^StatefulSet spec\.(serviceName|volumeClaimTemplates\.\*\.spec\.storageClassName): taken away$/,
      /^Certificate spec(\.dnsNames(\.\*)?)?: taken away$/,
      /^Ingress spec\.(ingressClassName|rules\.\*\.(host|http)|tls\.\*\.secretName): taken away$/,
      /^Ingress metadata\.annotations\.alb\.ingress\.kubernetes\.io\/(certificate-arn|healthcheck-path|listen-ports|target-type): taken away$/,
      /^HTTPRoute spec\.(rules|parentRefs(\.\*(\.namespace)?)?): taken away$/,
      /^HTTPRoute spec\.rules\.\*\.(backendRefs(\.\*)?|matches\.\*): taken away$/,
      /^HTTPRoute spec\.rules\.\*\.filters\.\*\.requestRedirect\.(scheme|statusCode): taken away$/,
      /^Gateway spec\.listeners\.\*: taken away$/,
      /^HorizontalPodAutoscaler spec\.(metrics(\.\*)?|minReplicas): taken away$/,
      /^CronJob spec\.suspend: set to true$/,
      /^ValidatingWebhookConfiguration webhooks\.\*\.(clientConfig\.(caBundle|service\.(path|port))|namespaceSelector(\.\S+)?): taken away$/,
    ],
  },
  {
    reason: 'it is about how well something runs, and not about what an attacker may do',
    survivors: [
      /^Deployment spec\.(replicas|strategy(\.rollingUpdate(\.maxUnavailable)?)?): taken away$/,
      /^StatefulSet spec\.(replicas|updateStrategy\.rollingUpdate): taken away$/,
      /^Deployment metadata\.annotations(\.secret(providerclass)?\.reloader\.stakater\.com\/reload)?: taken away$/,
      inContainer('\\.(lifecycle(\\.preStop(\\.sleep\\.seconds)?)?|livenessProbe|startupProbe)'),
      inPod('spec\\.terminationGracePeriodSeconds'),
      inPod('spec\\.topologySpreadConstraints\\.\\*(\\.(matchLabelKeys(\\.\\*)?|labelSelector))?'),
      /^PodDisruptionBudget spec\.(unhealthyPodEvictionPolicy|selector\.matchLabels(\.\S+)?): taken away$/,
      /^Job spec\.(backoffLimit|ttlSecondsAfterFinished): taken away$/,
      /^CronJob spec\.(failedJobsHistoryLimit|startingDeadlineSeconds|timeZone|jobTemplate\.spec\.backoffLimit): taken away$/,
      /^Ingress metadata\.annotations\.alb\.ingress\.kubernetes\.io\/load-balancer-attributes: taken away$/,
    ],
  },
  {
    reason:
      'it is what somebody decided about this very workload, or about the whole cluster, and nothing in the manifest tells the one decision from the other: a review of main.ts must',
    survivors: [
      /^NetworkPolicy \S+ spec\.egress\.\*\.to\.\*\.ipBlock\.except(\.\*)?: taken away$/,
      /^Role rules\.\*\.resourceNames\.\*: taken away$/,
      /^(Cluster|Admin|BaselineAdmin)NetworkPolicy(: | spec\.)/,
      /^SecurityPolicy(: | spec\.)/,
      /^ValidatingWebhookConfiguration( webhooks(\.\*(\.rules(\.\*(\.(operations|resources)\.\*)?)?)?)?)?: taken away$/,
      /^Ingress metadata\.annotations(\.nginx\.ingress\.kubernetes\.io\/whitelist-source-range)?: taken away$/,
      /^Ingress metadata\.annotations\.alb\.ingress\.kubernetes\.io\/listener-attributes\.HTTPS-443: taken away$/,
      /^HTTPRoute spec\.rules\.\*\.filters(\.\*(\.responseHeaderModifier\.set(\.\*)?)?)?: taken away$/,
    ],
  },
];
