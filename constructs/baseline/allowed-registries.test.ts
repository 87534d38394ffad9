import { describe, expect, test } from '@jest/globals';
import { Evaluator, type JsonObject } from '@palisade/rules';
import { allowedRegistries, registryProblems } from './allowed-registries';

const rules = allowedRegistries(['registry.example.com/platform', '123456789012.dkr.ecr.eu-west-1.amazonaws.com']);
const evaluator = new Evaluator(rules);
const good = 'registry.example.com/platform/api:1';

function messages(spec: JsonObject): string[] {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'app' }, spec };
  return evaluator.kubernetes(pod).map(({ message }) => message);
}

describe('images from the allowed registries', () => {
  const samples = rules.flatMap(({ id, samples: { good, bad } }) => [
    ...good.map(({ name, given }) => ({ id, name, given, expected: [] as string[] })),
    ...bad.map(({ name, given, message }) => ({ id, name, given, expected: [message] })),
  ]);
  test.each(samples)('$id: $name', ({ given, expected }) => {
    expect(messages(given)).toEqual(expected);
  });

  test.each([
    { image: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/api:1', allowed: true },
    { image: 'registry.example.com/platform/base/api:1', allowed: true },
    { image: 'registry.example.com/other/api:1', allowed: false },
    { image: 'registry.example.com/platform', allowed: false },
    { image: 'registry.example.com/platform-evil/api:1', allowed: false },
    { image: 'registry.example.com.evil.example/platform/api:1', allowed: false },
    { image: 'REGISTRY.example.com/platform/api:1', allowed: false },
    { image: 'nginx', allowed: false },
    { image: '', allowed: false },
  ])("'$image' is allowed: $allowed", ({ image, allowed }) => {
    expect(messages({ containers: [{ name: 'app', image }] })).toEqual(
      allowed ? [] : ['the image of app is not from an allowed registry'],
    );
  });

  test('counts init containers, and a container without an image', () => {
    expect(
      messages({ initContainers: [{ name: 'init', image: 'nginx' }], containers: [{ name: 'app', image: good }] }),
    ).toEqual(['the image of init is not from an allowed registry']);
    expect(messages({ containers: [{ name: 'app' }] })).toEqual(['the image of app is not from an allowed registry']);
  });
});

describe('images mounted as volumes', () => {
  test.each([
    { name: 'a good one', image: { reference: good }, expected: [] },
    {
      name: 'one from elsewhere',
      image: { reference: 'registry.example.com/other/model:1' },
      expected: ['an image that is mounted as a volume is not from an allowed registry'],
    },
    {
      name: 'one without a reference',
      image: {},
      expected: ['an image that is mounted as a volume is not from an allowed registry'],
    },
  ])('$name', ({ image, expected }) => {
    expect(messages({ containers: [{ name: 'app', image: good }], volumes: [{ name: 'model', image }] })).toEqual(
      expected,
    );
  });
});

describe('a registry', () => {
  test.each([
    'registry.example.com',
    'registry.example.com:5000',
    'localhost:5000',
    'localhost/app',
    'docker.io/library',
    'ghcr.io/my-org/my_app.v2',
    '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
  ])("'%s' is one", (registry) => {
    expect(registryProblems([registry])).toEqual([]);
  });

  test.each([
    '',
    'library',
    'my-org/app',
    'https://registry.example.com',
    'registry.example.com/',
    'registry.example.com/app:1.0',
    'registry.example.com/app@sha256:abc',
    'registry.example.com/../app',
    "registry.example.com'",
    'registry.example.com\\',
    'Registry.example.com',
    '*.example.com',
    '.example.com',
    'registry.example.com\n',
  ])("'%s' is none", (registry) => {
    expect(registryProblems([registry]).map(({ found }) => found)).toEqual([
      `allowedRegistries holds '${registry}', which is not a registry's host`,
    ]);
  });

  test('there must be', () => {
    expect(registryProblems([])).toEqual([
      {
        found: 'allowedRegistries is empty',
        write: "Write at least the registry that the cluster's own images come from",
      },
    ]);
  });
});
