import { type ApiObjectJson, madeByCluster } from '@palisade/constructs';
import { CustomResource } from '@pulumi/kubernetes/apiextensions';
import { Provider } from '@pulumi/kubernetes/provider';
import * as pulumi from '@pulumi/pulumi';
import { objectId, prerequisites } from './objects';
import { assertReachable } from './reachability';

export { objectsOf } from './objects';
export { assertReachable } from './reachability';

export interface BaselineArgs {
  /** In the order to apply them; see {@link objectsOf}. */
  objects: readonly ApiObjectJson[];
  cluster: {
    /** Tells the provider which cluster this is: another one replaces the objects, a new endpoint does not. */
    arn: pulumi.Input<string>;
    endpoint: pulumi.Input<string>;
    /** JSON. */
    kubeconfig: pulumi.Input<string>;
  };
}

/**
 * The baseline, applied to the cluster from where this runs, by server-side apply.
 *
 * An update first makes sure that the API can be reached (see {@link assertReachable}). What the cluster makes by itself,
 * such as the namespace `default`, is changed and left in place on destroy.
 */
export class Baseline extends pulumi.ComponentResource {
  constructor(name: string, args: BaselineArgs, opts?: pulumi.ComponentResourceOptions) {
    super('palisade:infra:Baseline', name, {}, opts);
    const { cluster, objects } = args;
    const provider = new Provider(
      name,
      {
        kubeconfig: pulumi.all([cluster.endpoint, cluster.kubeconfig]).apply(async ([endpoint, kubeconfig]) => {
          // A preview of a cluster that is not there yet has nothing to reach.
          if (!pulumi.runtime.isDryRun()) await assertReachable(endpoint);
          return kubeconfig;
        }),
        clusterIdentifier: cluster.arn,
        enableServerSideApply: true,
      },
      { parent: this },
    );
    const made = new Map<string, CustomResource>();
    for (const object of objects) {
      const id = objectId(object);
      const dependsOn = prerequisites(object, objects).flatMap((needed) => made.get(needed) ?? []);
      const retainOnDelete = madeByCluster(object);
      made.set(id, new CustomResource(id, { ...object }, { parent: this, provider, dependsOn, retainOnDelete }));
    }
    this.registerOutputs({ objects: made.size });
  }
}
