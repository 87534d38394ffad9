import { ConfigError } from './errors';
import { parseConfig } from './load';

/** A stack config that is valid, for tests to begin from; each changes what it is about. */
export function exampleEntries(): { [key: string]: unknown } {
  return {
    account: {
      id: '111122223333',
      region: 'eu-west-1',
      zones: ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'],
    },
    network: { cidr: '10.40.0.0/16', egress: { mode: 'none' } },
    keys: { administrators: ['arn:aws:iam::111122223333:role/platform-deployer'] },
    cluster: {
      name: 'example',
      version: '1.35',
      endpoint: { access: 'private' },
      admins: [
        { principalArn: 'arn:aws:iam::111122223333:role/platform-admin', policy: 'AmazonEKSClusterAdminPolicy' },
      ],
    },
    nodePools: [
      {
        name: 'general',
        architecture: 'arm64',
        instanceTypes: ['m7g.large', 'm6g.large'],
        size: { min: 3, desired: 3, max: 9 },
      },
    ],
    addons: {
      'vpc-cni': 'v1.20.4-eksbuild.2',
      coredns: 'v1.12.4-eksbuild.1',
      'kube-proxy': 'v1.35.0-eksbuild.2',
      'eks-pod-identity-agent': 'v1.3.10-eksbuild.2',
      'aws-ebs-csi-driver': 'v1.53.0-eksbuild.1',
      'eks-node-monitoring-agent': 'v1.4.2-eksbuild.1',
    },
    detection: { subscribers: ['security@example.com'] },
    baseline: {
      delivery: { mode: 'direct', reach: 'in-vpc' },
      allowedRegistries: ['111122223333.dkr.ecr.eu-west-1.amazonaws.com'],
      teams: [
        {
          name: 'payments',
          owner: 'payments-leads',
          quota: { cpu: '8', memory: '16Gi', pods: 50 },
          groups: { developer: ['payments-developers'] },
        },
      ],
    },
  };
}

/** Changes the example, into something that types would not allow if need be. */
// biome-ignore lint/suspicious/noExplicitAny: tests spoil configs in ways that no type allows
export type ConfigChange = (entries: any) => void;

/** The example with a change, as Pulumi stores it. */
export function stored(change: ConfigChange = () => {}): { [key: string]: string } {
  const entries = exampleEntries();
  change(entries);
  return Object.fromEntries(
    Object.entries(entries).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}

/** The whole message of the config error that `run` ends with. */
export function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'no error';
}

/** The one line that is wrong with the example after a change; where there are several, the whole message. */
export function faultOf(change: ConfigChange): string {
  const [first = '', line = '', ...more] = messageOf(() => parseConfig(stored(change))).split('\n');
  return more.length === 0 && first.startsWith('The stack config has 1 thing to correct')
    ? line.trim()
    : [first, line, ...more].join('\n');
}
