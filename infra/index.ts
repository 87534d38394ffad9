import * as pulumi from '@pulumi/pulumi';
import { NodeAddons, WorkloadAddons } from './addons';
import { callersInVpc, deliverBaseline } from './baseline/deliver';
import { baselineStack } from './baseline/stack';
import { type ClusterStackConfig, loadConfig, lookUpAccount } from './config';
import { ControlPlane } from './control-plane';
import { Detection } from './detection';
import { Identity } from './identity';
import { Keys } from './keys';
import { Network } from './network';
import { NodePool } from './nodes/pool';
import { NodeRole } from './nodes/role';
import { NodeSecurityGroup } from './nodes/security-group';
import { clusterOutputs } from './outputs';
import { awsProvider } from './provider';
import { Registry } from './registry';

/** The program. Importing it does nothing: `pulumi up` and the Automation API call the function. */
async function blueprint() {
  const config = loadConfig(new pulumi.Config('palisade'));
  return config.layer === 'baseline' ? baselineStack(config) : clusterStack(config);
}

async function clusterStack(config: ClusterStackConfig) {
  const { name, deletionProtection } = config.cluster;
  const aws = awsProvider(config);
  const on = (...dependsOn: pulumi.Resource[]) => ({ providers: [aws], dependsOn });
  const account = await lookUpAccount(config.account, { provider: aws });
  const shared = { account, permissionsBoundaryArn: config.identity.permissionsBoundaryArn };

  const keys = new Keys('keys', { ...shared, cluster: name, keys: config.keys }, on());
  const { logsKeyArn, volumesKeyArn } = keys;
  const wide = { cluster: name, network: config.network, deletionProtection, logsKeyArn };
  const network = new Network('network', { ...shared, ...wide }, on());
  const registry = new Registry('registry', { cluster: name, registry: config.registry, volumesKeyArn }, on());

  const made = { cluster: config.cluster, network, keys, callers: callersInVpc(config) };
  const cluster = new ControlPlane('cluster', { ...shared, ...made }, on(network));
  const watched = { detection: config.detection, logGroupName: cluster.logGroupName, logsKeyArn };
  const detection = new Detection('detection', { account, cluster: name, ...watched }, on());

  const addons = { ...shared, cluster, versions: config.addons, volumesKeyArn };
  const nodeAddons = new NodeAddons('node-addons', addons, on());
  const role = new NodeRole('nodes', { ...shared, cluster }, on());
  const group = new NodeSecurityGroup('nodes', { cluster, network, egress: config.network.egress.mode }, on());
  const home = { cluster, subnetIds: network.nodeSubnetIds, securityGroupId: group.id };
  const ready = on(network, group, nodeAddons);
  const pools = config.nodePools.map(
    (pool) => new NodePool(`pool-${pool.name}`, { ...home, pool, roleArn: role.arn, volumesKeyArn }, ready),
  );
  const workloadAddons = new WorkloadAddons('workload-addons', addons, on(...pools));

  const identity = new Identity('identity', { account, cluster, identity: config.identity }, on());
  const delivered = deliverBaseline({ config, account, cluster, keys, network }, on(cluster, ...pools, workloadAddons));
  return clusterOutputs({ cluster, role, group, identity, registry, detection, delivered });
}

export = blueprint;
