import { ConstructError, type Problem } from '../construct-error';
import { defaultKubernetesVersion, kubernetesVersionProblems } from '../namespace/pod-security';
import { contains, parseCidr } from '../network/cidr';
import { issuersProblems } from './issuers';

/** What a control plane is asked to be. Everything that is not here is decided: see the file of each component. */
export interface ControlPlaneOptions {
  /** Name of the cluster: a DNS label. */
  readonly name: string;
  /** Where nodes and people reach the API server: host, or host and port, of a load balancer or a virtual address. */
  readonly endpoint: string;
  /**
   * Minor version of Kubernetes.
   *
   * @default '1.37'
   */
  readonly kubernetesVersion?: string;
  /**
   * Addresses of pods, in CIDR notation.
   *
   * @default '10.244.0.0/16'
   */
  readonly podCidr?: string;
  /**
   * Addresses of Services, in CIDR notation.
   *
   * @default '10.96.0.0/16'
   */
  readonly serviceCidr?: string;
  /**
   * Who vouches for people. Client certificates cannot be taken back, so people should have none.
   *
   * @default [] - nobody but holders of client certificates and service account tokens gets in
   */
  readonly issuers?: readonly OidcIssuer[];
  /**
   * What encrypts everything in etcd.
   *
   * @default { provider: 'local' } - a key on the control plane's own disks, which keeps backups and disks that are taken away
   * unreadable, and no more
   */
  readonly encryption?: EncryptionAtRest;
  /**
   * The oldest version of TLS that servers speak. `1.2` adds a short list of ciphers with forward secrecy, for clients that
   * cannot do otherwise.
   *
   * @default '1.3'
   */
  readonly minimumTls?: '1.3' | '1.2';
  /**
   * A collector that audit events are sent to, besides the file on each node.
   *
   * @default - the file alone, which whoever owns the node can change
   */
  readonly auditWebhook?: Webhook;
  /**
   * What says whether an image may run, asked before every pod; while it cannot be reached, no pod starts.
   *
   * @default - nobody is asked
   * @see https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#imagepolicywebhook
   */
  readonly imageWebhook?: Webhook;
  /**
   * Validating webhooks that the API server shows a client certificate, besides the host of `imageWebhook`: a Service as
   * `images.palisade-images.svc:8443`, or the host and port of an address. To all others it shows none.
   *
   * @default []
   * @see https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#authenticate-apiservers
   */
  readonly authenticatedWebhooks?: readonly string[];
  /**
   * Namespaces that Pod Security does not judge, besides `kube-system`: those of agents that need what workloads may not have.
   *
   * @default []
   */
  readonly exemptNamespaces?: readonly string[];
}

/** An issuer of OpenID Connect tokens for people. */
export interface OidcIssuer {
  /** `https://…`, as it stands in the tokens. */
  readonly url: string;
  /** Whom the tokens must be meant for: the client's id. At least one. */
  readonly audiences: readonly string[];
  /**
   * The authority that vouches for the issuer's server, PEM.
   *
   * @default - those that the machines trust
   */
  readonly certificateAuthority?: string;
  /** Stands before each user and group of the issuer's, so that none can pass for another's or for `system:` ones: `corp:`. */
  readonly prefix: string;
  /**
   * The claim that names the user.
   *
   * @default 'sub' - the one claim that an issuer never gives to somebody else
   */
  readonly usernameClaim?: string;
  /**
   * The claim that lists the user's groups.
   *
   * @default 'groups'
   */
  readonly groupsClaim?: string;
}

/** Who holds the key that everything in etcd is encrypted with. */
export type EncryptionAtRest =
  /** A key in a file of the control plane's. For the edge, where there is nothing else. */
  | { readonly provider: 'local' }
  /** AWS KMS, through its own plugin (aws-encryption-provider), which runs beside the API server. */
  | ({ readonly provider: 'aws-kms'; readonly keyArn: string } & KmsPlugin)
  /** The transit engine of HashiCorp Vault, through a plugin (vault-kubernetes-kms), which runs beside the API server. */
  | ({ readonly provider: 'vault-transit'; readonly address: string; readonly key: string } & KmsPlugin);

/** Who runs the plugin between the API server and the service that holds the key. */
export interface KmsPlugin {
  /**
   * Image of the plugin, pinned by digest, of which a static pod is made: `registry.example.com/kms@sha256:…`. Not for K3s,
   * whose API server comes before any pod.
   *
   * @default - none: the plugin is started by other means, and only its socket is named
   */
  readonly image?: string;
}

/** A server that the API server calls, with a client certificate, and whose own it checks. */
export interface Webhook {
  /** `https://…` */
  readonly url: string;
}

/** {@link ControlPlaneOptions} with every default in its place. */
export type ControlPlaneSettings = Required<Omit<ControlPlaneOptions, 'auditWebhook' | 'imageWebhook'>> &
  Pick<ControlPlaneOptions, 'auditWebhook' | 'imageWebhook'>;

/**
 * Checks options and fills in their defaults.
 *
 * @throws ConstructError that names every wrong option
 */
export function settingsOf(options: ControlPlaneOptions): ControlPlaneSettings {
  const settings = withDefaults(options);
  const problems = settingsProblems(settings);
  if (problems.length > 0) throw new ConstructError('control plane', problems);
  return settings;
}

/** Options with every default in its place, unchecked. */
export function withDefaults(options: ControlPlaneOptions): ControlPlaneSettings {
  return {
    kubernetesVersion: defaultKubernetesVersion,
    podCidr: '10.244.0.0/16',
    serviceCidr: '10.96.0.0/16',
    issuers: [],
    encryption: { provider: 'local' },
    minimumTls: '1.3',
    exemptNamespaces: [],
    authenticatedWebhooks: [],
    ...options,
  };
}

/** Everything that is wrong with settings. */
export function settingsProblems(settings: ControlPlaneSettings): Problem[] {
  const { name, endpoint, issuers, encryption, auditWebhook, imageWebhook, kubernetesVersion } = settings;
  const found: Problem[] = [...kubernetesVersionProblems(kubernetesVersion), ...rangeProblems(settings)];
  if (!isLabel(name)) {
    found.push({
      found: `name is '${name}', which is not a DNS label`,
      write: 'Write lower-case letters, digits and hyphens',
    });
  }
  if (!isEndpoint(endpoint)) {
    found.push({
      found: `endpoint is '${endpoint}'`,
      write: 'Write a host, and a port if it is not 6443, without a scheme, such as api.cluster.example.com',
    });
  }
  for (const [option, url] of [
    ...issuers.map((issuer, index) => [`issuers[${index}].url`, issuer.url] as const),
    ...(auditWebhook ? [['auditWebhook.url', auditWebhook.url] as const] : []),
    ...(imageWebhook ? [['imageWebhook.url', imageWebhook.url] as const] : []),
    ...(encryption.provider === 'vault-transit' ? [['encryption.address', encryption.address] as const] : []),
  ]) {
    if (!isHttps(url))
      found.push({ found: `${option} is '${url}'`, write: 'Write an address that begins with https://' });
    else if (new URL(url).username !== '' || new URL(url).password !== '')
      found.push({ found: `${option} has a password in it`, write: 'Leave it out: nothing that is written is secret' });
  }
  settings.authenticatedWebhooks.forEach((host, index) => {
    // No pattern: a certificate that every webhook is shown says nothing about who asks.
    if (/^([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\]):[1-9]\d{0,4}$/.test(host)) return;
    found.push({
      found: `authenticatedWebhooks[${index}] is '${host}'`,
      write: 'Write one host with its port, such as images.palisade-images.svc:8443',
    });
  });
  found.push(...issuersProblems(issuers));
  settings.exemptNamespaces.forEach((namespace, index, all) => {
    // The API server does not start with a name that is none, or stands there twice.
    if (isLabel(namespace) && namespace !== 'kube-system' && all.indexOf(namespace) === index) return;
    found.push({
      found: `exemptNamespaces[${index}] is '${namespace}'`,
      write: 'Write the name of a namespace, once, and none of kube-system, which is exempt anyhow',
    });
  });
  if (
    encryption.provider === 'aws-kms' &&
    !/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[a-z0-9-]+$/.test(encryption.keyArn)
  ) {
    found.push({
      found: `encryption.keyArn is '${encryption.keyArn}'`,
      write: 'Write the ARN of a key and not of an alias, which can be pointed elsewhere',
    });
  }
  if (encryption.provider === 'vault-transit' && !/^[\w.-]+$/.test(encryption.key)) {
    found.push({
      found: `encryption.key is '${encryption.key}'`,
      write: "Write the name of a key of Vault's transit engine: letters, digits, dots, hyphens and underscores",
    });
  }
  if (encryption.provider !== 'local' && encryption.image !== undefined && !isPinned(encryption.image)) {
    found.push({
      found: `encryption.image is '${encryption.image}'`,
      write:
        'Write an image with its digest, such as registry.example.com/kms@sha256:…: who changes it reads every secret',
    });
  }
  return found;
}

/** What is wrong with the ranges of pods and Services: each must be one, and no address may be in both. */
function rangeProblems({ podCidr, serviceCidr }: ControlPlaneSettings): Problem[] {
  const found: Problem[] = [];
  const [pods, services] = [
    ['podCidr', podCidr, '10.244.0.0/16'],
    ['serviceCidr', serviceCidr, '10.96.0.0/16'],
  ].map(([option, text = '', example]) => {
    const range = parseCidr(text);
    if (range === undefined) {
      found.push({
        found: `${option} is '${text}'`,
        write: `Write a range in CIDR notation that begins at its first address, such as ${example}`,
      });
    }
    return range;
  });
  if (pods && services && pods.family !== services.family) {
    found.push({
      found: `podCidr ${podCidr} and serviceCidr ${serviceCidr} are of two families`,
      write: 'Write both of IPv4 or both of IPv6',
    });
  }
  if (services && services.last - services.first < 15n) {
    found.push({
      found: `serviceCidr is ${serviceCidr}`,
      write: 'Write a range of 16 addresses or more: the tenth is that of cluster DNS',
    });
  }
  if (pods && services && (contains(pods, services) || contains(services, pods))) {
    found.push({
      found: `podCidr ${podCidr} and serviceCidr ${serviceCidr} overlap`,
      write: 'Write two ranges that have no address in common',
    });
  }
  return found;
}

function isPinned(image: string): boolean {
  return /^[a-z0-9.-]+(:\d+)?\/[a-z0-9._/-]+(:[\w.-]+)?@sha256:[0-9a-f]{64}$/.test(image);
}

function isHttps(url: string): boolean {
  // The parser takes white space out, and who reads the text does not.
  return !/\s/.test(url) && URL.canParse(url) && new URL(url).protocol === 'https:';
}

function isLabel(text: string): boolean {
  return /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(text);
}

/** Host, or host and port. */
function isEndpoint(text: string): boolean {
  const [host = '', port = '6443', ...rest] = text.split(':');
  return host.split('.').every(isLabel) && /^[1-9]\d{0,4}$/.test(port) && Number(port) < 65536 && rest.length === 0;
}
