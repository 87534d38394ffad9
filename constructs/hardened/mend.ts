import { Evaluator, type JsonObject, kubernetesPatch, kubernetesRules, mergeInto, type Waivers } from '@palisade/rules';

/** One field that a fix sets. */
export interface SetField {
  /** JSON pointer, such as `/spec/template/spec/securityContext/seccompProfile`. */
  readonly pointer: string;
  /** What it is now. */
  readonly value: unknown;
}

/** What the fix of one rule changes in an object. */
export interface Mended {
  /** Id of the rule. */
  readonly rule: string;
  /** The fields that were set, by the rule. */
  readonly set: readonly SetField[];
}

/** Lists may hold lists; deeper than this nobody nests them but to do harm. */
const deepest = 10;

// Each by itself, for a fix is made where its own rule is broken. Compiled when first needed.
let fixable: { readonly rule: (typeof kubernetesRules)[number]; readonly evaluator: Evaluator }[] | undefined;

/**
 * What the catalogue's fixes change in an object, in the order to change it. As at a preview: only where the rule is
 * broken, where no waiver says to leave the object alone, and where the whole object passes the rule afterwards.
 */
export function mend(object: JsonObject, waivers: Waivers, at = '', depth = 0): Mended[] {
  const { kind, items } = object;
  if (kind === 'List' && Array.isArray(items)) {
    if (depth >= deepest) return [];
    return items.flatMap((item, index) =>
      isObject(item) ? mend(item, waivers, `${at}/items/${index}`, depth + 1) : [],
    );
  }
  fixable ??= kubernetesRules
    .filter(({ fix }) => fix !== undefined)
    .map((rule) => ({ rule, evaluator: new Evaluator([rule]) }));

  const mended: Mended[] = [];
  let held = object;
  // One fix may make another one possible, whichever comes first.
  for (let before = -1; before < mended.length; ) {
    before = mended.length;
    for (const { rule, evaluator } of fixable) {
      const found = evaluator.kubernetes(held);
      if (found.length === 0 || found.some(({ erred }) => erred)) continue;
      if (waivers.covers(rule, { object: held }) !== undefined) continue;
      const patch = kubernetesPatch(rule, held, evaluator);
      if (patch === undefined) continue;
      const changed = structuredClone(held);
      mergeInto(changed, patch);
      if (evaluator.kubernetes(changed).length > 0) continue;
      mended.push({ rule: rule.id, set: fields(held, patch, at) });
      held = changed;
    }
  }
  return mended;
}

/** The fields that merging sets, the topmost of those that were not there. */
function fields(held: unknown, patch: JsonObject, at: string): SetField[] {
  return Object.entries(patch).flatMap(([key, value]) => {
    const pointer = `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const before = (held as JsonObject)[key];
    const merges = isObject(value) && typeof before === 'object' && before !== null;
    return merges ? fields(before, value, pointer) : [{ pointer, value }];
  });
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
