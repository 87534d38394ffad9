import { refuseArn, region, roleLink } from '../common';
import { block, each, flag, link, list, tags, text, whole } from '../fields';
import { arn } from '../realm';
import type { Scene } from '../scene';
import type { TypeSpec } from '../spec';
import { types } from '../types';
import { known } from '../values';

const sources = [
  'eniId',
  'regionalNatGatewayId',
  'subnetId',
  'transitGatewayAttachmentId',
  'transitGatewayId',
  'vpcId',
];

/** The record of a network's traffic. Nothing of it can be changed in place. */
export const flowLog: TypeSpec = {
  type: 'aws:ec2/flowLog:FlowLog',
  inputs: {
    vpcId: text({ replaces: true, link: link(types.vpc, { mode: 'owned' }) }),
    subnetId: text({ replaces: true, link: link(types.subnet, { mode: 'owned' }) }),
    ...each(text({ replaces: true }), 'eniId regionalNatGatewayId transitGatewayAttachmentId transitGatewayId'),
    iamRoleArn: text({
      replaces: true,
      refuse: refuseArn,
      link: roleLink((value) => `InvalidParameter: role ${value} does not exist`),
    }),
    deliverCrossAccountRole: text({ replaces: true, refuse: refuseArn }),
    logDestination: text({ replaces: true, refuse: refuseArn }),
    logDestinationType: text({
      replaces: true,
      fallback: 'cloud-watch-logs',
      oneOf: ['cloud-watch-logs', 's3', 'kinesis-data-firehose'],
    }),
    logFormat: text({ replaces: true }),
    maxAggregationInterval: whole({ replaces: true, fallback: 600 }),
    trafficType: text({ replaces: true, oneOf: ['ACCEPT', 'REJECT', 'ALL'] }),
    destinationOptions: block(
      {
        fileFormat: text({ oneOf: ['plain-text', 'parquet'] }),
        hiveCompatiblePartitions: flag(),
        perHourPartition: flag(),
      },
      { replaces: true },
    ),
    tagFieldSpecifications: list(block({ resourceType: text(), tagKeys: list(text()) }), { replaces: true }),
    region,
    tags,
  },
  id: ({ hex }) => `fl-0${hex(16)}`,
  unique: {
    key: (inputs) => {
      const [source, destination] = [
        sources.map((name) => known(inputs[name])).find(Boolean),
        known(inputs.logDestination),
      ];
      return source && destination ? `${source}|${destination}` : undefined;
    },
    property: 'logDestination',
    reason: () =>
      'FlowLogAlreadyExists: Error. There is an existing Flow Log with the same configuration and log destination.',
  },
  check: checkFlowLog,
  outputs: ({ id, realm, inputs }) => ({
    arn: arn(realm, 'ec2', `vpc-flow-log/${id}`),
    logFormat:
      inputs.logFormat ??
      `\${version} \${account-id} \${interface-id} \${srcaddr} \${dstaddr} \${srcport} \${dstport} \${protocol} \${packets} \${bytes} \${start} \${end} \${action} \${log-status}`,
  }),
};

function checkFlowLog(scene: Scene): void {
  const { inputs } = scene;
  const given = sources.filter((name) => inputs[name] !== undefined);
  if (given.length !== 1)
    scene.fail(
      '',
      `InvalidParameterCombination: one of ${sources.join(', ')} must be specified, found ${given.length}`,
    );
  if (
    inputs.trafficType === undefined &&
    inputs.transitGatewayId === undefined &&
    inputs.transitGatewayAttachmentId === undefined
  ) {
    scene.fail('trafficType', 'InvalidParameter: trafficType must be ACCEPT, REJECT or ALL');
  }
  if (![60, 600].includes(Number(inputs.maxAggregationInterval)) && typeof inputs.maxAggregationInterval === 'number') {
    scene.fail(
      'maxAggregationInterval',
      `InvalidParameter: maxAggregationInterval must be 60 or 600 (seconds), got ${inputs.maxAggregationInterval}`,
    );
  }
  if (inputs.logDestination === undefined)
    scene.fail('logDestination', "InvalidParameter: LogDestination can't be empty");
  if (inputs.logDestinationType !== 'cloud-watch-logs') return;
  if (inputs.iamRoleArn === undefined) {
    scene.fail(
      'iamRoleArn',
      "InvalidParameter: DeliverLogsPermissionArn can't be empty if LogDestinationType is cloud-watch-logs.",
    );
  }
  const destination = known(inputs.logDestination)?.replace(/:\*$/, '');
  if (destination !== undefined && !scene.find(types.logGroup, 'arn', destination)) {
    scene.fail(
      'logDestination',
      `InvalidParameter: LogDestination: ${destination} does not exist; it must be the ARN of a log group`,
    );
  }
}
