import { isIP } from 'node:net';
import { type Certificate, certificates } from '../certificates';
import type { ClusterNode, ClusterSettings } from '../cluster';
import { nodePlaces, type PkiPaths, urlHost } from '../places';
import { serviceAccountGroup, users } from './static-pods';

/** A key or a certificate that is made on a machine, and never rendered. */
export interface NodeSecret {
  /** Where it lies. */
  readonly path: string;
  /** Days until it ends. `undefined`: when it is rotated. */
  readonly lifetime: number | undefined;
  /** Commands that make it, each as its words, on the machine and as root. */
  readonly commands: readonly (readonly string[])[];
  /** Who owns the key file, where it is not root, and its permission bits. */
  readonly owner?: { readonly key: string; readonly user: number; readonly group: number; readonly mode: string };
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc', '-sha256'];

/** The authorities, and the keys of service accounts: made once, on the first machine of the control plane. */
export function clusterSecrets(cluster: ClusterSettings, node: ClusterNode): readonly NodeSecret[] {
  const { pki } = nodePlaces(node.address);
  const authorities = certificates(cluster)
    .filter(({ signer }) => signer === 'itself')
    .map(({ file, commonName, lifetime }): NodeSecret => {
      const path = pki[file];
      return {
        path,
        lifetime,
        commands: authorityCommands(path, { commonName, lifetime }),
        ...(file === 'clusterAuthority' && {
          owner: { key: keyOf(path), user: users.controllerManager, group: 0, mode: '0400' },
        }),
      };
    });
  const { serviceAccountKey, serviceAccountPublicKey } = pki;
  return [
    ...authorities,
    {
      path: serviceAccountKey,
      lifetime: undefined,
      commands: serviceAccountKeyCommands(serviceAccountKey, serviceAccountPublicKey),
      owner: { key: serviceAccountKey, user: 0, group: serviceAccountGroup, mode: '0440' },
    },
  ];
}

/**
 * Commands, each as its words, that make an authority: a key, and a certificate that it signs itself.
 *
 * @param path of the certificate, which ends with `.crt`; its key's ends with `.key`
 */
export function authorityCommands(
  path: string,
  { commonName, lifetime }: Pick<Certificate, 'commonName' | 'lifetime'>,
): readonly (readonly string[])[] {
  return [
    [
      ...['openssl', 'req', '-x509', '-new', ...newKey],
      ...['-days', String(lifetime), '-subj', `/CN=${commonName}`],
      ...['-addext', 'basicConstraints=critical,CA:TRUE,pathlen:0'],
      ...['-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
      ...['-keyout', keyOf(path), '-out', path],
    ],
  ];
}

/** Commands, each as its words, that make a pair of keys for service account tokens. */
export function serviceAccountKeyCommands(key: string, publicKey: string): readonly (readonly string[])[] {
  return [
    ['openssl', 'genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', key],
    ['openssl', 'pkey', '-in', key, '-pubout', '-out', publicKey],
  ];
}

/** What each machine of the control plane has for itself. */
export function machineSecrets(cluster: ClusterSettings, node: ClusterNode): readonly NodeSecret[] {
  const { pki } = nodePlaces(node.address);
  return certificates(cluster)
    .filter(({ signer }) => signer !== 'itself')
    .map((certificate): NodeSecret => {
      const path = pki[certificate.file];
      const user =
        certificate.file.startsWith('etcd') && certificate.file !== 'etcdClient' ? users.etcd : users.apiServer;
      return {
        path,
        lifetime: certificate.lifetime,
        commands: leafCommands(path, authorityOf(certificate, pki), atNode(certificate, node)),
        owner: { key: keyOf(path), user, group: 0, mode: '0400' },
      };
    });
}

/** A client of the API server with a kubeconfig of its own. */
export interface ClientSecret {
  readonly kubeconfig: string;
  readonly commonName: string;
  readonly organization?: string;
  /** Days. */
  readonly lifetime: number;
  readonly user: number;
}

/** Kubeconfigs of a machine. */
export function clientSecrets(node: ClusterNode): readonly ClientSecret[] {
  const { kubeconfigs } = nodePlaces(node.address);
  return [
    ...(node.role === 'control-plane'
      ? [
          {
            kubeconfig: kubeconfigs.controllerManager,
            commonName: 'system:kube-controller-manager',
            lifetime: 90,
            user: users.controllerManager,
          },
          {
            kubeconfig: kubeconfigs.scheduler,
            commonName: 'system:kube-scheduler',
            lifetime: 90,
            user: users.scheduler,
          },
        ]
      : []),
    {
      // On the machine that signs, a worker's stands beside that one's own.
      kubeconfig:
        node.role === 'control-plane' ? '/etc/kubernetes/kubelet.conf' : `/etc/kubernetes/kubelet-${node.name}.conf`,
      commonName: `system:node:${node.name}`,
      organization: 'system:nodes',
      lifetime: 30,
      user: 0,
    },
  ];
}

/** Commands that make a client's certificate and its kubeconfig, and leave no file but that. */
export function clientCommands(client: ClientSecret, node: ClusterNode): readonly (readonly string[])[] {
  const { pki, ports } = nodePlaces(node.address);
  const { kubeconfig, commonName, organization, lifetime } = client;
  const base = kubeconfig.replace(/\.conf$/, '');
  const config = ['kubectl', 'config', `--kubeconfig=${kubeconfig}`];
  return [
    ...leafCommands(`${base}.crt`, pki.clusterAuthority, {
      commonName,
      ...(organization && { organizations: [organization] }),
      use: 'client',
      lifetime,
    }),
    [
      ...config,
      ...['set-cluster', 'kubernetes', `--server=https://${urlHost(node.address)}:${ports.apiServer}`],
      ...[`--certificate-authority=${pki.clusterAuthority}`, '--embed-certs=true'],
    ],
    [
      ...config,
      ...['set-credentials', commonName, `--client-certificate=${base}.crt`, `--client-key=${base}.key`],
      '--embed-certs=true',
    ],
    [...config, 'set-context', 'kubernetes', '--cluster=kubernetes', `--user=${commonName}`],
    [...config, 'use-context', 'kubernetes'],
    ['rm', `${base}.crt`, `${base}.key`],
  ];
}

function authorityOf({ signer }: Certificate, pki: PkiPaths): string {
  if (signer === 'itself') throw new Error('An authority is signed by itself.');
  return pki[signer];
}

function keyOf(path: string): string {
  return path.replace(/\.crt$/, '.key');
}

const purposes = {
  authority: '',
  client: 'clientAuth',
  server: 'serverAuth',
  'server-and-client': 'serverAuth,clientAuth',
} as const;

/** Who a certificate is for, and how long: its hosts are all that it names. */
export type Leaf = Pick<Certificate, 'commonName' | 'organizations' | 'use' | 'hosts' | 'lifetime'>;

function atNode(leaf: Leaf, { name, address }: ClusterNode): Leaf {
  return { ...leaf, hosts: [...new Set([...(leaf.hosts ?? []), name, address])] };
}

/**
 * Commands, each as its words, that make a key and its certificate, and leave no file but these.
 *
 * @param path of the certificate, which ends with `.crt`; its key's ends with `.key`
 * @param authority whose key lies beside it
 */
export function leafCommands(
  path: string,
  authority: string,
  { commonName, organizations = [], use, hosts = [], lifetime }: Leaf,
): readonly (readonly string[])[] {
  const request = path.replace(/\.crt$/, '.csr');
  const subject = [...organizations.map((organization) => `/O=${organization}`), `/CN=${commonName}`].join('');
  return [
    [
      ...['openssl', 'req', '-new', ...newKey, '-subj', subject],
      ...['-addext', 'keyUsage=critical,digitalSignature', '-addext', `extendedKeyUsage=${purposes[use]}`],
      ...(use === 'client' ? [] : ['-addext', `subjectAltName=${hosts.map(alternative).join(',')}`]),
      ...['-keyout', keyOf(path), '-out', request],
    ],
    [
      ...['openssl', 'x509', '-req', '-in', request, '-CA', authority, '-CAkey', keyOf(authority)],
      ...['-days', String(lifetime), '-sha256', '-copy_extensions', 'copyall', '-out', path],
    ],
    ['rm', request],
  ];
}

function alternative(host: string): string {
  return `${isIP(host) === 0 ? 'DNS' : 'IP'}:${host}`;
}
