import { Evaluator } from '../evaluator';
import { noServiceAccountAutomount as rule } from './no-service-account-automount';

const evaluator = new Evaluator([rule]);
const named = (name: string, change: object) => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace: 'shop' },
  ...change,
});

// No samples: there is one in every namespace of an API server already.
test.each<[string, string, object, string[]]>([
  ['is let be as Kubernetes makes it in each namespace', 'default', {}, []],
  ['may say no', 'default', { automountServiceAccountToken: false }, []],
  ['may not say yes', 'default', { automountServiceAccountToken: true }, [rule.message]],
  ['is no other of a like name', 'default-2', {}, [rule.message]],
])('the account “default” %s', (_, name, change, messages) => {
  expect(evaluator.kubernetes(named(name, change)).map(({ message }) => message)).toEqual(messages);
});
