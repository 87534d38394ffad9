/** Workloads that are hardened. Start from {@link Deployment}. */
export type { Copies, Scale } from './autoscaler';
export { type ConfigSource, configAnnotation } from './config-files';
export type { ContainerProps, InitContainerProps, SidecarProps } from './container';
export { CronJob, type CronJobProps, type ScheduleProps } from './cron-job';
export { DaemonSet, type DaemonSetProps, type NodeProps } from './daemon-set';
export { Deployment, type DeploymentProps } from './deployment';
export { type ImageReference, imageReference, isImageReference } from './image';
export { type AttemptProps, Job, type JobProps } from './job';
export type { PodProps, WorkloadProps } from './pod';
export type { AppProtocol, NoPorts, OnePort, PortProps, Serving, SeveralPorts, WorkloadPort } from './ports';
export { type HttpProbeOptions, Probe, type ProbeTiming, type ServerProbes, type TcpProbeOptions } from './probe';
export type { Resources } from './resources';
export { StatefulSet, type StatefulSetProps, type StateProps } from './stateful-set';
export { defaultUser, LowUser } from './user';
export { nameLabel, Workload } from './workload';
