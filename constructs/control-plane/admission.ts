import type { ControlPlaneSettings } from './options';
import type { Places } from './places';

/** Namespaces whose pods Pod Security does not judge: the cluster's own only. */
const exempt = ['kube-system'] as const;

/** Plug-ins beyond those that are on by default, in the order of their names; the API server has an order of its own. */
export function admissionPlugins({ imageWebhook }: Pick<ControlPlaneSettings, 'imageWebhook'>): string[] {
  return [
    // Whoever may use an image in a private registry is asked every time, not just by the first pod on a node.
    'AlwaysPullImages',
    // An external address draws traffic that is meant for others (CVE-2020-8554).
    'DenyServiceExternalIPs',
    'EventRateLimit',
    ...(imageWebhook === undefined ? [] : ['ImagePolicyWebhook']),
    'NodeRestriction',
  ];
}

/**
 * Configuration of the plug-ins that need one.
 *
 * @param webhooks where the API server finds how to reach the image webhook, and with which certificates validating webhooks
 */
export function admissionConfiguration(
  settings: ControlPlaneSettings,
  webhooks: Pick<Places['webhooks'], 'image' | 'admission'>,
) {
  const { kubernetesVersion, exemptNamespaces, imageWebhook } = settings;
  const restricted = { level: 'restricted', version: `v${kubernetesVersion}` };
  return {
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'AdmissionConfiguration',
    plugins: [
      {
        name: 'EventRateLimit',
        configuration: {
          apiVersion: 'eventratelimit.admission.k8s.io/v1alpha1',
          kind: 'Configuration',
          limits: [
            { type: 'Server', qps: 100, burst: 500 },
            { type: 'Namespace', qps: 50, burst: 100, cacheSize: 2000 },
            { type: 'SourceAndObject', qps: 10, burst: 50, cacheSize: 2000 },
          ],
        },
      },
      ...(imageWebhook === undefined
        ? []
        : [
            {
              name: 'ImagePolicyWebhook',
              configuration: {
                imagePolicy: {
                  kubeConfigFile: webhooks.image,
                  // Seconds. What was allowed is asked again soon: a key may have been revoked.
                  allowTTL: 60,
                  denyTTL: 10,
                  // Milliseconds between two attempts.
                  retryBackoff: 500,
                  // Who cannot be asked has not said yes.
                  defaultAllow: false,
                },
              },
            },
          ]),
      {
        name: 'PodSecurity',
        configuration: {
          apiVersion: 'pod-security.admission.config.k8s.io/v1',
          kind: 'PodSecurityConfiguration',
          // What holds in a namespace that carries no label of its own.
          defaults: Object.fromEntries(
            ['enforce', 'audit', 'warn'].flatMap((mode) => [
              [mode, restricted.level],
              [`${mode}-version`, restricted.version],
            ]),
          ),
          exemptions: { usernames: [], runtimeClasses: [], namespaces: [...exempt, ...exemptNamespaces] },
        },
      },
      ...(Object.keys(webhookClients(settings, webhooks)).length === 0
        ? []
        : [
            {
              name: 'ValidatingAdmissionWebhook',
              configuration: {
                apiVersion: 'apiserver.config.k8s.io/v1',
                kind: 'WebhookAdmissionConfiguration',
                kubeConfigFile: webhooks.admission,
              },
            },
          ]),
    ],
  };
}

/**
 * Which client certificate the API server shows a validating webhook, by the webhook's host and port: the kubeconfig beside
 * which it lies. Who is not among them is shown none.
 */
export function webhookClients(
  { imageWebhook, authenticatedWebhooks }: Pick<ControlPlaneSettings, 'imageWebhook' | 'authenticatedWebhooks'>,
  { image, admission }: Pick<Places['webhooks'], 'image' | 'admission'>,
): Readonly<Record<string, string>> {
  return {
    ...Object.fromEntries(authenticatedWebhooks.map((host) => [host, admission])),
    // It is one service that both ways lead to.
    ...(imageWebhook === undefined ? {} : { [hostAndPort(imageWebhook.url)]: image }),
  };
}

function hostAndPort(url: string): string {
  const { hostname, port } = new URL(url);
  return `${hostname}:${port === '' ? '443' : port}`;
}
