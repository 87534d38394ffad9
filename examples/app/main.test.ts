import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Yaml } from 'cdk8s';

const objects = Yaml.load('dist/shop.k8s.yaml');
const named = (kind: string, name: string) =>
  objects.find((object) => object.kind === kind && object.metadata.name === name)?.spec;

test('the database is for those that have a login', () => {
  const [rule] = named('NetworkPolicy', 'database').ingress;
  const programs = rule.from.map((peer: { podSelector: { matchLabels: { [label: string]: string } } }) =>
    Object.values(peer.podSelector.matchLabels).join(),
  );
  assert.deepEqual(programs.sort(), ['api', 'clean-up', 'worker']);
  assert.deepEqual(rule.ports, [{ port: 5432, protocol: 'TCP' }]);
});

test('each program reads its own login', () => {
  const read = objects.filter(({ kind }) => kind === 'ExternalSecret').map(({ spec }) => spec.data[0].remoteRef.key);
  assert.deepEqual(read.sort(), ['shop/api', 'shop/clean-up', 'shop/postgres', 'shop/worker']);
});

test('web alone is reached from outside, by TLS', () => {
  const routes = objects.filter(({ kind }) => kind === 'HTTPRoute');
  const backends = routes.flatMap(({ spec }) =>
    spec.rules.flatMap((rule: { backendRefs?: object[] }) => rule.backendRefs ?? []),
  );
  assert.deepEqual(backends, [{ name: 'web', port: 8080 }]);
});
