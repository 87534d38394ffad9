import type { JsonObject } from '@palisade/rules';
import type { Binding, Policy } from './policy';
import type { Resources } from './resources';
import { selectsLabels } from './selectors';

/** An object that policies may take as their parameters. */
export interface Param {
  readonly value: JsonObject;
  /** As CEL sees it. */
  readonly cel: unknown;
}

/** A binding whose parameters cannot be had. */
export class ParamsError extends Error {
  override readonly name = 'ParamsError';
}

/**
 * The parameters that a policy is evaluated with for a binding, once for each: none (null) where it takes none.
 *
 * @param namespace Of the object in question, where parameters are looked for unless the binding says where.
 * @throws ParamsError with the API server's own words.
 */
export function collectParams(
  { spec }: Policy,
  { spec: { paramRef } }: Binding,
  namespace: string | undefined,
  all: readonly Param[],
  resources: Resources,
): unknown[] {
  const { paramKind } = spec;
  if (paramKind === undefined || paramRef === undefined) return [null];
  const [version = '', group = ''] = paramKind.apiVersion.split('/').reverse();
  const { namespaced } = resources.of(group, version, paramKind.kind);
  if (!namespaced && paramRef.namespace) {
    throw new ParamsError('paramRef.namespace must not be provided for a cluster-scoped `paramKind`');
  }
  const from = paramRef.namespace || namespace;
  if (namespaced && from === undefined) {
    throw new ParamsError('cannot use namespaced paramRef in policy binding that matches cluster-scoped resources');
  }
  const { name, selector } = paramRef;
  if (!name && selector === undefined) throw new ParamsError('one of name or selector must be provided');
  const found = all.filter(({ value }) => {
    const metadata = (value.metadata ?? {}) as { name?: string; namespace?: string; labels?: Record<string, string> };
    return (
      value.kind === paramKind.kind &&
      value.apiVersion === paramKind.apiVersion &&
      (!namespaced || (metadata.namespace ?? 'default') === from) &&
      (name ? metadata.name === name : selectsLabels(selector ?? {}, metadata.labels ?? {}))
    );
  });
  if (found.length === 0 && paramRef.parameterNotFoundAction === 'Deny') {
    throw new ParamsError('no params found for policy binding with `Deny` parameterNotFoundAction');
  }
  return found.map(({ cel }) => cel);
}
