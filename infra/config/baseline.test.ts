import { type ConfigChange, faultOf } from './example';

const wrong: readonly (readonly [name: string, change: ConfigChange, line: string])[] = [
  [
    'delivery mode',
    (c) => (c.baseline.delivery = { mode: 'push' }),
    "baseline.delivery.mode: found 'push'; write direct, runner or gitops",
  ],
  [
    'image of the runner without a digest',
    (c) => {
      c.layer = 'cluster';
      c.baseline.delivery = {
        mode: 'runner',
        image: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/palisade-runner:1',
        source: { bucket: 'example-artifacts', key: 'palisade.zip' },
        backendUrl: 's3://example-state',
        stack: 'organization/palisade/baseline',
      };
    },
    "baseline.delivery.image: found '111122223333.dkr.ecr.eu-west-1.amazonaws.com/palisade-runner:1'; write an image by digest, such as 111122223333.dkr.ecr.eu-west-1.amazonaws.com/palisade-runner@sha256:<64 hex digits>",
  ],
  [
    'Git address',
    (c) => {
      c.layer = 'cluster';
      c.baseline.delivery = { mode: 'gitops', tool: 'flux', repository: 'clusters.git', path: 'production' };
    },
    "baseline.delivery.repository: found 'clusters.git'; write a Git address such as https://git.example.com/platform/clusters.git or ssh://git@git.example.com/platform/clusters.git",
  ],
  [
    'GitOps tool',
    (c) => (c.baseline.delivery = { mode: 'gitops', tool: 'jenkins' }),
    "baseline.delivery.tool: found 'jenkins'; write argocd-capability or flux",
  ],
  [
    'registry with a scheme',
    (c) => (c.baseline.allowedRegistries = ['https://registry.example.com']),
    "baseline.allowedRegistries[0]: found 'https://registry.example.com'; write a registry, with or without the beginning of a repository name, such as registry.example.com/platform",
  ],
  [
    'team name',
    (c) => (c.baseline.teams[0].name = 'Payments'),
    "baseline.teams[0].name: found 'Payments'; write a team name: at most 63 lower-case letters, digits and hyphens, beginning and ending with a letter or digit",
  ],
  [
    'team name of the system',
    (c) => (c.baseline.teams[0].name = 'kube-system'),
    "baseline.teams[0].name: found 'kube-system'; write a team name that is not default and does not begin with kube- or palisade-",
  ],
  [
    'quota',
    (c) => (c.baseline.teams[0].quota.memory = '16 gigabytes'),
    "baseline.teams[0].quota.memory: found '16 gigabytes'; write a Kubernetes quantity such as 16Gi",
  ],
  [
    'group of the system',
    (c) => (c.baseline.teams[0].groups.operator = ['system:masters']),
    "baseline.teams[0].groups.operator[0]: found 'system:masters'; write a Kubernetes group such as payments-developers; names that begin with system: belong to Kubernetes",
  ],
];

describe('of the baseline, what is wrong is named with its path, what was found and what to write', () => {
  test.each(wrong)('%s', (_name, change, line) => {
    expect(faultOf(change)).toBe(line);
  });
});
