import { property } from '../pods';
import { defineRule, type JsonObject, type StackResource } from '../rule';
import { listIn, nameOf, namespaceOf, namespacesOf, ofKind } from './objects';
import { binding, guarded, object, serviceAccount } from './samples';

const worker = serviceAccount('worker');

export const bindingSubjectsExist = defineRule({
  id: 'binding-subjects-exist',
  on: 'stack',
  severity: 'medium',
  title: 'Grant to service accounts that exist',
  rationale:
    'A grant to an account that does not exist waits for whoever makes an account of that name, in a namespace where making accounts is thought harmless.',
  remediation: 'Make the ServiceAccount beside the binding, correct its name or namespace, or delete the subject.',
  references: [
    { standard: 'cis-kubernetes', control: '5.1.5' },
    { standard: 'nsa-cisa', control: 'Role-based access control' },
    { standard: 'mitre-attack', control: 'T1098.006' },
  ],
  // Only in namespaces that the stack itself makes: what else is in the cluster, it cannot know.
  check: (resources) => {
    const own = namespacesOf(resources);
    const accounts = new Set(
      ofKind(resources, '', 'ServiceAccount').map((each) => pathOf(namespaceOf(each), nameOf(each))),
    );
    return bindingsIn(resources).flatMap((resource) => {
      const missing = listIn(resource.props, 'subjects')
        .filter((subject) => property(subject, 'kind') === 'ServiceAccount' && property(subject, 'name') !== 'default')
        .filter((subject) => own.has(property(subject, 'namespace')))
        .map((subject) => pathOf(property(subject, 'namespace'), property(subject, 'name')))
        .filter((path) => !accounts.has(path));
      return missing.length === 0
        ? []
        : [{ resource, message: `the binding grants to accounts that do not exist: ${missing.join(', ')}` }];
    });
  },
  samples: {
    good: [
      { name: 'made beside it', given: [...guarded('payments'), worker, binding('Role', 'reader', worker)] },
      { name: 'in a namespace made elsewhere', given: [binding('Role', 'reader', worker)] },
      {
        name: 'the account that every namespace has',
        given: [...guarded('payments'), binding('ClusterRole', 'view', serviceAccount('default'))],
      },
    ],
    bad: [
      {
        name: 'not made',
        given: [...guarded('payments'), binding('ClusterRole', 'view', worker)],
        message: 'the binding grants to accounts that do not exist: payments/worker',
      },
      {
        name: 'made in another namespace',
        given: [...guarded('payments'), serviceAccount('worker', 'web'), binding('ClusterRole', 'view', worker)],
        message: 'the binding grants to accounts that do not exist: payments/worker',
      },
      {
        name: 'two of three, in the whole cluster',
        given: [
          ...guarded('payments'),
          worker,
          clusterBinding(worker, serviceAccount('wroker'), serviceAccount('builder')),
        ],
        message: 'the binding grants to accounts that do not exist: payments/wroker, payments/builder',
      },
    ],
  },
});

function bindingsIn(resources: readonly StackResource[]): StackResource[] {
  return ['RoleBinding', 'ClusterRoleBinding'].flatMap((kind) => ofKind(resources, 'rbac.authorization.k8s.io', kind));
}

function pathOf(namespace: unknown, name: unknown): string {
  return `${namespace}/${name}`;
}

function clusterBinding(...accounts: StackResource[]): StackResource {
  const rest: JsonObject = {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
    subjects: accounts.map(({ props }) => ({ kind: 'ServiceAccount', ...(props.metadata as JsonObject) })),
  };
  return object('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', { name: 'sample' }, rest);
}
