import { obtainPrograms, Screen } from '@palisade/rehearsal';
import type { ClusterPrograms } from '../../rehearsal/cluster';

/** The programs of a control plane; fetched or built where they are not there yet. */
export async function clusterPrograms(): Promise<ClusterPrograms> {
  const { signal } = new AbortController();
  const names = ['etcd', 'kube-apiserver', 'kube-controller-manager'] as const;
  const programs = await obtainPrograms({ screen: new Screen(process.stderr), signal, names });
  return {
    etcd: programs.etcd.path,
    'kube-apiserver': programs['kube-apiserver'].path,
    'kube-controller-manager': programs['kube-controller-manager'].path,
  };
}
