import { catalogue, kubernetesRules } from './catalogue';
import { Evaluator } from './evaluator';
import { hardenedContainer, podOf } from './hardened';
import { podKinds } from './pods';
import type { JsonObject } from './rule';
import { wholeObject } from './samples';

/** A generator of the same numbers for the same seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

describe('hostile input', () => {
  const seed = Number(process.env.PALISADE_SEED ?? Date.now() % 1_000_000);
  const next = random(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(next() * values.length)] as T;
  const evaluator = new Evaluator(catalogue);
  const junk = (depth: number): unknown =>
    pick<() => unknown>([
      () => null,
      () => undefined,
      () => '',
      () => 'x'.repeat(1000),
      () => '\u0000$&{label}',
      () => 0,
      () => -1.5,
      () => Number.NaN,
      () => 2n ** 70n,
      () => true,
      () => false,
      () => [],
      () => ({}),
      () => Symbol('s'),
      () => () => 1,
      () => new Date(Number.NaN),
      () => new Map([['a', 1]]),
      () => Object.create(null),
      () => JSON.parse('{"__proto__": {"privileged": true}, "constructor": 1, "hasOwnProperty": 2}'),
      () => (depth > 3 ? 1 : [junk(depth + 1), junk(depth + 1)]),
      () => (depth > 3 ? 1 : { name: junk(depth + 1), add: junk(depth + 1), securityContext: junk(depth + 1) }),
    ])();
  /** Replaces one value, anywhere in the object, by junk. */
  const damage = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || next() < 0.15) return junk(0);
    const keys = Object.keys(value);
    if (keys.length === 0) return junk(0);
    const hit = pick(keys);
    const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [...value] : { ...value };
    (copy as Record<string, unknown>)[hit] = damage((value as Record<string, unknown>)[hit]);
    return copy;
  };
  const whole = [
    ...podKinds.map((podKind) =>
      wholeObject(
        podKind,
        podOf({ ports: [{ containerPort: 1 }], env: [{ name: 'a', value: 'b' }], securityContext: { runAsUser: 1 } }),
      ),
    ),
    ...kubernetesRules.flatMap((rule) => (rule.on === 'object' ? rule.samples.bad.map(({ given }) => given) : [])),
  ];

  test(`is judged or said not to be, and never throws (seed ${seed})`, () => {
    for (let run = 0; run < 3000; run++) {
      const object = damage(damage(pick(whole))) as JsonObject;
      const findings = evaluator.kubernetes(object);
      for (const { message, rule } of findings) {
        expect(typeof message).toBe('string');
        expect(rule.on === 'stack' || rule.on === 'aws').toBe(false);
      }
    }
  });

  test('does not pass for hardened because it is nested without end or within itself', () => {
    const securityContext: Record<string, unknown> = { privileged: true, allowPrivilegeEscalation: true };
    let deep: Record<string, unknown> = {};
    for (let i = 0; i < 100_000; i++) deep = { deep };
    securityContext.deep = deep;
    securityContext.self = securityContext;
    const findings = evaluator.kubernetes({
      apiVersion: 'v1',
      kind: 'Pod',
      spec: { containers: [{ ...hardenedContainer(), securityContext }] },
    });
    expect(findings.map(({ rule }) => rule.id)).toContain('no-privileged-containers');
  });

  test.each([
    ['prefixes of a key', 'AKIA'.repeat(250_000)],
    ['near misses of a token', `ghp_${'a'.repeat(35)}-`.repeat(25_000)],
    ['beginnings of addresses', '://'.repeat(300_000)],
    ['users and hosts', `://${'a:b@'.repeat(200_000)}`],
    ['slashes', `://${'/'.repeat(900_000)}`],
    ['characters of two halves', 'ghp_😀'.repeat(100_000)],
  ])('a megabyte of %s takes no second', (_, text) => {
    const started = performance.now();
    evaluator.kubernetes({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { text } });
    const pod = podOf({ env: [{ name: 'A_PASSWORD', value: text }], args: [text], image: text });
    evaluator.kubernetes({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: pod });
    // A few hundredths of a second where this was written; what is not linear takes minutes.
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
