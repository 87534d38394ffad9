import { z } from 'zod';
import { across, distinct, oneOf, strict, text, whole } from './describe';
import { architectureOf } from './instance-type';
import { resourceName } from './scalars';

const labelName = /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;
const subdomain = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;

function isLabelKey(key: string): boolean {
  const [name = '', prefix, ...more] = key.split('/').reverse();
  return (
    more.length === 0 &&
    labelName.test(name) &&
    (prefix === undefined || (subdomain.test(prefix) && prefix.length <= 253))
  );
}

/** Whether a node may carry the label: the kubelet may not set others of Kubernetes' own, and EKS keeps its own. */
function isFree(key: string): boolean {
  const prefix = key.includes('/') ? key.slice(0, key.indexOf('/')) : '';
  if (prefix === 'node.kubernetes.io' || prefix === 'kubelet.kubernetes.io') return true;
  return !/(^|\.)(kubernetes\.io|k8s\.io|eks\.amazonaws\.com)$/.test(prefix);
}

const keyAdvice =
  'write a Kubernetes label key such as team or example.com/team, outside kubernetes.io, k8s.io and eks.amazonaws.com';
const labelKey = text((key) => isLabelKey(key) && isFree(key), keyAdvice);
const labelValue = text(
  (value) => value === '' || labelName.test(value),
  'write a Kubernetes label value: at most 63 letters, digits, hyphens, underscores and dots',
);

const size = across(
  strict({ min: whole(0, 450), desired: whole(0, 450), max: whole(1, 450) }),
  ['min', 'desired', 'max'],
  ({ min, desired, max }, report) => {
    if (min > max) report(['min'], `write at most ${max}, the pool's max`);
    else if (desired < min || desired > max) report(['desired'], `write ${min} to ${max}, the pool's min and max`);
  },
);

const shape = strict({
  name: resourceName('a pool name'),
  /** @default bottlerocket */
  os: oneOf(['bottlerocket', 'al2023']).default('bottlerocket'),
  architecture: oneOf(['x86_64', 'arm64']),
  /** The image with FIPS 140 validated cryptography, which Bottlerocket has a variant for. @default false */
  fips: z.boolean({ error: 'write true or false' }).default(false),
  /** EC2 instance types, the most wanted first. */
  instanceTypes: distinct(
    z
      .array(text((type) => architectureOf(type) !== undefined, 'write an EC2 instance type such as m7i.large'))
      .min(1, { error: 'write at least one EC2 instance type' })
      .max(20, { error: 'write at most 20 instance types, the most that EKS takes' }),
    (type) => type,
    'instance type',
  ),
  /** Nodes. EKS takes at most 450 in a group. */
  size,
  /** The data volume of a node, in GiB. @default 100 */
  volumeGiB: whole(20, 16384, 'GiB').default(100),
  /** @default none */
  labels: z.record(labelKey, labelValue).default({}),
  /** @default none */
  taints: distinct(
    z
      .array(
        strict({
          key: labelKey,
          /** @default '' */
          value: labelValue.default(''),
          effect: oneOf(['NoSchedule', 'PreferNoSchedule', 'NoExecute']),
        }),
      )
      .max(50, { error: 'write at most 50 taints, the most that EKS takes' }),
    (taint) => `${taint.key}:${taint.effect}`,
    'key and effect',
  ).default([]),
  /** How much of the pool an update may replace at a time, in percent. @default 33 */
  maxUnavailablePercentage: whole(1, 100, 'percent').default(33),
});

const matched = across(shape, ['architecture', 'instanceTypes'], ({ architecture, instanceTypes }, report) => {
  for (const [index, type] of instanceTypes.entries()) {
    const found = architectureOf(type);
    if (found !== architecture) {
      report(['instanceTypes', index], `write an instance type of ${architecture}; this one is ${found}`);
    }
  }
});

const pool = across(matched, ['os', 'fips'], ({ os, fips }, report) => {
  if (fips && os !== 'bottlerocket') report(['fips'], `write false, or os bottlerocket: ${os} has no FIPS image here`);
});

/** The node pools, at least one. */
export const nodePools = distinct(
  z.array(pool).min(1, { error: 'write at least one node pool; the add-ons need somewhere to run' }),
  ({ name }) => name,
  'name',
  ['name'],
);
