/** Workloads that are hardened. Start from {@link Deployment}. */
export type { ContainerProps, InitContainerProps, SidecarProps } from './container';
export { Deployment, type DeploymentProps } from './deployment';
export { type ImageReference, imageReference, isImageReference } from './image';
export type { AppProtocol, NoPorts, OnePort, PortProps, Serving, SeveralPorts, WorkloadPort } from './ports';
export { type HttpProbeOptions, Probe, type ProbeTiming, type ServerProbes, type TcpProbeOptions } from './probe';
export type { Resources } from './resources';
export { defaultUser, nameLabel, type PodProps, Workload, type WorkloadProps } from './workload';
