/** A part of the host that a pod sees. */
interface HostPath {
  readonly path: string;
  /** @default 'Directory' */
  readonly type?: 'File';
}

/** What tells one component of the control plane from another. */
export interface StaticPodOptions {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Its user and group: not root, but where all components of the machine are. */
  readonly user: number;
  readonly groups?: readonly number[];
  /** Capabilities it keeps; all others are dropped. */
  readonly capabilities?: readonly string[];
  /** By name of the volume. */
  readonly readOnly: Readonly<Record<string, HostPath>>;
  readonly writable?: Readonly<Record<string, HostPath>>;
  readonly livenessProbe: object;
  readonly readinessProbe: object;
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly memoryLimit: string;
}

/**
 * The manifest of one component: on the node's own network, as a user of its own who is not root, with no more of the node's
 * files than it reads.
 */
export function staticPod(options: StaticPodOptions) {
  const { name, image, command, environment = {}, user, groups, capabilities } = options;
  const { readOnly, writable = {}, requests, memoryLimit } = options;
  const env = Object.entries(environment).map(([name, value]) => ({ name, value }));
  const volumes = [
    ...Object.entries(readOnly).map(([volume, place]) => ({ volume, ...place, readOnly: true })),
    ...Object.entries(writable).map(([volume, place]) => ({ volume, ...place, readOnly: false })),
  ];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'kube-system',
      labels: { component: name, tier: 'control-plane' },
    },
    spec: {
      hostNetwork: true,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      // The last to go when the node runs short: without them nothing else is governed.
      priorityClassName: 'system-node-critical',
      priority: 2000001000,
      securityContext: {
        runAsNonRoot: user !== 0,
        runAsUser: user,
        runAsGroup: user,
        ...(groups && { supplementalGroups: groups }),
        seccompProfile: { type: 'RuntimeDefault' },
      },
      containers: [
        {
          name,
          image,
          imagePullPolicy: 'IfNotPresent',
          command,
          ...(env.length > 0 && { env }),
          securityContext: {
            allowPrivilegeEscalation: false,
            privileged: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'], ...(capabilities && { add: capabilities }) },
          },
          // No limit of CPU: what throttles the control plane takes every workload's cluster away.
          resources: { requests, limits: { memory: memoryLimit } },
          startupProbe: { ...options.livenessProbe, periodSeconds: 10, failureThreshold: 24 },
          livenessProbe: { ...options.livenessProbe, periodSeconds: 10, failureThreshold: 8 },
          readinessProbe: { ...options.readinessProbe, periodSeconds: 5, failureThreshold: 3 },
          volumeMounts: volumes.map(({ volume, path, readOnly }) => ({ name: volume, mountPath: path, readOnly })),
        },
      ],
      volumes: volumes.map(({ volume, path, type = 'Directory' }) => ({ name: volume, hostPath: { path, type } })),
    },
  };
}
