import { JsonPatch, Size } from 'cdk8s';
import {
  Capability,
  ContainerRestartPolicy,
  Cpu,
  EnvValue,
  k8s,
  type ContainerProps as PlusContainerProps,
  Protocol,
  type Volume,
  type VolumeMount,
} from 'cdk8s-plus-28';
import { parseQuantity } from '../quantity';
import type { MountableSecret } from '../secrets/mountable-secret';
import type { ConfigSource } from './config-files';
import type { ImageReference } from './image';
import { portsOf, type Serving } from './ports';
import { type Resources, resourceRequirements } from './resources';

/** Properties that every container has, the main one and those beside it. */
export interface ContainerProps {
  /** The image, by its registry's host and its digest. */
  readonly image: ImageReference;
  /**
   * What to run.
   *
   * @default - the image's entry point
   */
  readonly command?: readonly string[];
  /**
   * Arguments of what is run.
   *
   * @default - the image's
   */
  readonly args?: readonly string[];
  /**
   * Environment variables, in plain text: everybody who may look at pods reads them. What looks like a password or a
   * token is refused: secrets are mounted, see `secrets`.
   *
   * @default {}
   */
  readonly env?: { readonly [name: string]: string };
  /** What it is sure to get, and at most gets. */
  readonly resources: Resources;
  /**
   * Directories that it may write to, with how much: `{ '/tmp': '64Mi' }`. They begin empty and end with the pod. All
   * else is read-only.
   *
   * @default {}
   */
  readonly writablePaths?: { readonly [path: string]: string };
  /**
   * Directories of files that are not secret, mounted read-only: the files by name,
   * `{ '/etc/shop': { 'shop.yaml': text } }`, or a ConfigMap that there is.
   *
   * @default {}
   */
  readonly config?: { readonly [path: string]: ConfigSource };
  /**
   * Directories of secrets, mounted read-only.
   *
   * @default {}
   */
  readonly secrets?: { readonly [path: string]: MountableSecret };
}

/** A container that runs to its end before the main one starts. */
export interface InitContainerProps extends ContainerProps {}

/**
 * A container that runs beside the main one, from before its start until after its end.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
 */
export type SidecarProps = ContainerProps & Serving;

/** How a container stands in its pod. */
export type Role = 'main' | 'init' | 'sidecar';

/** A mount of a volume in a container. */
export type Mount = VolumeMount;

/**
 * The hardened container for cdk8s-plus: no root, no way to more rights, nothing writable but what is mounted. Every
 * container of every workload is made here.
 */
export function hardenedContainer(
  name: string,
  role: Role,
  props: ContainerProps & Serving,
  mounts: readonly Mount[],
): PlusContainerProps {
  const ports = role === 'init' ? [] : portsOf(props);
  const firstPort = ports[0]?.number ?? 0;
  const { readiness, liveness, startup } = role === 'init' ? {} : (props.probes ?? {});
  const { cpu, memory } = props.resources;
  return {
    name,
    image: props.image,
    ...(props.command && { command: [...props.command] }),
    ...(props.args && { args: [...props.args] }),
    ...(props.env && {
      envVariables: Object.fromEntries(
        Object.entries(props.env).map(([key, value]) => [key, EnvValue.fromValue(value)]),
      ),
    }),
    ports: ports.map(({ name, number, protocol }) => ({ name, number, protocol: Protocol[protocol] })),
    volumeMounts: [...mounts],
    ...(readiness && { readiness: readiness.toPlus(firstPort) }),
    ...(liveness && { liveness: liveness.toPlus(firstPort) }),
    ...(startup && { startup: startup.toPlus(firstPort) }),
    ...(role === 'sidecar' && { restartPolicy: ContainerRestartPolicy.ALWAYS }),
    // For autoscalers that are made of the workload by hand; what is written comes from containerPatches, to the
    // letter.
    resources: {
      cpu: { request: Cpu.millis(Math.ceil((parseQuantity(cpu) ?? 0) * 1000)) },
      memory: { request: Size.mebibytes(Math.ceil((parseQuantity(memory) ?? 0) / 2 ** 20)) },
    },
    securityContext: {
      ensureNonRoot: true,
      privileged: false,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: [Capability.ALL] },
    },
  };
}

/**
 * What cdk8s-plus cannot say of a container, at its path in the pod spec.
 *
 * @param shared - directories that all containers of the pod see: each is made room for in each, since any may fill
 * them
 */
export function containerPatches(path: string, props: ContainerProps & Serving, shared: Directories): JsonPatch[] {
  const scratch = bytes(props.writablePaths) + bytes(shared);
  const firstPort = portsOf(props)[0]?.number ?? 0;
  return [
    JsonPatch.add(`${path}/resources`, resourceRequirements(props.resources, scratch)),
    ...Object.entries(props.probes ?? {}).flatMap(([kind, probe]) =>
      probe === undefined ? [] : probe.patches(`${path}/${kind}Probe`, firstPort),
    ),
  ];
}

/** Directories with how much may be written to each. */
export type Directories = { readonly [path: string]: string } | undefined;

function bytes(directories: Directories): number {
  return Object.values(directories ?? {}).reduce((sum, size) => sum + (parseQuantity(size) ?? 0), 0);
}

/** An empty directory of a size. */
export function emptyDirectory(size: string): { emptyDir: k8s.EmptyDirVolumeSource } {
  return { emptyDir: { sizeLimit: k8s.Quantity.fromString(size) } };
}

/** A read-only mount. */
export function readOnlyMount(path: string, volume: Volume): Mount {
  return { path, volume, readOnly: true };
}
