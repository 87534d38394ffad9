const name = 'palisade-high-risk';

/**
 * Priority and fairness of calls that somebody who is taking a cluster over makes many of: reading all secrets, making tokens
 * and certificates, asking what one may do. They have few places, none of them lent by others, and each user a queue of their
 * own, so that a flood of them delays its sender and nobody else. The cluster's own components come before, by precedences
 * below 950; what opens a stream (exec, logs, watches) is not counted by this at all.
 *
 * @see https://kubernetes.io/docs/concepts/cluster-administration/flow-control/
 */
export const priorityAndFairness: readonly object[] = [
  {
    apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
    kind: 'PriorityLevelConfiguration',
    metadata: { name },
    spec: {
      type: 'Limited',
      limited: {
        nominalConcurrencyShares: 5,
        borrowingLimitPercent: 0,
        limitResponse: { type: 'Queue', queuing: { queues: 64, handSize: 6, queueLengthLimit: 20 } },
      },
    },
  },
  {
    apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
    kind: 'FlowSchema',
    metadata: { name },
    spec: {
      matchingPrecedence: 950,
      priorityLevelConfiguration: { name },
      distinguisherMethod: { type: 'ByUser' },
      rules: [
        {
          subjects: [{ kind: 'Group', group: { name: 'system:authenticated' } }],
          resourceRules: [
            rule('', ['secrets'], ['list', 'deletecollection']),
            rule('', ['serviceaccounts/token'], ['create']),
            rule('certificates.k8s.io', ['certificatesigningrequests'], ['create']),
            rule('authentication.k8s.io', ['tokenreviews'], ['create']),
            rule('authorization.k8s.io', ['*'], ['create']),
          ],
        },
      ],
    },
  },
];

function rule(group: string, resources: readonly string[], verbs: readonly string[]): object {
  return { apiGroups: [group], resources, verbs, namespaces: ['*'], clusterScope: true };
}
