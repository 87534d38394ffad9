import { Chart } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { ConstructError } from '../construct-error';
import { TeamNamespace } from './team-namespace';

/** The team's namespace that encloses a construct, if this app makes it. */
export function teamNamespaceOf(construct: IConstruct): TeamNamespace | undefined {
  for (let scope: IConstruct | undefined = construct; scope !== undefined; scope = scope.node.scope) {
    if (scope instanceof TeamNamespace) return scope;
  }
  return undefined;
}

/**
 * Name of the namespace that a construct's objects stand in: of the {@link TeamNamespace} around it, else the one that its
 * chart names.
 *
 * @throws ConstructError where there is neither
 */
export function namespaceOf(construct: Construct): string {
  const namespace = teamNamespaceOf(construct)?.name ?? Chart.of(construct).namespace;
  if (namespace !== undefined) return namespace;
  throw new ConstructError(construct.node.path, [
    {
      found: 'it stands in no namespace',
      write: `Make it inside of a TeamNamespace, or of a chart that names one: new Chart(app, 'shop', { namespace: 'shop' })`,
    },
  ]);
}
