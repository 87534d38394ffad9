import { defineRule } from '../rule';
import { cluster } from './samples';

export const eksZonalShift = defineRule({
  id: 'eks-zonal-shift',
  on: 'aws',
  types: ['aws:eks/cluster:Cluster'],
  severity: 'low',
  title: 'Let EKS move traffic away from a failing zone',
  rationale:
    'When a zone goes bad without going down, workloads in it keep failing until somebody notices; a zonal shift takes the zone out of service in one step.',
  remediation: 'Set zonalShiftConfig.enabled to true.',
  references: [{ standard: 'documentation', url: 'https://docs.aws.amazon.com/eks/latest/userguide/zone-shift.html' }],
  cel: 'object.?zonalShiftConfig.?enabled.orValue(false) == true',
  message: 'zonal shift is off',
  samples: {
    good: [
      { name: 'on', given: cluster() },
      { name: 'on, at another version', given: cluster({ version: '1.36' }) },
    ],
    bad: [
      { name: 'left to the default', given: cluster({ zonalShiftConfig: undefined }), message: 'zonal shift is off' },
      { name: 'turned off', given: cluster({ zonalShiftConfig: { enabled: false } }), message: 'zonal shift is off' },
      { name: 'empty', given: cluster({ zonalShiftConfig: {} }), message: 'zonal shift is off' },
    ],
  },
});
