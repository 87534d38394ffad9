import { Buffer } from 'node:buffer';
import { readBundle } from './evidence/bundle';
import { readAttestationLayer, readSignatureLayer } from './evidence/cosign-layer';
import { formatReference, parseReference } from './reference';
import { parseManifest } from './registry/manifest';
import { parseChallenge } from './registry/token';
import { admissionReview, imageReview } from './review';
import { sigstore } from './testing/keyless';
import { envelope, SIGNED, signatureLayer, statement, testKey } from './testing/signing';

/** Numbers by chance that are the same every time (mulberry32). */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const odd: readonly unknown[] = [
  null,
  true,
  -1,
  2 ** 60,
  '',
  'x',
  [],
  {},
  [null],
  { a: 1 },
  '__proto__',
  'sha256:0',
  '\u0000',
];

/** A value with one place in it changed, taken out or doubled. */
function mutated(value: unknown, pick: (below: number) => number): unknown {
  const copy = structuredClone(value);
  const places: [holder: Record<string, unknown>, key: string][] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const key of Object.keys(node)) {
      places.push([node as Record<string, unknown>, key]);
      visit((node as Record<string, unknown>)[key]);
    }
  };
  visit(copy);
  const [holder, key] = places[pick(places.length)] ?? [{}, ''];
  const way = pick(3);
  if (way === 0) delete holder[key];
  else if (way === 1) holder[key] = odd[pick(odd.length)];
  else holder[key] = scrambled(JSON.stringify(holder[key]) ?? '', pick);
  return copy;
}

/** A text with some characters changed. */
function scrambled(text: string, pick: (below: number) => number): string {
  const characters = [...text];
  for (let times = 1 + pick(4); times > 0; times -= 1) {
    const at = pick(characters.length + 1);
    const one = String.fromCharCode(pick(pick(2) === 0 ? 128 : 0x2100));
    if (pick(3) === 0) characters.splice(at, 1);
    else characters.splice(at, pick(2), one);
  }
  return characters.join('');
}

/** Whatever goes in, a parser gives a value or an Error with words in it, and soon. */
function holds(name: string, valid: unknown, parse: (input: unknown) => unknown): void {
  test(`${name}: 3,000 inputs by chance are read, or refused with words`, () => {
    const pick = chance(20261125);
    expect(() => parse(valid)).not.toThrow();
    let refused = 0;
    for (let times = 0; times < 3000; times += 1) {
      const input = typeof valid === 'string' ? scrambled(valid, pick) : mutated(valid, pick);
      const started = performance.now();
      try {
        parse(input);
      } catch (error) {
        refused += 1;
        const isExplained = error instanceof Error && error.message !== '' && !(error instanceof RangeError);
        if (!isExplained || /undefined|\[object/.test(error.message))
          throw new Error(`${JSON.stringify(input)}: ${error}`);
      }
      expect(performance.now() - started).toBeLessThan(500);
    }
    expect(refused).toBeGreaterThan(0);
  });
}

const digest = `sha256:${'0a'.repeat(32)}`;
const key = testKey();
const text = (value: unknown): string => JSON.stringify(value) ?? '';

holds('references', `registry.example.com:5000/shop/web:v1@${digest}`, (input) => {
  const reference = parseReference(String(input));
  // What was read is read again as the same.
  expect(parseReference(formatReference(reference))).toEqual(reference);
});
holds('challenges', 'Bearer realm="https://a.example.com/token",service="x"', (input) =>
  parseChallenge(String(input), 'HOST'),
);
holds(
  'manifests',
  {
    schemaVersion: 2,
    layers: [{ mediaType: 'a', digest, size: 1, annotations: { a: 'b' } }],
    subject: { digest, size: 1 },
  },
  (input) => parseManifest(text(input), 'it'),
);
holds('layers of signatures', signatureLayer(digest, key), (input) => {
  const { body, annotations } = input as ReturnType<typeof signatureLayer>;
  return readSignatureLayer(Buffer.from(String(body)), Object(annotations), 'it');
});
holds('layers of attestations', envelope(statement(digest, SIGNED), key), (input) =>
  readAttestationLayer(Buffer.from(text(input)), {}, 'it'),
);
const pod = { kind: 'Pod', spec: { containers: [{ image: 'a' }], volumes: [{ image: { reference: 'b' } }] } };
holds(
  'AdmissionReviews',
  {
    kind: 'AdmissionReview',
    apiVersion: 'admission.k8s.io/v1',
    request: { uid: 'u', operation: 'UPDATE', object: pod, oldObject: pod },
  },
  (input) => admissionReview.read(input),
);
holds(
  'ImageReviews',
  { kind: 'ImageReview', apiVersion: 'imagepolicy.k8s.io/v1alpha1', spec: { containers: [{ image: 'a' }] } },
  (input) => imageReview.read(input),
);

describe('with certificates', () => {
  const made: { bundle?: unknown; layer?: unknown } = {};
  beforeAll(async () => {
    const fulcio = await sigstore();
    made.bundle = JSON.parse(await fulcio.bundle(statement(digest, SIGNED), 'https://a/b', 'https://c'));
    made.layer = await fulcio.signatureLayer(digest, 'https://a/b', 'https://c');
  });

  test('3,000 bundles and layers by chance are read, or refused with words', () => {
    const pick = chance(6);
    let refused = 0;
    for (let times = 0; times < 3000; times += 1) {
      const input = mutated(times % 2 === 0 ? made.bundle : made.layer, pick);
      try {
        if (times % 2 === 0) readBundle(text(input), 'it');
        else {
          const { body, annotations } = input as ReturnType<typeof signatureLayer>;
          readSignatureLayer(Buffer.from(String(body)), Object(annotations), 'it');
        }
      } catch (error) {
        refused += 1;
        expect(error).toBeInstanceOf(Error);
        expect((error as Error).message).not.toBe('');
      }
    }
    expect(refused).toBeGreaterThan(500);
  });
});
