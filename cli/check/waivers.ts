import { loadWaivers, podKinds, type Rule, type Waiver, Waivers } from '@palisade/rules';
import type { Waive } from './check';
import { reasonOf, textOf } from './sources';

/** Where everything about waivers is told. */
const guide = 'docs/waivers.md';
const workloads: ReadonlySet<string> = new Set(podKinds.map(({ kind }) => kind).filter((kind) => kind !== 'Pod'));

/** What a file of waivers lets pass, and what its author should know. */
export interface FileOfWaivers {
  readonly waive: Waive;
  /** Lines for standard error. */
  readonly notes: readonly string[];
}

/**
 * Reads a file of waivers; without one, nothing is waived.
 *
 * @throws Error with all that is wrong with it, and where to read how a waiver is written.
 */
export function waiversIn(file: string | undefined, rules: readonly Rule[]): FileOfWaivers {
  const waivers = file === undefined ? Waivers.none : load(file, rules);
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  return {
    waive: ({ id }, { value }) => {
      const waiver = waivers.covers({ id }, { object: value });
      return waiver && `${waiver.reason} (${waiver.owner}, until ${waiver.expires})`;
    },
    notes: waivers.all.flatMap((waiver) => {
      const note = uncoveredPods(waiver, byId.get(waiver.rule));
      return note === undefined ? [] : [`${file}:${waiver.line}: ${note}`];
    }),
  };
}

function load(file: string, rules: readonly Rule[]): Waivers {
  let text: string;
  try {
    text = textOf(file);
  } catch (error) {
    throw new Error(`${file}: ${reasonOf(error)}`);
  }
  try {
    return loadWaivers(text, { rules, file });
  } catch (error) {
    throw new Error(`${reasonOf(error)}\n${guide} tells how a waiver is written`);
  }
}

/** Of a waiver that covers a workload and not the pods that it makes, which the cluster judges by themselves. */
function uncoveredPods({ select: { kind, namespace, name } }: Waiver, rule: Rule | undefined): string | undefined {
  if (rule?.on !== 'pod' && rule?.on !== 'container') return undefined;
  const where = namespace === undefined ? 'namespace: NAMESPACE, ' : '';
  const advice = `select what both have, such as \`${where}name: ${(name ?? 'NAME').replace(/\*$/, '')}*\` without a kind (${guide})`;
  if (kind !== undefined) {
    if (!workloads.has(kind)) return undefined;
    return `covers the ${kind}, and not the Pods that it makes: admission will refuse those; ${advice}`;
  }
  if (name === undefined || name.endsWith('*')) return undefined;
  return `covers what is called ${name}, and no Pod that a workload of that name makes: admission will refuse those; ${advice}`;
}
