import { type Properties, type Subject, UNKNOWN } from '../../engine/provider';
import { SimulatedAws, type SimulatedAwsOptions } from '../simulated-aws';
import { types } from '../types';

const account = '111122223333';

/** A trust policy for one service, as JSON. */
export function trust(service: string, ...actions: string[]): string {
  const Action = actions.length > 0 ? actions : ['sts:AssumeRole'];
  const Statement = [{ Effect: 'Allow', Principal: { Service: service }, Action }];
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

/** One statement in a policy, as JSON. */
export function policyOf(...Statement: Properties[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

/** Simulated AWS and the few calls that tests make, in the engine's order. */
export class World {
  readonly aws: SimulatedAws;

  constructor(options: Partial<SimulatedAwsOptions> = {}) {
    const cluster = { endpoint: 'https://127.0.0.1:6443', certificateAuthority: 'Y2VydA==' };
    this.aws = new SimulatedAws({ account, region: 'eu-west-1', cluster, ...options });
  }

  subject(type: string, name: string): Subject {
    return { urn: `urn:pulumi:test::palisade::${type}::${name}`, type, name };
  }

  /** Checks and makes; throws with what the check refused. */
  async make(
    type: string,
    name: string,
    news: Properties,
  ): Promise<{ id: string; state: Properties; inputs: Properties }> {
    const subject = this.subject(type, name);
    const { inputs, failures } = await this.aws.check(subject, news, undefined);
    if (failures.length > 0) throw new Error(`${name}: ${failures.map(({ reason }) => reason).join('; ')}`);
    return { ...(await this.aws.create(subject, inputs, false)), inputs };
  }

  /** What a check refuses, as `property: reason`. */
  async refusals(type: string, news: Properties, olds?: Properties, name = 'tried'): Promise<string[]> {
    const { failures } = await this.aws.check(this.subject(type, name), news, olds);
    return failures.map(({ property, reason }) => `${property}: ${reason}`);
  }

  /** Changes in place, as an update does. */
  async change(
    type: string,
    name: string,
    made: { id: string; state: Properties; inputs: Properties },
    news: Properties,
  ) {
    const { inputs, failures } = await this.aws.check(this.subject(type, name), news, made.inputs);
    if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join('; '));
    return {
      id: made.id,
      inputs,
      ...(await this.aws.update(this.subject(type, name), made.id, made.state, inputs, false)),
    };
  }

  /** Which inputs replace when they change from one to the other. */
  async replaces(type: string, olds: Properties, news: Properties): Promise<string[]> {
    return (await this.aws.diff(this.subject(type, 'tried'), 'id', olds, olds, news)).replaces;
  }

  async delete(type: string, name: string, id: string): Promise<void> {
    await this.aws.delete(this.subject(type, name), id);
  }
}

/** A VPC of 10.40.0.0/16 with a subnet in each of three zones, and another VPC of 10.50.0.0/16 with one. */
export async function networkOf(world: World) {
  const vpc = (await world.make(types.vpc, 'main', { cidrBlock: '10.40.0.0/16', enableDnsHostnames: true })).id;
  const other = (await world.make(types.vpc, 'other', { cidrBlock: '10.50.0.0/16' })).id;
  const subnet = async (zone: string, vpcId: string, cidrBlock: string) =>
    (await world.make(types.subnet, `${zone}-${cidrBlock}`, { vpcId, cidrBlock, availabilityZone: `eu-west-1${zone}` }))
      .id;
  return {
    vpc,
    other,
    a: await subnet('a', vpc, '10.40.0.0/24'),
    a2: await subnet('a', vpc, '10.40.3.0/24'),
    b: await subnet('b', vpc, '10.40.1.0/24'),
    c: await subnet('c', vpc, '10.40.2.0/24'),
    foreign: await subnet('b', other, '10.50.0.0/24'),
    group: (await world.make(types.securityGroup, 'group', { vpcId: vpc, name: 'group' })).id,
    foreignGroup: (await world.make(types.securityGroup, 'foreign', { vpcId: other, name: 'foreign' })).id,
  };
}

/** That network, roles, a key, and a cluster named palisade at 1.34 with authentication mode API. */
export async function clusterOf(world: World, more: Properties = {}) {
  const network = await networkOf(world);
  const roleFor = async (name: string, assumeRolePolicy: string) =>
    String((await world.make(types.role, name, { name, assumeRolePolicy })).state.arn);
  const clusterRole = await roleFor('cluster-role', trust('eks.amazonaws.com'));
  const nodeRole = await roleFor('node-role', trust('ec2.amazonaws.com'));
  const podRole = await roleFor('pod-role', trust('pods.eks.amazonaws.com', 'sts:AssumeRole', 'sts:TagSession'));
  const key = String((await world.make(types.key, 'key', {})).state.arn);
  const inputs: Properties = {
    name: 'palisade',
    version: '1.34',
    roleArn: clusterRole,
    vpcConfig: { subnetIds: [network.a, network.b], endpointPrivateAccess: true, endpointPublicAccess: false },
    accessConfig: { authenticationMode: 'API', bootstrapClusterCreatorAdminPermissions: false },
    encryptionConfig: { provider: { keyArn: key }, resources: ['secrets'] },
    ...more,
  };
  const cluster = await world.make(types.cluster, 'cluster', inputs);
  return { ...network, clusterRole, nodeRole, podRole, key, cluster, clusterInputs: cluster.inputs };
}

/** Inputs with every leaf unknown, as deep in a preview as can be. */
export function allUnknown(inputs: Properties): Properties {
  return Object.fromEntries(Object.keys(inputs).map((name) => [name, UNKNOWN]));
}
