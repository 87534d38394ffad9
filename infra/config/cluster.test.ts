import { type ConfigChange, faultOf } from './example';

const wrong: readonly (readonly [name: string, change: ConfigChange, line: string])[] = [
  [
    'cluster name too long',
    (c) => (c.cluster.name = 'a'.repeat(33)),
    "cluster.name: found 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'; write a cluster name: at most 32 lower-case letters, digits and hyphens, beginning with a letter and not ending with a hyphen",
  ],
  [
    'unsupported version',
    (c) => (c.cluster.version = '1.29'),
    "cluster.version: found '1.29'; write 1.36, 1.35, 1.34, 1.33 or 1.32",
  ],
  [
    'version without quotes',
    (c) => (c.cluster.version = 1.35),
    'cluster.version: found the number 1.35; write 1.36, 1.35, 1.34, 1.33 or 1.32 in quotes',
  ],
  [
    'version past standard support',
    (c) => (c.cluster.version = '1.33'),
    "cluster.version: found '1.33'; write 1.36, 1.35 or 1.34, or supportType EXTENDED: 1.33 is past standard support, and EKS would upgrade the cluster by itself",
  ],
  [
    'endpoint open to the internet',
    (c) => (c.cluster.endpoint = { access: 'allow-list', cidrs: ['0.0.0.0/0'] }),
    "cluster.endpoint.cidrs[0]: found '0.0.0.0/0'; write a block no wider than /16; the API is not for the whole internet",
  ],
  [
    'endpoint open to half of it',
    (c) => (c.cluster.endpoint = { access: 'allow-list', cidrs: ['203.0.113.0/24', '128.0.0.0/1'] }),
    "cluster.endpoint.cidrs[1]: found '128.0.0.0/1'; write a block no wider than /16; the API is not for the whole internet",
  ],
  [
    'private block on the public endpoint',
    (c) => (c.cluster.endpoint = { access: 'allow-list', cidrs: ['10.0.0.0/16'] }),
    "cluster.endpoint.cidrs[0]: found '10.0.0.0/16'; write a public block; callers in the VPC use the private endpoint, and AWS refuses private ones here",
  ],
  [
    'endpoint access',
    (c) => (c.cluster.endpoint = { access: 'public' }),
    "cluster.endpoint.access: found 'public'; write private or allow-list",
  ],
  [
    'nobody let in',
    (c) => (c.cluster.admins = []),
    'cluster.admins: found an empty list; write at least one principal; the creator gets no access of its own',
  ],
  [
    'access policy',
    (c) => (c.cluster.admins[0].policy = 'AdministratorAccess'),
    "cluster.admins[0].policy: found 'AdministratorAccess'; write AmazonEKSClusterAdminPolicy, AmazonEKSAdminPolicy, AmazonEKSAdminViewPolicy, AmazonEKSEditPolicy or AmazonEKSViewPolicy",
  ],
  [
    'switch',
    (c) => (c.cluster.deletionProtection = 'yes'),
    "cluster.deletionProtection: found 'yes'; write true or false",
  ],
];

describe('of the cluster, what is wrong is named with its path, what was found and what to write', () => {
  test.each(wrong)('%s', (_name, change, line) => {
    expect(faultOf(change)).toBe(line);
  });
});
