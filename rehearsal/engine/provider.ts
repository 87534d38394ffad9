/** Property values as they cross to a provider: JSON, with {@link UNKNOWN} where a preview does not know yet. */
export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };
export type Properties = { [key: string]: Value };

/** What the engine sends for a value that is not known until an update has made it (Pulumi's own constant). */
export const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

/** True for a value that is unknown, or that holds an unknown one anywhere inside. */
export function hasUnknown(value: Value | undefined): boolean {
  if (value === UNKNOWN) return true;
  if (Array.isArray(value)) return value.some(hasUnknown);
  return typeof value === 'object' && value !== null && Object.values(value).some(hasUnknown);
}

/** The resource that a call is about. */
export interface Subject {
  /** The resource's Pulumi URN. */
  urn: string;
  /** The Pulumi type token, such as `aws:ec2/vpc:Vpc`. */
  type: string;
  /** The logical name in the program. */
  name: string;
}

/** One reason why inputs are refused; `property` is a path such as `vpcConfig.subnetIds[0]`, or empty. */
export interface CheckFailure {
  property: string;
  reason: string;
}

export interface CheckResult {
  /** The inputs with defaults filled in, such as a generated physical name. */
  inputs: Properties;
  failures: CheckFailure[];
}

export interface DiffResult {
  /** Top-level input properties that differ. Empty: nothing to do. */
  changed: string[];
  /** Those of them that can't be changed in place. */
  replaces: string[];
  /** True where the new one can't exist beside the old one, such as a fixed physical name. */
  deleteBeforeReplace: boolean;
}

/** Thrown by a provider for what the simulated or real service refuses; shown to the user as it is. */
export class ProviderError extends Error {
  override name = 'ProviderError';
}

/**
 * A provider that the engine attaches to (PULUMI_DEBUG_PROVIDERS). Unlike the SDK's own interface it is told
 * whether a call belongs to a preview, so that a preview can ask the real service for a dry run.
 */
export interface RehearsalProvider {
  /** The package, `aws` or `kubernetes`. */
  readonly name: string;
  /** At least the version of the SDK in use, or the engine warns. */
  readonly version: string;
  configure(variables: Record<string, string>, args: Properties): Promise<void>;
  /** `olds` is undefined for a resource that is not there yet. */
  check(subject: Subject, news: Properties, olds: Properties | undefined): Promise<CheckResult>;
  /** `state` is what create or update returned, `olds` the inputs that made it. */
  diff(subject: Subject, id: string, olds: Properties, state: Properties, news: Properties): Promise<DiffResult>;
  /** In a preview returns the outputs with {@link UNKNOWN} where unknown, and makes nothing. */
  create(subject: Subject, inputs: Properties, preview: boolean): Promise<{ id: string; state: Properties }>;
  /** Undefined when it is gone. */
  read(subject: Subject, id: string, state: Properties): Promise<{ state: Properties; inputs: Properties } | undefined>;
  update(
    subject: Subject,
    id: string,
    state: Properties,
    inputs: Properties,
    preview: boolean,
  ): Promise<{ state: Properties }>;
  delete(subject: Subject, id: string, state: Properties): Promise<void>;
  invoke(token: string, args: Properties): Promise<{ result: Properties; failures: CheckFailure[] }>;
}
