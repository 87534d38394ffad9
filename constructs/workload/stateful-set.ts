import { JsonPatch } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { Problem } from '../construct-error';
import { quantityProblems } from '../quantity';
import { copiesProblems } from './autoscaler';
import type { ContainerProps } from './container';
import { pathProblems } from './container-problems';
import { disruptionBudget, topologySpread } from './copies';
import type { PodProps } from './pod';
import type { OnePort, SeveralPorts } from './ports';
import { makeService } from './service';
import { Workload } from './workload';

/** What a {@link StatefulSet} has beyond other workloads. */
export interface StateProps {
  /**
   * Number of copies, each with a name and storage of its own.
   *
   * @default 1 - whether more of them keep one state is for the program to say
   */
  readonly replicas?: number;
  /**
   * Directories of the main container that outlast it, with how much each copy may keep there:
   * `{ '/var/lib/db': '10Gi' }`. They are kept when copies or the whole set are taken away: data is deleted by somebody
   * who means it.
   *
   * @default {}
   */
  readonly storage?: { readonly [path: string]: string };
  /**
   * The kind of storage, by the name that the cluster has for it.
   *
   * @default - the cluster's default
   */
  readonly storageClassName?: string;
}

/** Properties of {@link StatefulSet}: it serves at least one port, for which its copies have names. */
export type StatefulSetProps = ContainerProps & (OnePort | SeveralPorts) & PodProps & StateProps;

/**
 * A program that keeps state: each copy has a name, `db-0.db`, and storage of its own, and they start and end one by
 * one.
 *
 * Its Service is headless: the name stands for the addresses of all copies that are ready.
 *
 * @throws ConstructError that names every wrong property
 */
export class StatefulSet extends Workload {
  /** What cdk8s-plus made of it; what is changed there is judged at synth as all else. */
  readonly statefulSet: kplus.StatefulSet;
  readonly service: kplus.Service;

  constructor(scope: Construct, id: string, props: StatefulSetProps) {
    const { replicas = 1, storage = {}, storageClassName } = props;
    super(scope, id, props, [...copiesProblems({ replicas }), ...storageProblems(props)], Object.keys(storage));
    this.service = makeService(this, true);
    this.statefulSet = new kplus.StatefulSet(this, 'StatefulSet', {
      ...this.plusProps(),
      replicas,
      service: this.service,
    });
    this.statefulSet.select(kplus.LabelSelector.of({ labels: { ...this.podLabels } }));

    const pod = '/spec/template/spec';
    const mounts = Object.keys(storage).map((path) => ({ path, volume: this.volumes.add(path, {}) }));
    const templates = Object.values(storage).map((size, index) => ({
      metadata: { name: mounts[index]?.volume.name, labels: this.podLabels },
      spec: {
        accessModes: ['ReadWriteOnce'],
        ...(storageClassName !== undefined && { storageClassName }),
        resources: { requests: { storage: kplus.k8s.Quantity.fromString(size) } },
      },
    }));
    this.harden(
      this.statefulSet,
      pod,
      [
        JsonPatch.add(`${pod}/topologySpreadConstraints`, topologySpread(this.podLabels)),
        // The controller makes a volume for each claim. cdk8s-plus makes one for each mount: the first are these.
        ...mounts.map(() => JsonPatch.remove(`${pod}/volumes/0`)),
        ...(templates.length > 0
          ? [
              JsonPatch.add('/spec/volumeClaimTemplates', templates),
              JsonPatch.add('/spec/persistentVolumeClaimRetentionPolicy', {
                whenDeleted: 'Retain',
                whenScaled: 'Retain',
              }),
            ]
          : []),
      ],
      mounts,
    );
    if (replicas > 1) disruptionBudget(this);
  }
}

function storageProblems({ storage = {}, storageClassName }: StatefulSetProps): Problem[] {
  const found: Problem[] = [];
  for (const [path, size] of Object.entries(storage)) {
    found.push(...pathProblems('storage', path), ...quantityProblems(`storage['${path}']`, size, '10Gi'));
  }
  if (storageClassName !== undefined && !/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(storageClassName)) {
    found.push({
      found: `storageClassName is '${storageClassName.slice(0, 100)}'`,
      write: 'Write the name of one of the cluster, such as gp3',
    });
  }
  return found;
}
