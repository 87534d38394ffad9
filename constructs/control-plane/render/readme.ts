import { type ClusterNode, type ClusterSettings, controlPlaneNodes } from '../cluster';
import { nodePlaces, urlHost } from '../places';
import { backupCertificate, backupFolder, restoreCommands } from './backup';
import { keyPlaceholder } from './configuration';
import type { RenderedFile } from './file';
import type { Tool } from './index';
import { clientCommands, clientSecrets, clusterSecrets, machineSecrets, type NodeSecret } from './keys';
import { kmsCredentialsFolder, kmsFolder, vaultRole } from './kms-plugin';
import { discoveryFile, kubeadmFolder } from './kubeadm';
import { distributionPlaces, joinTokenFile } from './rancher';
import { commandLine } from './shell';
import { serviceAccountGroup, users } from './static-pods';

/** Name of the encryption's template in the output. */
export const templateName = 'encryption.template.yaml';

/**
 * What to do with the output: where files go, what must be made on the machines, how long it lasts, and how it is renewed.
 *
 * @param files those that go onto the machines
 */
export function readme(tool: Tool, cluster: ClusterSettings, files: readonly RenderedFile[]): string {
  return [
    `# Control plane of ${cluster.name}, for ${tool}`,
    'Nothing in this folder is secret, and no key is ever put here: what is, each machine makes for itself, below.',
    filesSection(tool, files),
    ...(cluster.encryption.provider === 'local' && tool !== 'talos' ? [encryptionSection(tool, cluster)] : []),
    ...kmsSection(tool, cluster),
    ...sections[tool](cluster),
    ...(tool === 'static-pods' || tool === 'kubeadm' ? [backupSection(cluster)] : []),
    ...(tool === 'static-pods' || tool === 'kubeadm' ? [] : [clusterSection]),
    ...webhookSection(tool, cluster),
    nodeOsSection(tool),
    '',
  ].join('\n\n');
}

function filesSection(tool: Tool, files: readonly RenderedFile[]): string {
  if (tool === 'talos')
    return '## Files\n\n`control-plane.patch.yaml` and `worker.patch.yaml`: patches for the machine configuration of each role.';
  return [
    '## Files',
    `\`nodes/NAME/\` holds what goes onto the machine of that name, each file at its whole path there. Modes are set here: a repository does not keep them, and those of folders that the machine has must stay.\n\n${block(
      ['umask 022', 'cp -r --no-preserve=mode nodes/NAME/. /'],
    )}`,
    ...[...ownersOnly(files)].map(
      ([paths, names]) => `For root only, on ${names.join(', ')}:\n\n${block([`chmod 0600 ${paths}`])}`,
    ),
  ].join('\n\n');
}

/** Files that nobody but their owner reads, of machines that have the same ones. */
function ownersOnly(files: readonly RenderedFile[]): Map<string, string[]> {
  const byMachine = new Map<string, string[]>();
  for (const { path, mode } of files) {
    const [, name, place] = /^nodes\/([^/]+)(\/.*)$/.exec(path) ?? [];
    if (mode !== 0o600 || name === undefined || place === undefined) continue;
    byMachine.set(name, [...(byMachine.get(name) ?? []), place]);
  }
  const alike = new Map<string, string[]>();
  for (const [name, places] of byMachine) {
    const key = commandLine(places);
    alike.set(key, [...(alike.get(key) ?? []), name]);
  }
  return alike;
}

const sections: Readonly<Record<Tool, (cluster: ClusterSettings) => string[]>> = {
  'static-pods': staticPods,
  kubeadm,
  k3s: (cluster) => distribution('k3s', cluster),
  rke2: (cluster) => distribution('rke2', cluster),
  talos,
};

function staticPods(cluster: ClusterSettings): string[] {
  const [first, ...others] = controlPlaneNodes(cluster);
  if (first === undefined) return [];
  const accounts = [
    ['etcd', users.etcd],
    ['kube-apiserver', users.apiServer],
    ['kube-controller-manager', users.controllerManager],
    ['kube-scheduler', users.scheduler],
  ] as const;
  const places = nodePlaces(first.address);
  return [
    `## Users\n\nOn every machine of the control plane, each component is a user of its own:\n\n${block([
      `groupadd --system --gid ${serviceAccountGroup} kube-service-accounts`,
      ...accounts.map(
        ([name, id]) => `useradd --system --uid ${id} --user-group --no-create-home --shell /usr/sbin/nologin ${name}`,
      ),
      `install -d -m 0700 -o etcd -g etcd ${places.etcdData}`,
      `install -d -m 0700 -o kube-apiserver -g kube-apiserver ${places.auditLog.replace(/\/[^/]+$/, '')}`,
      'install -d -m 0755 /etc/kubernetes/pki /etc/kubernetes/pki/etcd',
    ])}`,
    `## Keys of the cluster\n\nOnce, on ${first.name}.\n\n${table(clusterSecrets(cluster, first))}\n\n${block([
      'umask 077',
      ...secretLines(clusterSecrets(cluster, first)),
      `chmod 0644 ${[places.pki.clusterAuthority, places.pki.etcdAuthority, places.pki.frontProxyAuthority, places.pki.serviceAccountPublicKey].join(' ')}`,
    ])}\n\n${
      others.length > 0
        ? `${others.map(({ name }) => name).join(' and ')} get the same files, over a connection that nobody reads. `
        : ''
    }The keys of the authorities of etcd and of the front proxy are needed to renew certificates only: keep them off the machines. \`palisade rotate sa-key\` changes the key of service accounts, a step at a time.`,
    ...controlPlaneNodes(cluster).map((node) => {
      const secrets = machineSecrets(cluster, node);
      return `## Keys of ${node.name}\n\n\`palisade rotate certificates\` renews them, 30 days before they end, and sees that the new ones are in use.\n\n${table(secrets)}\n\n${block(
        [
          'umask 077',
          ...secretLines(secrets),
          commandLine(['chmod', '0644', ...secrets.map(({ path }) => path)]),
          ...kubeconfigLines(node, node),
        ],
      )}`;
    }),
    ...cluster.nodes
      .filter(({ role }) => role === 'worker')
      .map(
        (node) =>
          `## Keys of ${node.name}\n\nOn ${first.name}, which signs, and then taken there as \`/etc/kubernetes/kubelet.conf\`; 30 days, after which its kubelet has renewed it:\n\n${block(
            ['umask 077', ...kubeconfigLines(node, first)],
          )}`,
      ),
    `## Start\n\nOn each machine, once its files and keys are there, containerd runs, and the kubelet is in \`/usr/local/bin\`:\n\n${block(
      ['systemctl daemon-reload', 'systemctl enable --now kubelet'],
    )}\n\nOnce the API server is ready, on ${first.name}, by a certificate of \`system:masters\`, which passes every rule by, lives a day and is deleted:\n\n${block(
      [
        'umask 077',
        ...clientCommands(master, first).map(commandLine),
        `kubectl --kubeconfig=${master.kubeconfig} apply -f cluster/`,
        `rm ${master.kubeconfig}`,
      ],
    )}\n\nAdministrators are those of the group \`palisade:administrators\`: a certificate for it is made the same way, for as short a time as will do. Where people have an issuer, one such binds \`cluster-admin\` to a group of theirs.\n\nKubelets renew the certificates that they show to the API server by themselves. Those that they show as servers, without which there are no logs and no \`exec\`, wait each time, every 30 days at the latest, for somebody who looks whether name and address are that machine's, and then approves:\n\n${block(
      ['kubectl get certificatesigningrequests', 'kubectl certificate approve NAME'],
    )}`,
  ];
}

const master = {
  kubeconfig: '/etc/kubernetes/bootstrap.conf',
  commonName: 'bootstrap',
  organization: 'system:masters',
  lifetime: 1,
  user: 0,
} as const;

/** Commands for a machine's kubeconfigs, on the machine that signs; they all ask that one's API server. */
function kubeconfigLines(node: ClusterNode, signing: ClusterNode): string[] {
  return clientSecrets(node).flatMap((client) => [
    ...clientCommands(client, signing).map(commandLine),
    ...(client.user === 0 ? [] : [`chown ${client.user} ${client.kubeconfig}`]),
  ]);
}

function kubeadm(cluster: ClusterSettings): string[] {
  const [first] = controlPlaneNodes(cluster);
  if (first === undefined) return [];
  return [
    `## The first machine\n\nOn ${first.name}. kubeadm makes authorities (10 years) and certificates (90 days):\n\n${block(
      [
        `kubeadm config validate --config ${kubeadmFolder}/init.yaml`,
        `kubeadm init --config ${kubeadmFolder}/init.yaml`,
        'kubectl --kubeconfig /etc/kubernetes/super-admin.conf apply -f cluster/',
        '# It passes every rule by. In need, kubeadm makes it again: kubeadm init phase kubeconfig super-admin',
        'rm /etc/kubernetes/super-admin.conf',
      ],
    )}`,
    `## The others\n\nOn ${first.name}, a token that lives an hour, in a file for its reader only:\n\n${block([
      'umask 077',
      'kubectl config view --kubeconfig /etc/kubernetes/admin.conf --raw --minify \\',
      "  -o jsonpath='{.clusters[0].cluster.certificate-authority-data}' | base64 -d > ca.crt",
      `kubectl config --kubeconfig=discovery.conf set-cluster ${cluster.name} --server=https://${endpointOf(cluster)} --certificate-authority=ca.crt --embed-certs=true`,
      `kubectl config --kubeconfig=discovery.conf set-credentials joining --token="$(kubeadm token create --ttl 1h)"`,
      `kubectl config --kubeconfig=discovery.conf set-context joining --cluster=${cluster.name} --user=joining`,
      'kubectl config --kubeconfig=discovery.conf use-context joining',
    ])}\n\nIt goes to \`${discoveryFile}\` of each machine that joins, and is deleted after. Machines of the control plane also need the files of \`/etc/kubernetes/pki\` that kubeadm's guide to high availability lists. Then, on each:\n\n${block(
      [`kubeadm join --config ${kubeadmFolder}/join.yaml`],
    )}`,
    `## Certificates\n\n90 days. \`kubeadm certs check-expiration\` tells when they end, and on each machine of the control plane\n\n${block(
      ['kubeadm certs renew all'],
    )}\n\nrenews them; then restart the static pods. \`palisade rotate certificates\` does both, and checks it. Kubelets renew theirs by themselves; those for their servers are approved by \`kubectl certificate approve\`, or by a controller that knows the machines.`,
  ];
}

function distribution(name: 'k3s' | 'rke2', cluster: ClusterSettings): string[] {
  const [first] = controlPlaneNodes(cluster);
  const token = joinTokenFile(name);
  return [
    `## The token\n\nMade once, on ${first?.name}, and taken to every machine before it starts:\n\n${block([
      'umask 077',
      `openssl rand -hex 32 > ${token}`,
    ])}`,
    ...(name === 'rke2'
      ? [
          `## Users\n\nThe profile \`cis\` wants etcd to be a user of its own, and the kernel's parameters of \`node-os/\`:\n\n${block(
            ['useradd --system --user-group --no-create-home --shell /usr/sbin/nologin etcd'],
          )}`,
        ]
      : []),
    `## Certificates\n\n${name} makes all of them: authorities for 10 years, others for a year, renewed when it starts and less than 120 days are left. By hand:\n\n${block(
      [
        `systemctl stop ${name === 'k3s' ? 'k3s' : 'rke2-server'}`,
        `${name} certificate rotate`,
        `systemctl start ${name === 'k3s' ? 'k3s' : 'rke2-server'}`,
      ],
    )}`,
  ];
}

function talos(cluster: ClusterSettings): string[] {
  const [first] = controlPlaneNodes(cluster);
  const secret = 'secrets.yaml';
  return [
    `## Secrets\n\n\`talosctl\` makes authorities (10 years) and tokens; \`${secret}\` holds them all, and \`encryption.patch.yaml\` the key for what is in etcd: keep both encrypted, and out of repositories. In bash, whose own words no list of processes shows:\n\n${block(
      [
        'umask 077',
        ...fillTemplate('encryption.patch.yaml'),
        `talosctl gen secrets --output-file ${secret}`,
        `talosctl gen config ${cluster.name} https://${endpointOf(cluster)} --with-secrets ${secret} --kubernetes-version ${cluster.release} \\`,
        '  --config-patch-control-plane @control-plane.patch.yaml --config-patch-control-plane @encryption.patch.yaml --config-patch-worker @worker.patch.yaml',
      ],
    )}`,
    `## Certificates\n\nTalos renews those of machines and components by itself. An administrator's kubeconfig lives a year, or as long as is asked for:\n\n${block(
      [`talosctl --nodes ${first?.address} kubeconfig`],
    )}`,
    '## What Talos keeps to itself\n\nThe address that the API server listens on, and the paths of certificates, are its own. The patches are for a new cluster: they put documents in the place of those that Talos makes, and on a cluster that runs, that of the encryption would take away the key that Secrets are read with.',
  ];
}

function encryptionSection(tool: Tool, cluster: ClusterSettings): string {
  const [first, ...others] = controlPlaneNodes(cluster);
  const places =
    tool === 'k3s' || tool === 'rke2'
      ? distributionPlaces(tool, first?.address ?? '')
      : nodePlaces(first?.address ?? '');
  const path = places.files.encryption;
  return `## Key for what is in etcd\n\nOnce, on ${first?.name}${
    others.length > 0 ? `, and the same file on ${others.map(({ name }) => name).join(' and ')}` : ''
  }; without it, nothing in etcd or in a backup can be read. Change it once a year and whenever somebody who saw it leaves, by \`palisade rotate secrets-key --encryption-config ${path}\`: it gives everything in etcd a new key while the cluster works, and checks each step. In bash, whose own words no list of processes shows:\n\n${block(
    ['umask 077', ...fillTemplate(path), ...(tool === 'static-pods' ? [`chown ${users.apiServer} ${path}`] : [])],
  )}`;
}

/** How the plug-in that asks for the key comes onto each machine of the control plane, and what it shows to whom it asks. */
function kmsSection(tool: Tool, { encryption }: ClusterSettings): string[] {
  if (encryption.provider === 'local') return [];
  const user = tool === 'static-pods' ? users.apiServer : 0;
  if (encryption.image === undefined) {
    return [
      `## Key for what is in etcd\n\nThe API server asks a plug-in of KMS v2 for it, at \`${kmsFolder}/socket.sock\`. Start it before the API server, as ${
        user === 0 ? 'root' : `the user ${user}`
      }, which the API server is: nobody else may write to its socket.`,
    ];
  }
  const shown =
    encryption.provider === 'aws-kms'
      ? `\`credentials\`: what may encrypt and decrypt by the key and no more, as AWS' own programs have it. On EC2 leave it out: the plug-in asks for the instance's role.`
      : `\`vault-ca.crt\`, the authority of Vault's server, and \`client.crt\` and \`client.key\`, for the role \`${vaultRole}\` of its method \`cert\`. Its policy: \`update\` on \`transit/encrypt/${encryption.key}\` and \`transit/decrypt/${encryption.key}\`, \`read\` on \`transit/keys/${encryption.key}\`.`;
  return [
    `## Key for what is in etcd\n\nA plug-in beside the API server asks for it. On each machine of the control plane:\n\n${block(
      [
        'systemd-tmpfiles --create palisade-kms-plugin.conf',
        `install -d -m 0700 -o ${user} -g ${user} ${kmsCredentialsFolder}`,
      ],
    )}\n\nand in that folder, 0400 and of the same owner, ${shown}\n\nWhile the service cannot be reached, API servers that run go on, and one that starts serves nothing that is encrypted.`,
  ];
}

function backupSection(cluster: ClusterSettings): string {
  const [first] = controlPlaneNodes(cluster);
  if (first === undefined) return '';
  const restore = restoreCommands(cluster, first, { encrypted: 'etcd.cms', key: 'backup.key' });
  return [
    `## Backups of etcd\n\nTheir key is made on a machine that is not of the cluster, and stays there; it asks for a passphrase. \`backup.crt\` goes to \`${backupCertificate}\` of the machines of the control plane, ten years:`,
    block([
      'openssl req -x509 -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -sha256 -days 3650 -subj /CN=etcd-backup -addext keyUsage=critical,keyAgreement -keyout backup.key -out backup.crt',
    ]),
    `On each, with etcdctl and etcdutl in \`/usr/local/bin\`, a timer makes four a day in \`${backupFolder}\`, and keeps a fortnight. Fetch them; one that stays on the machine goes down with it. ${
      cluster.encryption.provider === 'local'
        ? 'Keep `encryption.yaml` beside them, encrypted the same way: without it, what is restored cannot be read.'
        : 'The key of the encryption must be there still, or what is restored cannot be read.'
    }`,
    block(['systemctl enable --now palisade-etcd-backup.timer']),
    `To restore, stop the API servers and etcd (move their manifests away), move \`${nodePlaces(first.address).etcdData}\` away, and on every machine of the control plane, each with its own name and address (here ${first.name}), of the same backup:`,
    block(['set -e', 'umask 077', ...restore.map(commandLine)]),
    'A backup that was changed is refused: go on only when the first command succeeds. Then give the data to whoever etcd runs as, and move the manifests back.',
  ].join('\n\n');
}

const clusterSection = `## Objects of the cluster\n\nOnce the API server is ready, as an administrator:\n\n${block(['kubectl apply -f cluster/'])}`;

/** Puts a new key in the template's place for it. */
function fillTemplate(path: string): string[] {
  return [
    'key=$(head -c 32 /dev/urandom | base64)',
    `while IFS= read -r line; do printf '%s\\n' "\${line/${keyPlaceholder}/$key}"; done < ${templateName} > ${path}`,
    'unset key',
  ];
}

function webhookSection(tool: Tool, { auditWebhook, imageWebhook, authenticatedWebhooks }: ClusterSettings): string[] {
  if (tool === 'talos' || (!auditWebhook && !imageWebhook && authenticatedWebhooks.length === 0)) return [];
  const shown =
    authenticatedWebhooks.length === 0
      ? ''
      : ` To ${authenticatedWebhooks.join(', ')} the API server shows \`admission-webhooks-client.crt\`, in the same folder; to other validating webhooks none.`;
  return [
    `## Webhooks\n\nThe kubeconfigs of webhooks name three files beside them: \`…-ca.crt\`, the authority of the webhook’s server, and \`…-client.crt\` and \`…-client.key\`, which the webhook’s owner signs for the API server, for 90 days.${shown}`,
  ];
}

function nodeOsSection(tool: Tool): string {
  if (tool === 'talos')
    return '## Machines\n\nTalos has no shell and no SSH; its firewall and the kernel’s parameters are in the patches.';
  return `## Machines\n\n\`node-os/NAME/\` sets a machine up before all that, by one of: \`cloud-init.yaml\` (Ubuntu, and Debian with a containerd 2 from elsewhere: its own passes the configuration over), \`flatcar.butane.yaml\` (\`butane --strict\` makes Ignition's file of it), or \`bottlerocket.toml\` (workers; its token and the cluster's certificate come by \`apiclient set\`, or with the user data that is given to the machine and to nobody else).`;
}

function endpointOf({ endpoint }: ClusterSettings): string {
  return endpoint.includes(':') ? endpoint : `${urlHost(endpoint)}:6443`;
}

function secretLines(secrets: readonly NodeSecret[]): string[] {
  return secrets.flatMap(({ commands, owner }) => [
    ...commands.map(commandLine),
    ...(owner ? [`chown ${owner.user}:${owner.group} ${owner.key}`, `chmod ${owner.mode} ${owner.key}`] : []),
  ]);
}

function table(secrets: readonly NodeSecret[]): string {
  const rows = secrets.map(
    ({ path, lifetime }) => `| \`${path}\` | ${lifetime === undefined ? 'until it is rotated' : `${lifetime} days`} |`,
  );
  return ['| file | lives |', '| --- | --- |', ...rows].join('\n');
}

function block(lines: readonly string[]): string {
  return ['```bash', ...lines, '```'].join('\n');
}
