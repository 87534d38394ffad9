import type { ISecretStore } from '@kubernetes-models/external-secrets/external-secrets.io/v1/SecretStore';
import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { ConstructError, type Problem, refuse } from '../construct-error';
import { namespaceOf } from '../namespace/namespace-of';
import type { SecretReader } from './mountable-secret';
import { labelProblems } from './problems';
import type { SecretProvider } from './secret-provider';

/** Properties of {@link SecretStore}. */
export interface SecretStoreProps {
  /** Where the secrets are kept. */
  readonly provider: SecretProvider;
  /** Name of the account in the same namespace with whose rights is read: a workload's own. */
  readonly serviceAccountName: string;
}

/**
 * A way to a {@link SecretProvider} for the External Secrets operator, with the rights of one service account, for one
 * namespace. Its name is the construct's id. There is no ClusterSecretStore: it reads for every namespace with one account.
 *
 * Rarely made by hand: an `ExternalSecret` that a workload mounts brings the workload's own.
 *
 * @throws ConstructError that names every wrong property
 * @see https://external-secrets.io/latest/api/secretstore/
 */
export class SecretStore extends Construct {
  /** Its name: the construct's id. */
  readonly name: string;
  /** Namespace that it reads for. */
  readonly namespace: string;
  /** Where the secrets are kept. */
  readonly provider: SecretProvider;
  /** Name of the account with whose rights is read. */
  readonly serviceAccountName: string;

  constructor(scope: Construct, id: string, props: SecretStoreProps) {
    super(scope, id);
    this.name = id;
    this.namespace = namespaceOf(this);
    this.provider = props.provider;
    this.serviceAccountName = props.serviceAccountName;
    const provider = this.provider.spec(this);
    refuse(this, [
      ...labelProblems('id', id),
      ...labelProblems('serviceAccountName', this.serviceAccountName),
      ...props.provider.problems,
      ...providerProblems(provider, this.serviceAccountName),
    ]);
    new ApiObject(this, 'SecretStore', {
      apiVersion: 'external-secrets.io/v1',
      kind: 'SecretStore',
      metadata: { name: this.name, namespace: this.namespace },
      spec: { provider },
    } satisfies ISecretStore);
  }

  /** The store by which a workload reads from a provider: made when first asked for, then the same one. */
  static of(reader: SecretReader, provider: SecretProvider): SecretStore {
    const id = `${reader.name}-${provider.name}`;
    const known = reader.node.tryFindChild(id);
    if (!(known instanceof SecretStore)) {
      return new SecretStore(reader, id, { provider, serviceAccountName: reader.serviceAccountName });
    }
    if (JSON.stringify(known.provider.spec(known)) === JSON.stringify(provider.spec(known))) return known;
    throw new ConstructError(reader.node.path, [
      {
        found: `its secrets come from two providers that are both named '${provider.name}'`,
        write: `Make a SecretStore for one of them, and give it to its ExternalSecrets as 'from'`,
      },
    ]);
  }
}

// What the operator's schema would take, but no reviewer: rights that are not the account's.
function providerProblems(provider: { readonly [name: string]: unknown }, serviceAccountName: string): Problem[] {
  const names = Object.keys(provider);
  if (names.length !== 1) {
    return [
      {
        found: `provider is of ${names.length} kinds (${names.join(', ')})`,
        write: 'Write one provider, such as { gcpsm: { ... } }',
      },
    ];
  }
  const references = referencesIn(provider, 0);
  if (references === undefined) {
    return [{ found: 'provider is nested more than 16 deep', write: 'Write what the operator knows of' }];
  }
  if (references.length === 0) {
    return [
      {
        found: 'provider names no account, so that it is read with rights that are not the workload’s',
        write: 'Write the account that it is given as serviceAccountRef of its auth',
      },
    ];
  }
  return references
    .filter(({ name, namespace }) => name !== serviceAccountName || namespace !== undefined)
    .map(({ name, namespace }) => ({
      found: `provider reads as '${namespace === undefined ? '' : `${String(namespace)}/`}${String(name)}'`,
      write: 'Write the account that it is given, with no namespace',
    }));
}

interface Reference {
  readonly name?: unknown;
  readonly namespace?: unknown;
}

function referencesIn(value: unknown, depth: number): Reference[] | undefined {
  if (depth > 16) return undefined;
  if (typeof value !== 'object' || value === null) return [];
  const found: Reference[] = [];
  for (const [key, child] of Object.entries(value)) {
    if (key === 'serviceAccountRef') {
      found.push(typeof child === 'object' && child !== null ? child : {});
      continue;
    }
    const below = referencesIn(child, depth + 1);
    if (below === undefined) return undefined;
    found.push(...below);
  }
  return found;
}
