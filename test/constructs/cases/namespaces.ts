import type { Case } from './case';

const nothing = () => {};

export const namespaces: readonly Case[] = [
  { name: 'namespace', make: nothing },
  {
    name: 'namespace-with-groups',
    namespace: {
      groups: { viewer: ['audit'], developer: ['shop-developers'], operator: ['shop-operators', 'on-call'] },
    },
    make: nothing,
  },
  { name: 'namespace-with-bounds', namespace: { largestContainer: { cpu: '1', memory: '512Mi' } }, make: nothing },
  { name: 'namespace-of-an-older-cluster', namespace: { kubernetesVersion: '1.34' }, make: nothing },
];
