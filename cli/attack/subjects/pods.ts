import { hardenedContainer, hardenedPod, type JsonObject } from '@palisade/rules';
import type { Client } from '../../api-server/client';
import { about, type Draft, type Outcome } from '../attack';
import { barrierOf } from '../barrier';
import { judged, request, untried } from '../request-attack';
import { stageLabel } from '../stage';
import type { Target } from '../target';

/** A pod in the attacked namespace, harmless but for its change. */
export function podIn({ namespace, account }: Target, name: string, change: JsonObject): JsonObject {
  const spec = hardenedPod({ serviceAccountName: account, ...change });
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { app: 'attack', ...stageLabel } },
    spec,
  };
}

const container = (change: JsonObject): JsonObject => ({ containers: [hardenedContainer(change)] });
const security = (securityContext: JsonObject): JsonObject => container({ securityContext });
const volume = (source: JsonObject): JsonObject => ({ volumes: [{ name: 'loot', ...source }] });

interface Escape {
  readonly id: string;
  readonly title: string;
  readonly technique: string;
  readonly pod: JsonObject;
}

/** What a pod may ask for to get out of its container, or to see and hold what is the node's. */
const escapes: readonly Escape[] = [
  {
    id: 'privileged-pod',
    title: 'Run a privileged container',
    technique: 'T1611',
    pod: security({ privileged: true, allowPrivilegeEscalation: undefined }),
  },
  {
    id: 'privileged-init-container',
    title: 'Hide a privileged container among the init containers',
    technique: 'T1611',
    pod: {
      initContainers: [
        hardenedContainer({ name: 'init', securityContext: { privileged: true, allowPrivilegeEscalation: undefined } }),
      ],
    },
  },
  {
    id: 'host-pid',
    title: 'See and signal every process of the node (hostPID)',
    technique: 'T1611',
    pod: { hostPID: true },
  },
  {
    id: 'host-ipc',
    title: 'Share memory with processes of the node (hostIPC)',
    technique: 'T1611',
    pod: { hostIPC: true },
  },
  {
    id: 'host-network',
    title: 'Listen on the node’s own network (hostNetwork)',
    technique: 'T1046',
    pod: { hostNetwork: true },
  },
  {
    id: 'host-port',
    title: 'Take a port of the node (hostPort)',
    technique: 'T1133',
    pod: container({ ports: [{ containerPort: 8080, hostPort: 10250 }] }),
  },
  {
    id: 'host-path-root',
    title: 'Mount the node’s root file system (hostPath)',
    technique: 'T1611',
    pod: volume({ hostPath: { path: '/' } }),
  },
  {
    id: 'host-path-runtime-socket',
    title: 'Mount the container runtime’s socket and start containers past the API server',
    technique: 'T1610',
    pod: volume({ hostPath: { path: '/run/containerd/containerd.sock', type: 'Socket' } }),
  },
  {
    id: 'host-path-kubelet',
    title: 'Mount the kubelet’s folder, with its credential and every pod’s secrets',
    technique: 'T1552.001',
    pod: volume({ hostPath: { path: '/var/lib/kubelet' } }),
  },
  {
    id: 'host-path-static-pods',
    title: 'Mount the folder of static pods, to have a pod after a restart',
    technique: 'T1543.005',
    pod: volume({ hostPath: { path: '/etc/kubernetes/manifests' } }),
  },
  {
    id: 'capability-sys-admin',
    title: 'Add the capability SYS_ADMIN',
    technique: 'T1611',
    pod: security({ capabilities: { drop: ['ALL'], add: ['SYS_ADMIN'] } }),
  },
  {
    id: 'capability-sys-ptrace',
    title: 'Add the capability SYS_PTRACE, to read other processes’ memory',
    technique: 'T1611',
    pod: security({ capabilities: { drop: ['ALL'], add: ['SYS_PTRACE'] } }),
  },
  {
    id: 'capability-sys-module',
    title: 'Add the capability SYS_MODULE, to load a kernel module',
    technique: 'T1611',
    pod: security({ capabilities: { drop: ['ALL'], add: ['SYS_MODULE'] } }),
  },
  {
    id: 'capabilities-kept',
    title: 'Keep the capabilities that a runtime gives by default, NET_RAW among them',
    technique: 'T1557',
    pod: security({ capabilities: undefined }),
  },
  {
    id: 'unmasked-proc',
    title: 'Unmask /proc (procMount)',
    technique: 'T1611',
    pod: security({ procMount: 'Unmasked' }),
  },
  {
    id: 'unsafe-sysctl',
    title: 'Set a sysctl that is the whole node’s',
    technique: 'T1611',
    pod: {
      securityContext: {
        sysctls: [
          { name: 'kernel.shm_rmid_forced', value: '0' },
          { name: 'kernel.msgmax', value: '65536' },
        ],
      },
    },
  },
  {
    id: 'seccomp-unconfined',
    title: 'Switch the filter of system calls off (seccomp)',
    technique: 'T1562.001',
    pod: { securityContext: { seccompProfile: { type: 'Unconfined' } } },
  },
  {
    id: 'apparmor-unconfined',
    title: 'Switch AppArmor off',
    technique: 'T1562.001',
    pod: { securityContext: { appArmorProfile: { type: 'Unconfined' } } },
  },
  {
    id: 'selinux-type',
    title: 'Take an SELinux type that may do everything',
    technique: 'T1562.001',
    pod: { securityContext: { seLinuxOptions: { type: 'spc_t' } } },
  },
  {
    id: 'root-user',
    title: 'Run as the node’s own root, outside of a user namespace',
    technique: 'T1611',
    pod: { hostUsers: undefined, securityContext: { runAsNonRoot: undefined, runAsUser: 0 } },
  },
  {
    id: 'privilege-escalation',
    title: 'Gain rights through a setuid program',
    technique: 'T1548.001',
    pod: security({ allowPrivilegeEscalation: true }),
  },
  {
    id: 'host-process',
    title: 'Run as a process of a Windows node (hostProcess)',
    technique: 'T1611',
    pod: windowsHostProcess(),
  },
];

/** Written out: what hardens a Linux pod, the API server refuses on a Windows one. */
function windowsHostProcess(): JsonObject {
  const windowsOptions = { hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' };
  const [{ name, image, resources } = {}] = hardenedPod().containers as JsonObject[];
  return {
    os: { name: 'windows' },
    hostUsers: undefined,
    hostNetwork: true,
    securityContext: { ...without(hardenedPod().securityContext), windowsOptions },
    containers: [{ name, image, resources }],
  };
}

/** Every field of an object, undefined: to be taken away by a change. */
function without(object: unknown): JsonObject {
  return Object.fromEntries(Object.keys(object as JsonObject).map((field) => [field, undefined]));
}

/** Verdicts on the harmless pod, by the client that asked. */
const controls = new WeakMap<Client, Promise<string | undefined>>();

/**
 * What refuses even a pod that has nothing wrong with it. Without this, an attack that fails for a reason of its own, such as a
 * quota or a missing account, would be taken for refused.
 */
function controlOf(client: Client, target: Target): Promise<string | undefined> {
  const known = controls.get(client);
  if (known !== undefined) return known;
  const path = `/api/v1/namespaces/${target.namespace}/pods?dryRun=All`;
  const asked = client
    .send({ method: 'POST', path, body: podIn(target, 'harmless', {}) })
    .then(({ status, message }) => {
      return status === 201 ? undefined : barrierOf(status, message);
    });
  controls.set(client, asked);
  return asked;
}

/** Tries to make a pod, as somebody who may make pods. */
async function tryPod(target: Target, name: string, change: JsonObject): Promise<Outcome> {
  // An administrator's pods are judged as everybody's: where nobody was made an editor, that is as good.
  const client = target.as('editor') ?? target.as('administrator');
  if (client === undefined) return untried('it needs a credential that may make pods');
  const path = `/api/v1/namespaces/${target.namespace}/pods${target.dryRun ? '?dryRun=All' : ''}`;
  const outcome = judged(await client.send({ method: 'POST', path, body: podIn(target, name, change) }));
  const control = await controlOf(client, target);
  if (outcome.result === 'refused' && outcome.by === control) {
    return untried(`${control} refuses a harmless pod in ${target.namespace} too: try another namespace`);
  }
  return outcome;
}

const asPods = escapes.map(
  ({ id, title, technique, pod }): Draft => ({
    id,
    title,
    technique,
    mutates: false,
    stoppedBy: 'Pod Security',
    run: (target) => tryPod(target, id, pod),
  }),
);

const running = (what: string) => `it needs a running pod in the namespace${what}`;

/** Pods by hand, by somebody who may make them: the namespace's `edit`. */
export const pods = about('pods', [
  ...asPods,
  request({
    id: 'ephemeral-container',
    title: 'Put a privileged ephemeral container into a running pod, as an administrator',
    technique: 'T1609',
    as: 'administrator',
    stoppedBy: 'Pod Security',
    call: ({ namespace, pod }) =>
      pod === undefined
        ? running('')
        : {
            method: 'PATCH',
            path: `/api/v1/namespaces/${namespace}/pods/${pod}/ephemeralcontainers`,
            contentType: 'application/strategic-merge-patch+json',
            body: {
              spec: {
                ephemeralContainers: [
                  { name: 'debugger', image: 'registry.example.com/debug', securityContext: { privileged: true } },
                ],
              },
            },
          },
  }),
  ...(
    [
      ['exec', 'Open a shell in a running pod', 'T1609', 'exec?command=sh&stdin=true&stdout=true'],
      ['attach', 'Attach to a running pod’s process', 'T1609', 'attach?stdin=true&stdout=true'],
      ['port-forward', 'Reach a pod’s port past every network policy', 'T1090', 'portforward?ports=8080'],
      ['pod-proxy', 'Ask a pod’s port through the API server', 'T1090', 'proxy/'],
    ] as const
  ).map(([id, title, technique, path]) =>
    request({
      id,
      title,
      technique,
      as: 'developer',
      stoppedBy: 'RBAC',
      call: ({ namespace, pod }) =>
        pod === undefined
          ? running('')
          : { method: 'GET', path: `/api/v1/namespaces/${namespace}/pods/${pod}/${path}` },
      // No kubelet answers here: what counts is that nobody said no.
      evidence: ({ status }) =>
        status === 401 || status === 403 ? undefined : `let through to the pod’s node (${status})`,
    }),
  ),
]);
