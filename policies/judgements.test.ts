import { type Evaluator, hardenedPod, type JsonObject, kubernetesRules } from '@palisade/rules';
import { Judgements } from './judgements';

const rules = kubernetesRules.filter(({ id }) => ['no-host-ipc', 'no-host-pid', 'no-latest-tag'].includes(id));
const [noHostIpc, noHostPid, noLatestTag] = rules;
if (noHostIpc === undefined || noHostPid === undefined || noLatestTag === undefined) throw new Error('a rule is gone');

class NotKnownYet extends Error {}

function judging() {
  let asked = 0;
  const judgements = new Judgements(rules, (evaluator: Evaluator, object: JsonObject) => {
    asked += 1;
    return evaluator.kubernetes(object);
  });
  return { judgements, asked: () => asked };
}

function pod(change: JsonObject): JsonObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: hardenedPod(change) };
}

test('one subject is judged once, and each rule gets its own findings', () => {
  const { judgements, asked } = judging();
  const subject = pod({ hostPID: true, hostIPC: true });
  expect(judgements.of(noHostPid, subject).map(({ rule }) => rule.id)).toEqual(['no-host-pid']);
  expect(judgements.of(noHostIpc, subject).map(({ rule }) => rule.id)).toEqual(['no-host-ipc']);
  expect(judgements.of(noLatestTag, subject)).toEqual([]);
  expect(asked()).toBe(1);
});

test('an equal subject is judged anew: another request may know more', () => {
  const { judgements, asked } = judging();
  judgements.of(noHostPid, pod({}));
  judgements.of(noHostPid, pod({}));
  expect(asked()).toBe(2);
});

test('what cannot be read yet keeps only those rules from judging that read it', () => {
  const { judgements } = judging();
  const spec = Object.defineProperty(hardenedPod({ hostPID: true }), 'hostIPC', {
    enumerable: true,
    get: () => {
      throw new NotKnownYet();
    },
  });
  const subject = { ...pod({}), spec };
  expect(judgements.of(noHostPid, subject)).toHaveLength(1);
  expect(judgements.of(noLatestTag, subject)).toEqual([]);
  expect(() => judgements.of(noHostIpc, subject)).toThrow(NotKnownYet);
});
