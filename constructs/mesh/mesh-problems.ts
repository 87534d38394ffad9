import type { IConstruct } from 'constructs';
import { clusterOf, type Mesh } from '../cluster';
import type { Problem } from '../construct-error';

/** What keeps a mesh from being in a cluster. */
export function meshProblems(construct: IConstruct, mesh: Mesh | undefined): Problem[] {
  const { cni } = clusterOf(construct);
  if (mesh !== 'cilium' || cni === 'cilium') return [];
  return [
    {
      found: `the mesh is 'cilium', and what enforces network policies in the cluster is '${cni}'`,
      write: `Write { cni: 'cilium' } among the facts of the cluster where it is so, or another mesh`,
    },
  ];
}
