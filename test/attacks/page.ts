import { type Attack, type AuditLine, attacks, limits, type Outcome, type Subject } from '../../cli/attack';

/** What a run saw of one attack. */
export interface Seen {
  readonly hardened: Outcome;
  /** Its line in the audit log of the hardened cluster. */
  readonly line: AuditLine | undefined;
  readonly plain: Outcome;
}

const headings: Readonly<Record<Subject, string>> = {
  credentials: 'Credentials of nobody, or for something else',
  transport: 'Transport',
  pods: 'Pods by hand, by the editor of a namespace',
  workloads: 'Pods through workloads, by a developer',
  node: 'A node that was broken into',
  kubelet: 'A kubelet, past the API server',
  impostor: 'In the place of a node',
  'service-accounts': 'Service account tokens',
  rbac: 'More rights than were granted',
  defences: 'What defends the cluster',
  secrets: 'Secrets through the API',
  etcd: 'Secrets past the API server',
  services: 'Traffic of others',
  audit: 'Without a trace, or with a false one',
  'floods-and-malformed': 'Floods and malformed requests',
};

/** Of MITRE ATT&CK's Containers matrix, the ones in use here. */
const forContainers = new Set([
  ...[
    'T1036',
    'T1046',
    'T1053.007',
    'T1070',
    'T1078',
    'T1098',
    'T1098.006',
    'T1110',
    'T1133',
    'T1136',
    'T1485',
    'T1496',
  ],
  ...['T1499', 'T1525', 'T1528', 'T1543.005', 'T1550.001', 'T1552', 'T1552.001', 'T1552.007', 'T1562', 'T1562.001'],
  ...['T1609', 'T1610', 'T1611', 'T1613'],
]);

/** The page about the attacks, from what a run saw. The same outcomes give the same bytes. */
export function attacksPage(seen: ReadonlyMap<string, Seen>): string {
  const subjects = [...new Set(attacks.map(({ subject }) => subject))];
  const all = [...attacks, ...limits.map(({ attack }) => attack)];
  const outside = [...new Set(all.map(({ technique }) => technique))].filter((id) => !forContainers.has(id)).sort();
  const shown = attacks.filter(({ safeByDefault }) => safeByDefault === undefined).length;
  const logged = attacks.filter(({ unlogged }) => unlogged === undefined).length;
  return `${[
    '# Attacks',
    '',
    '<!-- Written by the run of test/attacks; see the end of the page. Do not edit. -->',
    '',
    `${attacks.length} attacks, each tried on two real clusters (etcd, kube-apiserver, kube-controller-manager and a kubelet, 1.37):`,
    '',
    `- **Hardened**, started from Palisade’s model of a control plane, with the baseline and one team: all ${attacks.length} are refused.`,
    `- **Plain**, with Kubernetes’ own defaults and no flag but those that it does not start without: ${shown} succeed, which shows`,
    '  that they are real. The others are refused there too; why, is said in their row. That these would succeed where nothing',
    '  stops them, but for the one at the insecure port, is tried on a server that believes everybody.',
    '',
    `${logged} leave a line in the hardened cluster’s audit log; of the others it is said why there can be none. No secret’s body,`,
    'config map’s value or token stands anywhere in that log. The plain cluster keeps none.',
    '',
    'The plain cluster has one flag beyond those, `--allow-privileged`, which every installer sets, since the network’s and',
    'kube-proxy’s own pods need it. No scheduler runs, and the other nodes are only objects: a pod that is admitted counts as run, and',
    'a request that is let through to a node as answered. What would take something away is a dry run, which passes the same checks.',
    '',
    'Each cluster’s kubelet runs a real pod in containerd, and is asked at its own port, not through the API server. In the place of a',
    'node stands a server at an address that the node’s object names, as if it had been taken; the API server asks it. The plain kubelet',
    'has no configuration file: its flags’ defaults let anonymous requests do everything, and open the read-only port. With a file, even',
    'an empty one, the defaults refuse both; what is not about them (TLS 1.2 and its ciphers, profiles, the log level) is as open.',
    '',
    `Techniques are of MITRE ATT&CK’s matrix for containers; where none of it fits (${outside.join(', ')}), of the one for enterprises.`,
    '',
    ...subjects.flatMap((subject) => section(subject, seen)),
    '## What is not stopped',
    '',
    'Each of these was tried too, and succeeded on the hardened cluster as on the plain one.',
    '',
    '| Attack | ATT&CK | In the audit log | Why, and what to do |',
    '| --- | --- | --- | --- |',
    ...limits.map(({ attack, why }) => limitRow(attack, why, seen.get(attack.id))),
    '',
    '## What this does not show',
    '',
    '- A local key for encryption at rest lies on the control plane’s own disk: it keeps what is in backups and on etcd’s disks,',
    '  not what an intruder on that very node can read. Use a KMS plugin against that.',
    '- Escapes through faults of the kernel, the container runtime or the kubelet: none is tried.',
    '',
    'To write this page anew: `PALISADE_DOCS=write npm test -- --testPathPatterns test/attacks`.',
  ].join('\n')}\n`;
}

function section(subject: Subject, seen: ReadonlyMap<string, Seen>): string[] {
  return [
    `## ${headings[subject]}`,
    '',
    '| Attack | ATT&CK | Stopped by | On the plain cluster | In the audit log |',
    '| --- | --- | --- | --- | --- |',
    ...attacks.filter((attack) => attack.subject === subject).map((attack) => row(attack, seen.get(attack.id))),
    '',
  ];
}

function row(attack: Attack, seen: Seen | undefined): string {
  const { id, title, technique } = attack;
  if (seen === undefined) throw new Error(`${id} was not tried`);
  const link = linkTo(technique);
  return `| ${title} (\`${id}\`) | ${link} | ${stopped(seen.hardened)} | ${onPlain(attack, seen.plain)} | ${logged(attack, seen.line)} |`;
}

function limitRow(attack: Attack, why: string, seen: Seen | undefined): string {
  const { id, title, technique } = attack;
  return `| ${title} (\`${id}\`) | ${linkTo(technique)} | ${logged(attack, seen?.line)} | ${why} |`;
}

const linkTo = (technique: string) =>
  `[${technique}](https://attack.mitre.org/techniques/${technique.replace('.', '/')}/)`;

function stopped(outcome: Outcome): string {
  if (outcome.result !== 'refused') return `**not stopped**: ${outcome.result}`;
  const by = outcome.by.startsWith('policy ')
    ? `admission policy \`${outcome.by.slice('policy '.length)}\``
    : outcome.by;
  return outcome.status === undefined ? by : `${by} (${outcome.status})`;
}

function onPlain({ safeByDefault }: Attack, outcome: Outcome): string {
  if (outcome.result === 'succeeded') return `succeeds: ${outcome.evidence}`;
  return `refused as well: ${safeByDefault ?? outcome.result}`;
}

/** What in the line of an attack tells it from others. */
function logged({ unlogged }: Attack, line: AuditLine | undefined): string {
  if (line === undefined) return `no line: ${unlogged ?? 'missing'}`;
  const { verb = '', objectRef, requestURI = '', responseStatus, annotations = {} } = line;
  const path = requestURI.split('?')[0] ?? '';
  const what =
    objectRef?.resource === undefined
      ? path
      : [objectRef.resource, objectRef.subresource].filter((part) => part !== undefined).join('/');
  const notes = Object.keys(annotations)
    .filter((key) => key.startsWith('pod-security') || key === 'authorization.k8s.io/decision')
    .sort()
    .map((key) => (key.endsWith('decision') ? `decision=${annotations[key]}` : `\`${key}\``));
  const note = notes.length > 0 ? `, ${notes.join(', ')}` : '';
  return `\`${verb} ${what.length > 60 ? `${what.slice(0, 22)}…` : what}\` ${responseStatus?.code ?? ''}${note}`;
}
