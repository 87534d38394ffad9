import { ownerLabel } from '../namespace/team-namespace';
import type { Namespaces } from './cluster-rule';

/** A label selector of Kubernetes, as far as it is written here. */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: 'Exists' | 'In' | 'NotIn';
    readonly values?: readonly string[];
  }[];
}

/** Every namespace has this label from the API server itself, and nobody can give it another value. */
export const namespaceNameLabel = 'kubernetes.io/metadata.name';

/** Selects namespaces. */
export function namespaceSelector(namespaces: Namespaces): LabelSelector {
  if (namespaces === 'all') return {};
  if ('names' in namespaces) {
    return { matchExpressions: [{ key: namespaceNameLabel, operator: 'In', values: [...namespaces.names].sort() }] };
  }
  if ('owner' in namespaces) return { matchLabels: { [ownerLabel]: namespaces.owner } };
  return {
    matchExpressions: [
      { key: ownerLabel, operator: 'Exists' },
      { key: ownerLabel, operator: 'NotIn', values: [namespaces.ownersOtherThan] },
    ],
  };
}
