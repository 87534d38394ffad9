import { type ConfigChange, faultOf } from './example';

const wrong: readonly (readonly [name: string, change: ConfigChange, line: string])[] = [
  [
    'no node pools',
    (c) => (c.nodePools = []),
    'nodePools: found an empty list; write at least one node pool; the add-ons need somewhere to run',
  ],
  [
    'pool name twice',
    (c) => c.nodePools.push(c.nodePools[0]),
    "nodePools[1].name: found 'general'; write a name that no other entry has (entry 0 has it too)",
  ],
  [
    'min over max',
    (c) => (c.nodePools[0].size = { min: 4, desired: 3, max: 3 }),
    "nodePools[0].size.min: found the number 4; write at most 3, the pool's max",
  ],
  [
    'desired out of bounds',
    (c) => (c.nodePools[0].size = { min: 1, desired: 9, max: 3 }),
    "nodePools[0].size.desired: found the number 9; write 1 to 3, the pool's min and max",
  ],
  [
    'half a node',
    (c) => (c.nodePools[0].size.min = 0.5),
    'nodePools[0].size.min: found the number 0.5; write a whole number from 0 to 450',
  ],
  [
    'instance type of another architecture',
    (c) => (c.nodePools[0].instanceTypes = ['m7g.large', 'm7i.large']),
    "nodePools[0].instanceTypes[1]: found 'm7i.large'; write an instance type of arm64; this one is x86_64",
  ],
  [
    'no instance type',
    (c) => (c.nodePools[0].instanceTypes = ['large']),
    "nodePools[0].instanceTypes[0]: found 'large'; write an EC2 instance type such as m7i.large",
  ],
  [
    'FIPS on AL2023',
    (c) => Object.assign(c.nodePools[0], { os: 'al2023', fips: true }),
    'nodePools[0].fips: found true; write false, or os bottlerocket: al2023 has no FIPS image here',
  ],
  [
    'label key of Kubernetes',
    (c) => (c.nodePools[0].labels = { 'node-role.kubernetes.io/worker': '' }),
    "nodePools[0].labels['node-role.kubernetes.io/worker']: found the key 'node-role.kubernetes.io/worker'; write a Kubernetes label key such as team or example.com/team, outside kubernetes.io, k8s.io and eks.amazonaws.com",
  ],
  [
    'label value',
    (c) => (c.nodePools[0].labels = { team: 'a b' }),
    "nodePools[0].labels.team: found 'a b'; write a Kubernetes label value: at most 63 letters, digits, hyphens, underscores and dots",
  ],
  [
    'taint effect',
    (c) => (c.nodePools[0].taints = [{ key: 'gpu', effect: 'NO_SCHEDULE' }]),
    "nodePools[0].taints[0].effect: found 'NO_SCHEDULE'; write NoSchedule, PreferNoSchedule or NoExecute",
  ],
];

describe('of node pools, what is wrong is named with its path, what was found and what to write', () => {
  test.each(wrong)('%s', (_name, change, line) => {
    expect(faultOf(change)).toBe(line);
  });
});
