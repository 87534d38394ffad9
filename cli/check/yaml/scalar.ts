/** A plain scalar that Kubernetes cannot turn into JSON. */
export class ScalarError extends Error {
  override readonly name = 'ScalarError';
}

const words: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
]);
/** The words that mean something else than themselves. */
export const keyWords: ReadonlySet<string> = new Set(words.keys());
const longestWord = 5;

const notFinite = /^(\.(nan|NaN|NAN)|[-+]?\.(inf|Inf|INF))$/;
const integer = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/;
const float = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const dottedFloat = /^\.[0-9]+(_[0-9]+)*([eE][-+]?[0-9]+(_[0-9]+)*)?$/;
/** What 64 bits hold; a larger number is read as a floating-point one. */
const largest = 2n ** 64n - 1n;
const smallest = -(2n ** 63n);

/**
 * What a plain scalar means to Kubernetes, whose YAML is that of Go's yaml.v2: YAML 1.1 with `yes`, `no`, `on`, `off`,
 * `y` and `n` as booleans, `010` as an octal number and `1_000` as a thousand, but dates and sexagesimals as texts.
 *
 * @throws ScalarError for infinities and not-a-number, which JSON cannot say.
 */
export function resolvePlain(text: string): string | number | boolean | null {
  const first = text.charCodeAt(0);
  if (text.length <= longestWord) {
    const word = words.get(text);
    if (word !== undefined) return word;
  }
  // Digits, signs and the point: nothing else starts a number.
  const isDigit = first >= 48 && first <= 57;
  if (!isDigit && first !== 43 && first !== 45 && first !== 46) return text;
  if (notFinite.test(text)) throw new ScalarError(`${text} cannot be said in JSON, which is what Kubernetes stores`);
  const digits = text.includes('_') ? text.replaceAll('_', '') : text;
  if (first === 46) return dottedFloat.test(text) ? finiteOr(text, digits) : text;
  const parts = integer.exec(digits);
  const whole = parts === null ? undefined : wholeNumber(parts);
  if (whole !== undefined) return whole;
  return float.test(digits) ? finiteOr(text, digits) : text;
}

function wholeNumber([, sign, hexadecimal, binary, octal, decimal]: readonly (string | undefined)[]) {
  const magnitude =
    hexadecimal !== undefined
      ? BigInt(`0x${hexadecimal}`)
      : binary !== undefined
        ? BigInt(`0b${binary}`)
        : octal !== undefined
          ? BigInt(`0o${octal}`)
          : BigInt(decimal ?? 0);
  const value = sign === '-' ? -magnitude : magnitude;
  const unsignedOnly = value >= 2n ** 63n;
  // A sign is not for what needs all 64 bits.
  if (value > largest || value < smallest || (unsignedOnly && sign !== '')) return undefined;
  return Number(value);
}

/** What is too large for a number is a text. */
function finiteOr(text: string, digits: string): number | string {
  const value = Number(digits);
  return Number.isFinite(value) ? value : text;
}

/**
 * How a value reads that is the key of a mapping: Kubernetes turns all keys into texts.
 *
 * @throws ScalarError for numbers that it would write in some notation of its own.
 */
export function keyOf(value: string | number | boolean): string {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return String(value);
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e6) throw new ScalarError(`the key ${value} belongs into quotes`);
  // It prints the fewest digits that tell single-precision numbers apart.
  const wanted = Math.fround(value);
  let digits = 1;
  while (digits < 9 && Math.fround(Number(value.toPrecision(digits))) !== wanted) digits += 1;
  return String(Number(value.toPrecision(digits)));
}
