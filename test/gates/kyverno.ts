import { type JsonObject, type KubernetesRule, samplesAsObjects, Waivers } from '@palisade/rules';
import { run } from './command-line';
import { byEvaluator } from './in-process';
import { type Found, keyOf, textsOf, type Verdicts } from './subjects';

interface Report {
  readonly results: readonly {
    readonly policy: string;
    readonly result: 'pass' | 'fail' | 'warn' | 'error' | 'skip';
    readonly message: string;
    readonly resources: readonly { readonly kind: string; readonly namespace?: string; readonly name: string }[];
  }[];
}

/**
 * Kyverno's verdicts of each rule on its own samples: a run a rule, because Kyverno takes some 10 ms a rule and object
 * and would need a quarter of an hour for all rules on all samples.
 */
export async function byKyverno(program: string, rules: readonly KubernetesRule[]): Promise<Verdicts> {
  const verdicts = new Map<string, Found[]>();
  const pending = [...rules];
  const work = async () => {
    for (let rule = pending.shift(); rule !== undefined; rule = pending.shift()) {
      const objects = samplesAsObjects(rule).map(({ object }) => object);
      for (const [key, found] of await judgedByKyverno(program, rule, objects)) {
        verdicts.set(key, [...(verdicts.get(key) ?? []), ...found]);
      }
    }
  };
  await Promise.all([work(), work()]);
  return verdicts;
}

/** Kyverno's verdicts of one rule on objects, in one run. */
export async function judgedByKyverno(
  program: string,
  rule: KubernetesRule,
  objects: readonly JsonObject[],
  waivers = Waivers.none,
): Promise<Verdicts> {
  const named = distinct(rule, objects);
  const options = ['--resource', 'objects.yaml', '--policy-report', '--output-format', 'json'];
  const exceptions = waivers.all.flatMap((_, i) => [
    '--exception',
    `policies/exceptions/palisade-${rule.id}-${i + 1}.yaml`,
  ]);
  const command = () => [program, 'apply', 'policies/policies', ...options, ...exceptions] as const;
  const file = {
    path: 'objects.yaml',
    text: [...named.values()].map((object) => JSON.stringify(object)).join('\n---\n'),
  };
  return run(
    'kyverno',
    [rule],
    [file],
    command,
    (output) => {
      const reports = (JSON.parse(output) as Report).results;
      const texts = new Map(reports.map((report) => [placeOf(report.resources[0] ?? {}), report]));
      return new Map(
        [...named].map(([key, object]) => {
          const place = { kind: object.kind, ...(object.metadata as JsonObject) };
          // It takes kinds that it does not know for namespaced ones.
          const report = texts.get(placeOf(place)) ?? texts.get(placeOf({ namespace: 'default', ...place }));
          // What it does not mention, no policy is about; what it skips, an exception is.
          if (report === undefined || ['pass', 'skip'].includes(report.result)) return [key, []];
          const text = report.result === 'fail' ? report.message : `${report.result}: ${report.message}`;
          return [key, [{ rule: rule.id, message: text }]];
        }),
      );
    },
    waivers,
  );
}

function placeOf({ kind, namespace, name }: JsonObject): string {
  return [kind, namespace, name].join('/');
}

/**
 * The objects by their keys, renamed where two have the same name: Kyverno takes them for one.
 *
 * @throws if a name decides, so that a renamed object would be another sample.
 */
function distinct(rule: KubernetesRule, objects: readonly JsonObject[]): ReadonlyMap<string, JsonObject> {
  const places = new Set<string>();
  const named = new Map<string, JsonObject>();
  for (const object of objects) {
    const metadata = object.metadata as JsonObject;
    let renamed = object;
    for (let count = 2; places.has(placeOf({ kind: object.kind, ...(renamed.metadata as JsonObject) })); count += 1) {
      renamed = { ...object, metadata: { ...metadata, name: `${metadata.name}-${count}` } };
    }
    places.add(placeOf({ kind: object.kind, ...(renamed.metadata as JsonObject) }));
    named.set(keyOf(object), renamed);
    const [before, after] = [object, renamed].map((each) =>
      textsOf(byEvaluator([rule], [each]).get(keyOf(each)) ?? []).join('\n'),
    );
    if (before !== after) throw new Error(`${rule.id} judges names: give its samples of one kind names of their own`);
  }
  return named;
}
