import { defineRule } from '../rule';
import { feature } from './samples';

export const guarddutyEksFeatures = defineRule({
  id: 'guardduty-eks-features',
  on: 'aws',
  types: ['aws:guardduty/detectorFeature:DetectorFeature'],
  severity: 'high',
  title: 'Let GuardDuty watch the cluster',
  rationale:
    'The audit log tells it who misuses the API, the runtime agent what happens inside nodes and pods; without them it sees only the account around the cluster.',
  remediation:
    "Set status to 'ENABLED'; for RUNTIME_MONITORING also the additional configuration EKS_ADDON_MANAGEMENT, so that every cluster gets the agent.",
  references: [
    { standard: 'aws-fsbp', control: 'GuardDuty.5' },
    { standard: 'aws-fsbp', control: 'GuardDuty.7' },
    { standard: 'aws-fsbp', control: 'GuardDuty.11' },
  ],
  cel: `
    !(object.name in ['EKS_AUDIT_LOGS', 'RUNTIME_MONITORING', 'EKS_RUNTIME_MONITORING'])
    || (object.status == 'ENABLED'
    && (object.name == 'EKS_AUDIT_LOGS' || object.?additionalConfigurations.orValue([]).exists(each, each.name == 'EKS_ADDON_MANAGEMENT' && each.status == 'ENABLED')))
  `,
  message: 'GuardDuty does not watch the cluster with this feature',
  samples: {
    good: [
      { name: 'the audit log', given: feature('EKS_AUDIT_LOGS', 'ENABLED') },
      {
        name: 'the runtime',
        given: feature('RUNTIME_MONITORING', 'ENABLED', { name: 'EKS_ADDON_MANAGEMENT', status: 'ENABLED' }),
      },
      { name: 'a feature that has to do with other things', given: feature('RDS_LOGIN_EVENTS', 'DISABLED') },
    ],
    bad: [
      {
        name: 'audit log off',
        given: feature('EKS_AUDIT_LOGS', 'DISABLED'),
        message: 'GuardDuty does not watch the cluster with this feature',
      },
      {
        name: 'runtime off',
        given: feature('RUNTIME_MONITORING', 'DISABLED'),
        message: 'GuardDuty does not watch the cluster with this feature',
      },
      {
        name: 'runtime without an agent',
        given: feature('RUNTIME_MONITORING', 'ENABLED', { name: 'EKS_ADDON_MANAGEMENT', status: 'DISABLED' }),
        message: 'GuardDuty does not watch the cluster with this feature',
      },
    ],
  },
});
