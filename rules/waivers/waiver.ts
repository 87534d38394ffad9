import { podIn, property } from '../pods';

/**
 * What a waiver is about. Each value is met exactly, or, where it ends in `*`, by whatever begins with what stands
 * before. All that are given must be met.
 */
export interface WaiverSelector {
  /** Of a Kubernetes object. */
  readonly kind?: string;
  /** Of a Kubernetes object that names its namespace. */
  readonly namespace?: string;
  /** `metadata.name`. A workload's pods have its name and more: `agent*` without a kind, in a namespace, covers them too. */
  readonly name?: string;
  /** Of every container of a pod, init and ephemeral ones too, as it is written there. */
  readonly image?: string;
  /** Of a resource of a Pulumi stack. */
  readonly urn?: string;
}

/** A reviewed decision that a rule does not hold for something, for a time. */
export interface Waiver {
  /** Id of the rule. */
  readonly rule: string;
  readonly select: WaiverSelector;
  readonly reason: string;
  /** Who answers for it. */
  readonly owner: string;
  /** The last day on which it counts, in UTC: `2027-01-31`. */
  readonly expires: string;
  /** Where it begins in its file; the first line is 1. */
  readonly line: number;
}

/** What a finding is on. Of a Pulumi resource for Kubernetes both are known. */
export interface WaiverTarget {
  /** The Kubernetes object. */
  readonly object?: unknown;
  /** The URN of a Pulumi resource. */
  readonly urn?: string;
}

/**
 * Whether a selector is met. Nothing that an object says about itself counts but its kind, its names and its images: an
 * annotation or a label is no waiver. Whatever the object throws when it is read, such as that a preview does not know
 * a name yet, is thrown on.
 */
export function selects(select: WaiverSelector, { object, urn }: WaiverTarget): boolean {
  const metadata = property(object, 'metadata');
  return (
    meets(select.kind, () => property(object, 'kind')) &&
    meets(select.namespace, () => property(metadata, 'namespace')) &&
    meets(select.name, () => property(metadata, 'name')) &&
    (select.image === undefined || imagesOf(object).every((image) => meets(select.image, () => image))) &&
    meets(select.urn, () => urn)
  );
}

function meets(pattern: string | undefined, read: () => unknown): boolean {
  if (pattern === undefined) return true;
  const value = read();
  if (typeof value !== 'string') return false;
  return pattern.endsWith('*') ? value.startsWith(pattern.slice(0, -1)) : value === pattern;
}

/** The images of an object's containers; where it has none, a value that no selector is met by. */
function imagesOf(object: unknown): readonly unknown[] {
  const pod = podIn(object);
  if (pod === undefined || 'problem' in pod || pod.containers.length === 0) return [undefined];
  return pod.containers.map((container) => property(container, 'image'));
}
