import { defineRule, type StackResource } from '../rule';
import { ofType, refersTo } from './links';
import { aws, requiredAddons } from './samples';

const cluster = aws('eks/cluster:Cluster', 'blue', { name: 'blue' });
const detector = aws('guardduty/detector:Detector', 'blue', { id: 'd1', enable: true });
const feature = (name: string, detectorId = 'd1') =>
  aws('guardduty/detectorFeature:DetectorFeature', name, { detectorId, name, status: 'ENABLED' });

export const guarddutyWatchesClusters = defineRule({
  id: 'guardduty-watches-clusters',
  on: 'stack',
  severity: 'high',
  title: 'Let GuardDuty watch every cluster',
  rationale:
    'The rules of the cluster keep known mistakes out; somebody who got in with a valid token or through a hole in an application shows only in what they do.',
  remediation:
    "Make an aws.guardduty.Detector and aws.guardduty.DetectorFeature resources for EKS_AUDIT_LOGS and RUNTIME_MONITORING. Where the organisation's administrator runs GuardDuty, turn this rule off in the pack's config.",
  references: [
    { standard: 'aws-fsbp', control: 'GuardDuty.1' },
    { standard: 'aws-fsbp', control: 'GuardDuty.5' },
    { standard: 'aws-fsbp', control: 'GuardDuty.11' },
  ],
  check: (resources) => {
    const detectors = ofType(resources, 'aws:guardduty/detector:Detector');
    const features = ofType(resources, 'aws:guardduty/detectorFeature:DetectorFeature');
    const clusters = ofType(resources, 'aws:eks/cluster:Cluster');
    if (detectors.length === 0) {
      return clusters.map((resource) => ({ resource, message: 'no GuardDuty detector watches the cluster' }));
    }
    if (clusters.length === 0) return [];
    return detectors.flatMap((resource) => {
      const names = features.filter((each) => refersTo(each, 'detectorId', resource, ['id'])).map(nameOf);
      const missing = [
        ...(names.includes('EKS_AUDIT_LOGS') ? [] : ['EKS_AUDIT_LOGS']),
        ...(names.includes('RUNTIME_MONITORING') || names.includes('EKS_RUNTIME_MONITORING')
          ? []
          : ['RUNTIME_MONITORING']),
      ];
      return missing.length === 0
        ? []
        : [{ resource, message: `the detector lacks these features: ${missing.join(', ')}` }];
    });
  },
  samples: {
    good: [
      { name: 'both features', given: [cluster, detector, feature('EKS_AUDIT_LOGS'), feature('RUNTIME_MONITORING')] },
      { name: 'a detector where there is no cluster', given: [detector] },
    ],
    bad: [
      {
        name: 'no detector',
        given: [cluster, ...requiredAddons],
        message: 'no GuardDuty detector watches the cluster',
      },
      {
        name: 'no runtime monitoring',
        given: [cluster, ...requiredAddons, detector, feature('EKS_AUDIT_LOGS')],
        message: 'the detector lacks these features: RUNTIME_MONITORING',
      },
      {
        name: "another detector's features",
        given: [
          cluster,
          ...requiredAddons,
          detector,
          feature('EKS_AUDIT_LOGS', 'd2'),
          feature('RUNTIME_MONITORING', 'd2'),
        ],
        message: 'the detector lacks these features: EKS_AUDIT_LOGS, RUNTIME_MONITORING',
      },
    ],
  },
});

function nameOf(each: StackResource): unknown {
  return each.props.name;
}
