import blueprint from '@palisade/infra';
import { type Properties, UNKNOWN, type Value } from '../engine/provider';
import { SimulatedAws } from './simulated-aws';
import { runProgram } from './testing/blueprint';

jest.setTimeout(60_000);

const runner = {
  mode: 'runner',
  image: `111122223333.dkr.ecr.eu-west-1.amazonaws.com/palisade-runner@sha256:${'0'.repeat(64)}`,
  source: { bucket: 'palisade-sources', key: 'palisade.zip' },
  backendUrl: 's3://palisade-state',
  stack: 'organization/palisade/rehearsal-baseline',
};
const argoCd = {
  mode: 'gitops',
  tool: 'argocd-capability',
  repository: 'https://git.example.com/platform/clusters.git',
  path: 'clusters/rehearsal',
  identityCenter: {
    instanceArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef',
    adminGroups: ['93e4c8f2-0011-7022-8033-44556677aabb'],
  },
};

const config = {
  'palisade:layer': 'cluster',
  'palisade:account': { id: '111122223333', region: 'eu-west-1' },
  'palisade:network': { cidr: '10.40.0.0/16', egress: { mode: 'none' }, flowLogRetentionDays: 365 },
  'palisade:keys': { administrators: ['arn:aws:iam::111122223333:role/KeyAdministrator'] },
  'palisade:cluster': {
    name: 'palisade',
    version: '1.35',
    endpoint: { access: 'private' },
    admins: [
      { principalArn: 'arn:aws:iam::111122223333:role/PlatformEngineer', policy: 'AmazonEKSClusterAdminPolicy' },
    ],
  },
  'palisade:nodePools': [
    {
      name: 'system',
      os: 'bottlerocket',
      architecture: 'arm64',
      instanceTypes: ['m7g.large'],
      size: { min: 3, desired: 3, max: 6 },
    },
    {
      name: 'apps',
      os: 'al2023',
      architecture: 'x86_64',
      instanceTypes: ['m7i.large'],
      size: { min: 3, desired: 3, max: 9 },
      taints: [{ key: 'dedicated', value: 'apps', effect: 'NoSchedule' }],
    },
  ],
  'palisade:identity': {
    workloads: [
      {
        name: 'payments-irsa',
        namespace: 'payments',
        serviceAccount: 'reports',
        method: 'irsa',
        policy: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::reports/*' }],
        },
      },
    ],
  },
  'palisade:addons': {
    'vpc-cni': 'v1.21.1-eksbuild.1',
    coredns: 'v1.13.1-eksbuild.1',
    'kube-proxy': 'v1.35.0-eksbuild.2',
    'eks-pod-identity-agent': 'v1.3.10-eksbuild.2',
    'aws-ebs-csi-driver': 'v1.54.0-eksbuild.1',
    'eks-node-monitoring-agent': 'v1.4.3-eksbuild.1',
  },
  'palisade:registry': { repositories: ['payments/api'] },
  'palisade:detection': { subscribers: ['security@example.com'] },
  'palisade:baseline': {
    delivery: runner,
    allowedRegistries: ['111122223333.dkr.ecr.eu-west-1.amazonaws.com'],
    teams: [
      {
        name: 'payments',
        owner: 'payments-leads',
        quota: { cpu: '20', memory: '40Gi', pods: 100 },
        groups: { viewer: [], developer: ['payments-developers'], operator: ['payments-operators'] },
      },
    ],
  },
};

const cluster = { endpoint: 'https://127.0.0.1:6443', certificateAuthority: 'Y2VydA==' };
const open = () => new SimulatedAws({ account: '111122223333', region: 'eu-west-1', cluster });

/** The value with one thing in it unknown, for each thing in it in turn. */
function* eachUnknown(value: Value): Generator<Value> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      for (const unknown of [UNKNOWN, ...eachUnknown(item)]) yield value.with(index, unknown);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) {
      if (name === '__defaults') continue;
      for (const unknown of [UNKNOWN, ...eachUnknown(item)]) yield { ...value, [name]: unknown };
    }
  }
}

test.each([
  ['none, by the runner', { mode: 'none' }, runner],
  ['nat, by Argo CD', { mode: 'nat' }, argoCd],
  ['firewall, by the runner', { mode: 'firewall', domains: ['.example.com'] }, runner],
])(
  'the blueprint with egress %s previews, stands up, stays as it is, bears anything unknown, and comes down',
  async (_, egress, delivery) => {
    const aws = open();
    const settings = {
      ...config,
      'palisade:network': { ...config['palisade:network'], egress },
      'palisade:baseline': { ...config['palisade:baseline'], delivery },
    };
    const planned = await runProgram(aws, blueprint, settings, true);
    const made = await runProgram(aws, blueprint, settings);
    expect(made.map(({ subject }) => subject.urn).sort()).toEqual(planned.map(({ subject }) => subject.urn).sort());
    const held = new Set<string>();
    for (const { subject, id, inputs, state } of made) {
      const again = await aws.check(subject, inputs, inputs);
      expect({ urn: subject.urn, ...again }).toEqual({ urn: subject.urn, inputs, failures: [] });
      const { changed } = await aws.diff(subject, id, inputs, state, again.inputs);
      expect(changed).toEqual([]);
      expect(await aws.read(subject, id)).toEqual({ state, inputs });
      for (const unknown of eachUnknown(inputs)) {
        const { failures } = await aws.check(subject, unknown as Properties, inputs);
        for (const { property, reason } of failures) held.add(`${subject.type} ${property}: ${reason}`);
      }
    }
    expect([...held]).toEqual([]);
    for (const { subject, id, inputs, state } of made.reverse()) {
      const guards = ['deletionProtection', 'deleteProtection'].filter((name) => inputs[name] === true);
      const unprotected = { ...inputs, ...Object.fromEntries(guards.map((name) => [name, false])) };
      if (guards.length > 0) await aws.update(subject, id, state, unprotected, false);
      await aws.delete(subject, id);
      expect(await aws.read(subject, id)).toBeUndefined();
    }
  },
);
