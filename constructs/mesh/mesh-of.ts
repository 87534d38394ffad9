import type { IConstruct } from 'constructs';
import { clusterOf, type Mesh } from '../cluster';
import { teamNamespaceOf } from '../namespace/namespace-of';

/** The mesh that a construct's pods are in: that of the TeamNamespace around it, else the cluster's. */
export function meshOf(construct: IConstruct): Mesh | undefined {
  const team = teamNamespaceOf(construct);
  return team === undefined ? clusterOf(construct).mesh : team.mesh;
}
