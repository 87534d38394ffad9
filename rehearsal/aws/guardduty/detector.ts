import { region } from '../common';
import { anything, block, flag, link, list, tags, text } from '../fields';
import { arn } from '../realm';
import type { TypeSpec } from '../spec';
import { types } from '../types';
import { known, rows } from '../values';

/** GuardDuty in a region; an account has one. */
export const detector: TypeSpec = {
  type: types.detector,
  inputs: {
    enable: flag({ fallback: true }),
    findingPublishingFrequency: text({ oneOf: ['FIFTEEN_MINUTES', 'ONE_HOUR', 'SIX_HOURS'] }),
    datasources: anything(),
    region,
    tags,
  },
  id: ({ hex }) => hex(32),
  notFound: () =>
    'BadRequestException: The request is rejected because the input detectorId is not owned by the current account.',
  unique: {
    key: () => 'detector',
    property: '',
    reason: () =>
      'BadRequestException: The request is rejected because a detector already exists for the current account.',
  },
  outputs: ({ id, realm, inputs }) => ({
    arn: arn(realm, 'guardduty', `detector/${id}`),
    accountId: realm.account,
    findingPublishingFrequency: inputs.findingPublishingFrequency ?? 'SIX_HOURS',
  }),
};

const features = [
  'S3_DATA_EVENTS',
  'EKS_AUDIT_LOGS',
  'EBS_MALWARE_PROTECTION',
  'RDS_LOGIN_EVENTS',
  'EKS_RUNTIME_MONITORING',
  'LAMBDA_NETWORK_LOGS',
  'RUNTIME_MONITORING',
];
const additions: Record<string, string[]> = {
  EKS_RUNTIME_MONITORING: ['EKS_ADDON_MANAGEMENT'],
  RUNTIME_MONITORING: ['EKS_ADDON_MANAGEMENT', 'ECS_FARGATE_AGENT_MANAGEMENT', 'EC2_AGENT_MANAGEMENT'],
};
const status = text({ required: true, oneOf: ['ENABLED', 'DISABLED'] });

/** One of GuardDuty's protections. */
export const detectorFeature: TypeSpec = {
  type: 'aws:guardduty/detectorFeature:DetectorFeature',
  inputs: {
    detectorId: text({ required: true, replaces: true, link: link(types.detector, { mode: 'owned' }) }),
    name: text({ required: true, replaces: true, oneOf: features }),
    status,
    additionalConfigurations: list(block({ name: text({ required: true }), status })),
    region,
  },
  id: ({ inputs }) => `${inputs.detectorId}/${inputs.name}`,
  unique: {
    key: ({ detectorId, name }) => (known(detectorId) && known(name) ? `${detectorId}|${name}` : undefined),
    property: 'name',
    reason: ({ name }) => `BadRequestException: feature ${name} is set by another resource already`,
  },
  check(scene) {
    const name = known(scene.inputs.name);
    if (name === undefined) return;
    for (const [index, row] of rows(scene.inputs.additionalConfigurations)) {
      const addition = known(row.name);
      if (addition === undefined || additions[name]?.includes(addition)) continue;
      scene.fail(
        `additionalConfigurations[${index}].name`,
        `BadRequestException: feature ${name} has no additional configuration ${addition}`,
      );
    }
    const rival = { EKS_RUNTIME_MONITORING: 'RUNTIME_MONITORING', RUNTIME_MONITORING: 'EKS_RUNTIME_MONITORING' }[name];
    const others = scene.others(
      'aws:guardduty/detectorFeature:DetectorFeature',
      types.detector,
      scene.inputs.detectorId,
    );
    if (rival && others.some(({ inputs }) => inputs.name === rival && inputs.status === 'ENABLED')) {
      scene.fail('name', `BadRequestException: ${name} and ${rival} can't both be configured`);
    }
  },
};
