// A real, hardened etcd, kube-apiserver and kube-controller-manager, on this machine and for it alone.
export { Cluster, type ClusterOptions } from './cluster';
export { ADMINISTRATORS, type ClusterPrograms } from './launch';
