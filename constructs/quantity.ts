import { k8s } from 'cdk8s-plus-28';
import type { Problem } from './construct-error';

const suffixes: { readonly [suffix: string]: number } = {
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};

/**
 * The number that a Kubernetes quantity stands for, or `undefined` where the text is none. Exponents (`1e3`), nano, micro and
 * exa are quantities to Kubernetes too, but no sensible amount of what is counted here, and so not taken.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function parseQuantity(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(m|k|M|G|T|P|Ki|Mi|Gi|Ti|Pi)?$/.exec(text);
  const factor = suffixes[match?.[2] ?? ''];
  return match === null || factor === undefined ? undefined : Number(match[1]) * factor;
}

/** The smaller of two quantities, in the form it was written. Neither is checked: see {@link quantityProblems}. */
export function smallerQuantity(one: string, other: string): string {
  return (parseQuantity(other) ?? 0) < (parseQuantity(one) ?? 0) ? other : one;
}

/** Amounts by resource in the type that cdk8s-plus wants, which stands for their text. */
export function quantities(texts: { readonly [resource: string]: string }): { [resource: string]: k8s.Quantity } {
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, k8s.Quantity.fromString(text)]));
}

/** What is wrong with a quantity that must be more than zero. `example` is a good one. */
export function quantityProblems(property: string, text: string, example: string): Problem[] {
  const amount = parseQuantity(text);
  if (amount !== undefined && amount > 0) return [];
  const reason = amount === undefined ? 'is not a Kubernetes quantity' : 'lets nothing run';
  return [{ found: `${property} is '${text}', which ${reason}`, write: `Write an amount such as '${example}'` }];
}
