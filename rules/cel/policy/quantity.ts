import { EvaluationError } from '@marcbachmann/cel-js';

const nanos = 1_000_000_000n;
const decimals = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 } as const;
const binaries = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n, Ei: 60n } as const;
const form = /^([+-]?)([0-9]*)(?:\.([0-9]*))?(?:(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE])|[eE]([+-]?[0-9]+))?$/;
const largestInt = 2n ** 63n - 1n;

/** An amount of a resource, such as `1.5Gi`, to the billionth, as Kubernetes counts. */
export class Quantity {
  constructor(
    /** Billionths. */
    readonly nanos: bigint,
  ) {}

  get isInteger(): boolean {
    return this.nanos % nanos === 0n && abs(this.nanos / nanos) <= largestInt;
  }
}

/** @returns undefined where the text is no quantity. */
export function parseQuantity(text: string): Quantity | undefined {
  const parts = form.exec(text);
  if (parts === null) return undefined;
  const [, sign, whole = '', fraction = '', suffix = '', exponent] = parts;
  // The digits are capped, for the API server caps what they say; the exponent too, or it would fill the memory.
  if (whole + fraction === '' || whole.length > 100 || Math.abs(Number(exponent ?? 0)) > 100) return undefined;
  const digits = BigInt(whole + fraction);
  const [factor, power] =
    suffix in binaries
      ? [2n ** binaries[suffix as keyof typeof binaries], 0]
      : [1n, exponent === undefined ? decimals[suffix as keyof typeof decimals] : Number(exponent)];
  const scale = power - fraction.length + 9;
  const scaled = digits * factor;
  // Smaller than a billionth is rounded up, away from zero.
  const size = scale >= 0 ? scaled * 10n ** BigInt(scale) : ceil(scaled, 10n ** BigInt(-scale));
  return new Quantity(sign === '-' ? -size : size);
}

function ceil(a: bigint, b: bigint): bigint {
  return (a + b - 1n) / b;
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function quantityOf(text: string): Quantity {
  const quantity = parseQuantity(text);
  if (quantity === undefined) throw new EvaluationError(`quantities must match the pattern of Kubernetes: "${text}"`);
  return quantity;
}

function order(a: Quantity, b: Quantity): bigint {
  return a.nanos < b.nanos ? -1n : a.nanos > b.nanos ? 1n : 0n;
}

/** Kubernetes' `quantity` library. `add` is told signatures and what they do. */
export function addQuantityFunctions(add: (signature: string, handler: (...values: never[]) => unknown) => void): void {
  add('quantity(string): Quantity', quantityOf);
  add('isQuantity(string): bool', (text: string) => parseQuantity(text) !== undefined);
  add('Quantity.isInteger(): bool', (quantity: Quantity) => quantity.isInteger);
  add('Quantity.asInteger(): int', (quantity: Quantity) => {
    if (!quantity.isInteger) throw new EvaluationError('cannot convert value to integer');
    return quantity.nanos / nanos;
  });
  add('Quantity.asApproximateFloat(): double', (quantity: Quantity) => Number(quantity.nanos) / Number(nanos));
  add('sign(Quantity): int', (quantity: Quantity) => order(quantity, new Quantity(0n)));
  add('Quantity.add(Quantity): Quantity', (a: Quantity, b: Quantity) => new Quantity(a.nanos + b.nanos));
  add('Quantity.add(int): Quantity', (a: Quantity, b: bigint) => new Quantity(a.nanos + b * nanos));
  add('Quantity.sub(Quantity): Quantity', (a: Quantity, b: Quantity) => new Quantity(a.nanos - b.nanos));
  add('Quantity.sub(int): Quantity', (a: Quantity, b: bigint) => new Quantity(a.nanos - b * nanos));
  add('Quantity.compareTo(Quantity): int', order);
  add('Quantity.isLessThan(Quantity): bool', (a: Quantity, b: Quantity) => order(a, b) < 0n);
  add('Quantity.isGreaterThan(Quantity): bool', (a: Quantity, b: Quantity) => order(a, b) > 0n);
}
