import { defineRule } from '../rule';
import { cluster } from './samples';

export const eksLogAllTypes = defineRule({
  id: 'eks-log-all-types',
  on: 'aws',
  types: ['aws:eks/cluster:Cluster'],
  severity: 'high',
  title: 'Turn on all five control plane logs',
  rationale:
    'An attack on the API server that no log recorded can neither be noticed nor reconstructed: the audit log says who did what, the authenticator log which IAM principal that was, the others what the cluster made of it.',
  remediation: "Set enabledClusterLogTypes to ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'].",
  references: [
    { standard: 'cis-eks', control: '2.1.1' },
    { standard: 'aws-fsbp', control: 'EKS.8' },
    { standard: 'nsa-cisa', control: 'Logging' },
  ],
  forEach: { as: 'log', in: "['api', 'audit', 'authenticator', 'controllerManager', 'scheduler']", label: 'log' },
  cel: 'log in object.?enabledClusterLogTypes.orValue([])',
  message: 'the cluster does not write these logs: {label}',
  samples: {
    good: [
      { name: 'all five', given: cluster() },
      {
        name: 'in another order',
        given: cluster({ enabledClusterLogTypes: ['scheduler', 'controllerManager', 'authenticator', 'audit', 'api'] }),
      },
    ],
    bad: [
      {
        name: 'none named',
        given: cluster({ enabledClusterLogTypes: undefined }),
        message: 'the cluster does not write these logs: api, audit, authenticator, controllerManager, scheduler',
      },
      {
        name: 'no audit log',
        given: cluster({ enabledClusterLogTypes: ['api', 'authenticator', 'controllerManager', 'scheduler'] }),
        message: 'the cluster does not write these logs: audit',
      },
      {
        name: 'the audit log alone',
        given: cluster({ enabledClusterLogTypes: ['audit'] }),
        message: 'the cluster does not write these logs: api, authenticator, controllerManager, scheduler',
      },
    ],
  },
});
