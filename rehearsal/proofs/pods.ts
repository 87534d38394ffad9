import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../kubernetes/client';
import type { Stage } from '../stage';
import { type Proof, ProofFailed } from './proof';

/** Admission policies take effect a moment after they were made: the API server watches for them. */
const PATIENCE_MS = 15_000;

const hardenedContainer = {
  name: 'app',
  image: 'registry.example.com/app@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  securityContext: {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
  },
  resources: {
    requests: { cpu: '50m', memory: '64Mi', 'ephemeral-storage': '64Mi' },
    limits: { cpu: '100m', memory: '64Mi', 'ephemeral-storage': '64Mi' },
  },
};

const hardenedSpec = {
  automountServiceAccountToken: false,
  serviceAccountName: 'proof',
  hostUsers: false,
  securityContext: { runAsNonRoot: true, runAsUser: 10001, runAsGroup: 10001, fsGroup: 10001 },
  containers: [hardenedContainer],
};

/** A pod that every gate lets in, but for its image: the registry is the first that the stack allows. */
export function hardenedPod(registry: string, spec: object = {}, container: object = {}): object {
  const [, image = ''] = hardenedContainer.image.split('registry.example.com');
  const containers = [{ ...hardenedContainer, image: `${registry}${image}`, ...container }];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'proof', labels: { app: 'proof' } },
    spec: { ...hardenedSpec, containers, ...spec },
  };
}

interface Attempt {
  readonly claim: string;
  /** The pod that is tried, one change away from the hardened one. */
  readonly pod: (registry: string) => object;
  /** A word of the refusal that names the cause, so that a refusal for another reason proves nothing. */
  readonly because: RegExp;
}

const attempts: readonly Attempt[] = [
  {
    claim: 'A privileged pod is refused',
    pod: (registry) => {
      const securityContext = {
        ...hardenedContainer.securityContext,
        privileged: true,
        allowPrivilegeEscalation: true,
      };
      return hardenedPod(registry, {}, { securityContext });
    },
    because: /privileged/,
  },
  {
    claim: 'A pod with a hostPath volume is refused',
    pod: (registry) => hardenedPod(registry, { volumes: [{ name: 'host', hostPath: { path: '/etc' } }] }),
    because: /hostPath/,
  },
  {
    claim: 'A pod that runs as root is refused',
    // In a user namespace root is nobody outside, and the standard lets it; here it is the node's own root.
    pod: (registry) => {
      const securityContext = { ...hardenedSpec.securityContext, runAsUser: 0 };
      return hardenedPod(registry, { hostUsers: true, securityContext });
    },
    because: /runAsUser/,
  },
  {
    claim: 'A pod whose image is not pinned by digest is refused',
    pod: (registry) => hardenedPod(registry, {}, { image: `${registry}/app:1.4` }),
    because: /digest/,
  },
];

/** Each pod is tried for real in a team's namespace, beside a hardened one that must be let in. */
export const podProofs: readonly Proof[] = [
  {
    claim: 'A hardened pod is admitted',
    prove: async (stage) => {
      const answer = await tryPod(stage, hardenedPod(stage.registry));
      if (answer.status !== 201) throw new ProofFailed(`the API server answered ${describe(answer)}`);
      return `${answer.status} Created, in namespace ${stage.namespace} (dry run)`;
    },
  },
  ...attempts.map(({ claim, pod, because }) => ({
    claim,
    prove: async (stage: Stage) => {
      const deadline = Date.now() + PATIENCE_MS;
      for (;;) {
        const answer = await tryPod(stage, pod(stage.registry));
        if ([403, 422].includes(answer.status) && because.test(answer.message)) return describe(answer);
        if (Date.now() > deadline) throw new ProofFailed(`the API server answered ${describe(answer)}`);
        await sleep(200);
      }
    },
  })),
];

/** Creates the pod as far as a dry run goes: all of admission. Its service account is there meanwhile. */
async function tryPod({ admin, namespace }: Stage, pod: object): Promise<Answer> {
  const serviceAccount = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: hardenedSpec.serviceAccountName, namespace },
    automountServiceAccountToken: false,
  };
  await admin.apply(serviceAccount, { dryRun: false });
  try {
    const path = `/api/v1/namespaces/${namespace}/pods?dryRun=All&fieldValidation=Strict`;
    return await admin.send({ method: 'POST', path, body: pod });
  } finally {
    await admin.delete(serviceAccount);
  }
}

function describe({ status, message }: Answer): string {
  return `${status}: ${message}`;
}
