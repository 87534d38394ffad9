import type { MatchResources, ResourceRule } from './policy';
import { builtInGroups, type Resource } from './resources';
import { keysOf, selectsLabels } from './selectors';

/** What of a request decides whether a policy is about it. */
export interface Target {
  readonly resource: Resource;
  readonly name: string;
  /** Of an object in a namespace; of a Namespace itself, its own name. */
  readonly namespace: string | undefined;
  readonly labels: { readonly [key: string]: unknown };
  /** Labels of the namespace; undefined where it is not among what is known. */
  readonly namespaceLabels: { readonly [key: string]: unknown } | undefined;
}

/** That it cannot be told, and why. */
export class UnknownMatch extends Error {
  override readonly name = 'UnknownMatch';
}

/** The one label that a namespace has for certain. */
const nameLabel = 'kubernetes.io/metadata.name';

/**
 * Whether a policy or a binding is about the creation of an object, as in the API server.
 *
 * @throws UnknownMatch where that hangs on labels of a namespace that is not known, or on a conversion between versions.
 */
export function isAbout(match: MatchResources, target: Target): boolean {
  if (match.objectSelector && !selectsLabels(match.objectSelector, target.labels)) return false;
  if (anyRule(match.excludeResourceRules ?? [], match.matchPolicy, target)) return false;
  const rules = match.resourceRules ?? [];
  if (rules.length > 0 && !anyRule(rules, match.matchPolicy, target)) return false;
  return inNamespace(match, target);
}

function inNamespace({ namespaceSelector = {} }: MatchResources, target: Target): boolean {
  const isNamespace = target.resource.group === '' && target.resource.resource === 'namespaces';
  // Objects outside of all namespaces are never left out by a selector of namespaces; a Namespace has its own labels.
  if (target.namespace === undefined) return true;
  if (isNamespace) return selectsLabels(namespaceSelector, target.labels);
  if (target.namespaceLabels !== undefined) return selectsLabels(namespaceSelector, target.namespaceLabels);
  const unknown = keysOf(namespaceSelector).find((key) => key !== nameLabel);
  if (unknown !== undefined) {
    throw new UnknownMatch(
      `the Namespace ${target.namespace} is not among the files, and its label ${unknown} decides`,
    );
  }
  return selectsLabels(namespaceSelector, { [nameLabel]: target.namespace });
}

function anyRule(rules: readonly ResourceRule[], matchPolicy: string | undefined, target: Target): boolean {
  if (rules.some((rule) => fits(rule, target))) return true;
  if (matchPolicy === 'Exact') return false;
  const { version, ...rest } = target.resource;
  const other = rules.find(
    (rule) =>
      hasOtherVersions(target.resource) &&
      fits({ ...rule, apiVersions: ['*'] }, { ...target, resource: { ...rest, version } }),
  );
  if (other === undefined) return false;
  throw new UnknownMatch(
    `it is of version ${version}, which a server would convert to ${(other.apiVersions ?? []).join(' or ')}, the policy's`,
  );
}

/** Kinds that the API server serves in several versions, and so converts. */
function hasOtherVersions({ group, resource }: Resource): boolean {
  return !builtInGroups.has(group) || (group === 'autoscaling' && resource === 'horizontalpodautoscalers');
}

function fits(rule: ResourceRule, { resource, name, namespace }: Target): boolean {
  const includes = (list: readonly string[] | undefined, value: string) =>
    list !== undefined && (list.includes('*') || list.includes(value));
  const isNamespace = resource.group === '' && resource.resource === 'namespaces';
  const isClusterWide = isNamespace || namespace === undefined;
  const scope = rule.scope ?? '*';
  return (
    (scope === '*' || (scope === 'Cluster') === isClusterWide) &&
    includes(rule.operations, 'CREATE') &&
    includes(rule.apiGroups, resource.group) &&
    includes(rule.apiVersions, resource.version) &&
    // `pods/*` and `*/*` are about the thing itself too.
    (rule.resources ?? []).some((each) => {
      const [kind = '', sub = ''] = each.split('/', 2);
      return (kind === '*' || kind === resource.resource) && (sub === '' || sub === '*');
    }) &&
    ((rule.resourceNames ?? []).length === 0 || (rule.resourceNames ?? []).includes(name))
  );
}
