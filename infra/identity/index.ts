import * as pulumi from '@pulumi/pulumi';
import type { IdentityConfig } from '../config';
import type { AwsName } from './arn';
import { ServiceAccountRole } from './service-account-role';

export { type AwsName, clusterArn } from './arn';
export { type IdentityMethod, ServiceAccountRole, type ServiceAccountRoleArgs } from './service-account-role';
export { irsaTrust, podIdentityTrust, type ServiceAccountRef, serviceTrust, type TrustPolicy } from './trust-policy';

export interface IdentityArgs {
  account: AwsName;
  identity: IdentityConfig;
  cluster: {
    plannedName: string;
    name: pulumi.Input<string>;
    oidcProviderArn: pulumi.Input<string>;
    oidcIssuer: pulumi.Input<string>;
  };
}

/** The roles of workloads, one for each service account that config names. */
export class Identity extends pulumi.ComponentResource {
  /** Role ARN by workload name. */
  readonly roleArns: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: IdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super('palisade:infra:Identity', name, {}, opts);
    const { account, cluster, identity } = args;
    const roles = identity.workloads.map((workload): [string, pulumi.Output<string>] => {
      const role = new ServiceAccountRole(
        `${name}-${workload.name}`,
        {
          account,
          cluster,
          namespace: workload.namespace,
          serviceAccount: workload.serviceAccount,
          method:
            workload.method === 'irsa'
              ? { kind: 'irsa', providerArn: cluster.oidcProviderArn, issuer: cluster.oidcIssuer }
              : { kind: 'pod-identity', associate: true },
          policy: JSON.stringify(workload.policy),
          permissionsBoundaryArn: identity.permissionsBoundaryArn,
        },
        { parent: this },
      );
      return [workload.name, role.arn];
    });
    this.roleArns = pulumi.output(Object.fromEntries(roles));
    this.registerOutputs({ roleArns: this.roleArns });
  }
}
