import { type ConfigChange, faultOf } from './example';

const wrong: readonly (readonly [name: string, change: ConfigChange, line: string])[] = [
  [
    'VPC block that is none',
    (c) => (c.network.cidr = '10.40.0.0'),
    "network.cidr: found '10.40.0.0'; write an IPv4 block such as 10.40.0.0/16, with no bits set beyond its prefix",
  ],
  [
    'VPC block with host bits',
    (c) => (c.network.cidr = '10.40.1.0/16'),
    "network.cidr: found '10.40.1.0/16'; write an IPv4 block such as 10.40.0.0/16, with no bits set beyond its prefix",
  ],
  [
    'public VPC block that looks private',
    (c) => (c.network.cidr = '172.32.0.0/16'),
    "network.cidr: found '172.32.0.0/16'; write a private block, within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10",
  ],
  [
    'VPC block too wide',
    (c) => (c.network.cidr = '10.0.0.0/15'),
    "network.cidr: found '10.0.0.0/15'; write a prefix from /16 (the largest VPC that AWS makes) to /20 (510 addresses a zone for pods)",
  ],
  [
    'VPC block too narrow',
    (c) => (c.network.cidr = '10.0.0.0/21'),
    "network.cidr: found '10.0.0.0/21'; write a prefix from /16 (the largest VPC that AWS makes) to /20 (510 addresses a zone for pods)",
  ],
  [
    'egress mode',
    (c) => (c.network.egress.mode = 'all'),
    "network.egress.mode: found 'all'; write none, nat or firewall",
  ],
  [
    'domain',
    (c) => (c.network.egress = { mode: 'firewall', domains: ['.example.com', 'a.example.com', '*.example.org'] }),
    "network.egress.domains[2]: found '*.example.org'; write a domain such as registry.example.com, or .example.com for every name below it",
  ],
  [
    'a whole top-level domain',
    (c) => (c.network.egress = { mode: 'firewall', domains: ['.com'] }),
    "network.egress.domains[0]: found '.com'; write a domain such as registry.example.com, or .example.com for every name below it",
  ],
  [
    'firewall without domains',
    (c) => (c.network.egress = { mode: 'firewall', domains: [] }),
    'network.egress.domains: found an empty list; write at least one domain, or choose mode none',
  ],
  [
    'retention that CloudWatch does not take',
    (c) => (c.network.flowLogRetentionDays = 100),
    'network.flowLogRetentionDays: found the number 100; write one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653 (days)',
  ],
];

describe('of the network, what is wrong is named with its path, what was found and what to write', () => {
  test.each(wrong)('%s', (_name, change, line) => {
    expect(faultOf(change)).toBe(line);
  });
});
