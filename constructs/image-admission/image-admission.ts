import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { TeamNamespace } from '../namespace/team-namespace';
import { type ConnectionPeer, Peer } from '../network';
import type { MountableSecret } from '../secrets';
import { Deployment, type ImageReference, Probe } from '../workload';
import {
  expectCertificates,
  imageAdmissionNamespace,
  imageAdmissionPort,
  imageAdmissionService,
  imageWebhook,
} from './webhook';

/** A trust policy as it is written: see docs/images.md. The service checks it when it starts. */
export interface ImageTrust {
  /**
   * Name of the file with the keys of Fulcio and Rekor, among `files`.
   *
   * @default - none, so signers are keys, and their signatures stand in no log
   */
  readonly trustedRoot?: string;
  /** Who may sign, by names. `key` is the name of a file among `files`. */
  readonly signers: {
    readonly [name: string]:
      | { readonly key: string; readonly transparencyLog?: boolean }
      | { readonly issuer: string; readonly subject: string };
  };
  /** Which images are allowed, and by whom they must be signed. */
  readonly images: readonly {
    readonly from: string;
    readonly signedBy: readonly string[];
    readonly scannedWithin?: string;
    readonly sbom?: boolean;
  }[];
  /**
   * How registries are spoken with. `passwordFile` is a path below `/etc/palisade/passwords`.
   *
   * @default {}
   */
  readonly registries?: {
    readonly [host: string]: {
      readonly username?: string;
      readonly passwordFile?: string;
      readonly tokenServer?: string;
    };
  };
}

/** Properties of {@link ImageAdmission}. */
export interface ImageAdmissionProps {
  /**
   * The image of the service, which runs `palisade` with the arguments that it is given. None is published: build it from
   * `admission/image/Containerfile`, and sign it, as docs/images.md says.
   */
  readonly image: ImageReference;
  /** Who answers for it; see `TeamNamespace`. */
  readonly owner: string;
  /** What is trusted. */
  readonly trust: ImageTrust;
  /**
   * Files that the policy names: public keys, the trusted root.
   *
   * @default {}
   */
  readonly files?: { readonly [name: string]: string };
  /** The secret with `tls.crt` and `tls.key`, for `images.NAMESPACE.svc`, made in the namespace that it is given. */
  readonly tls: (namespace: Construct) => MountableSecret;
  /** Who vouches for that certificate, PEM: the API server takes no other. */
  readonly authority: string;
  /**
   * Who may ask. `{ authority, names }`: whoever shows a certificate of this authority (PEM) with one of these common names,
   * which a WebhookAdmissionConfiguration of the API server sees to. `network-only`: the API server of a managed cluster
   * shows no certificate, so the network policy alone keeps others out, and metrics are read by nobody.
   */
  readonly clients:
    | {
        readonly authority: string;
        readonly names: readonly [string, ...string[]];
        /**
         * Who reads its metrics, `https://…:9464/metrics`, and shows such a certificate too.
         *
         * @default - nobody
         */
        readonly scrapedBy?: ConnectionPeer;
      }
    | 'network-only';
  /** Addresses that the API server connects from, in CIDR notation. */
  readonly askedFrom: readonly [string, ...string[]];
  /** Where registries, and the servers of their tokens and blobs, are: domains, or addresses in CIDR notation. */
  readonly registries:
    | { readonly domains: readonly [string, ...string[]] }
    | { readonly cidrs: readonly [string, ...string[]] };
  /**
   * Who vouches for the certificates of registries, and of the servers of their tokens and blobs, besides public
   * authorities; PEM.
   *
   * @default - public authorities only
   */
  readonly registryAuthority?: string;
  /**
   * The secret with passwords of registries, made in the namespace that it is given.
   *
   * @default - registries let everybody read
   */
  readonly passwords?: (namespace: Construct) => MountableSecret;
  /**
   * Name of its namespace.
   *
   * @default 'palisade-images'
   */
  readonly namespace?: string;
}

const folder = '/etc/palisade';
const healthPort = 8081;
const metricsPort = 9464;

/**
 * The service that admits only signed images, in a namespace of its own, and the webhook by which the API server asks it:
 * two copies on nodes of their own, without any right and any token, reached by the API server alone, reaching registries
 * and DNS alone.
 *
 * @throws ConstructError that names every wrong property
 */
export class ImageAdmission extends Construct {
  /** What runs it; further connections are declared on it. */
  readonly deployment: Deployment;

  constructor(scope: Construct, id: string, props: ImageAdmissionProps) {
    super(scope, id);
    const { namespace: name = imageAdmissionNamespace, owner, image, files, passwords, clients, registries } = props;
    const { registryAuthority } = props;
    const scrapedBy = clients === 'network-only' ? undefined : clients.scrapedBy;
    if (registryAuthority !== undefined) expectCertificates(registryAuthority, 'registryAuthority', 'a registry');
    const quota = { cpu: '1', memory: '2Gi', pods: 6 };
    // The API server is in no mesh.
    const namespace = new TeamNamespace(this, 'Namespace', { name, owner, quota, mesh: 'none' });
    const written = {
      ...files,
      ...(clients === 'network-only' ? {} : { 'clients-ca.crt': clients.authority }),
      ...(registryAuthority === undefined ? {} : { 'registries-ca.crt': registryAuthority }),
      'images.json': JSON.stringify(configuration(props), null, 2),
    };
    this.deployment = new Deployment(namespace, imageAdmissionService, {
      image,
      ...(registryAuthority === undefined
        ? {}
        : { env: { NODE_EXTRA_CA_CERTS: `${folder}/images/registries-ca.crt` } }),
      args: ['images', 'serve', '--config', `${folder}/images/images.json`],
      // Its log has a line for each review. Kubelets keep up to 250 MiB of logs, and evict whoever has more than he may.
      resources: { cpu: '200m', memory: '384Mi', ephemeralStorage: '384Mi' },
      ports: {
        https: { number: imageAdmissionPort, appProtocol: 'https' },
        health: healthPort,
        ...(scrapedBy && { metrics: { number: metricsPort, appProtocol: 'https' } }),
      },
      probes: {
        readiness: Probe.http('/readyz', { port: healthPort }),
        liveness: Probe.http('/livez', { port: healthPort }),
      },
      config: { [`${folder}/images`]: written },
      secrets: {
        [`${folder}/tls`]: props.tls(namespace),
        ...(passwords === undefined ? {} : { [`${folder}/passwords`]: passwords(namespace) }),
      },
    });
    for (const cidr of props.askedFrom) this.deployment.allowFrom(Peer.cidr(cidr), { ports: [imageAdmissionPort] });
    if (scrapedBy) this.deployment.allowFrom(scrapedBy, { ports: [metricsPort] });
    if ('domains' in registries) for (const domain of registries.domains) this.deployment.allowToDomain(domain);
    else for (const cidr of registries.cidrs) this.deployment.allowTo(Peer.cidr(cidr, { ports: [443] }));
    new ApiObject(this, 'Webhook', imageWebhook({ namespace: name, authority: props.authority }));
  }
}

/** What the service is told: where it listens, and whom it trusts. */
function configuration({ trust, clients }: ImageAdmissionProps) {
  return {
    ...trust,
    listen: `0.0.0.0:${imageAdmissionPort}`,
    health: `0.0.0.0:${healthPort}`,
    ...(clients !== 'network-only' && clients.scrapedBy && { metrics: `0.0.0.0:${metricsPort}` }),
    tls: {
      certificate: `${folder}/tls/tls.crt`,
      key: `${folder}/tls/tls.key`,
      ...(clients === 'network-only'
        ? { clientAuthentication: false }
        : { clientAuthority: 'clients-ca.crt', clients: clients.names }),
    },
  };
}
