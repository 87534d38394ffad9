import type { RuleHeader } from '@palisade/rules';

/** Where something was found. Lines and columns count from 1. */
export interface Place {
  /** As it was given or found, with `/`; `-` is standard input. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** An object by its own words; what it does not say is left out. */
export interface ObjectName {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name?: string;
}

/** What a report says about the rule or the policy that was broken. */
export type RuleFacts = Pick<RuleHeader, 'id' | 'severity' | 'title' | 'rationale' | 'remediation' | 'references'>;

/**
 * What becomes of a violation: `deny` fails the check; `warn` and `audit` are what an admission policy's binding asks
 * for instead; `waived` is a reviewed exception.
 */
export type Outcome = 'deny' | 'warn' | 'audit' | 'waived';

/** One rule that one object breaks. */
export interface Violation {
  readonly rule: RuleFacts;
  readonly outcome: Outcome;
  /** What was found. */
  readonly message: string;
  readonly place: Place;
  readonly object: ObjectName;
  /** The rule could not be judged, which counts as broken. */
  readonly erred: boolean;
  /** Why it is waived, and by whom. */
  readonly waiver?: string;
}

/** What could not be checked, and why. */
export interface Unchecked {
  readonly file: string;
  /** Left out where the whole file is meant. */
  readonly line?: number;
  readonly column?: number;
  readonly reason: string;
}

/** All that a check found, in the order of the files and of the lines in each. */
export interface Report {
  readonly violations: readonly Violation[];
  readonly unchecked: readonly Unchecked[];
  /** Files that were read, sorted as they were checked. */
  readonly files: readonly string[];
  /** Kubernetes objects that were judged. */
  readonly objects: number;
  /** Rules and policies that were in force. */
  readonly rules: number;
}

/** 0 all is well; 1 something is denied; 2 something could not be checked, whatever else was found. */
export function exitCode({ violations, unchecked }: Report): 0 | 1 | 2 {
  if (unchecked.length > 0) return 2;
  return violations.some(({ outcome }) => outcome === 'deny') ? 1 : 0;
}

/** An object in a few words, such as `Deployment shop/web`. */
export function objectText({ kind, namespace, name }: ObjectName): string {
  const path = [namespace, name].filter((part) => part !== undefined);
  return path.length === 0 ? kind : `${kind} ${path.join('/')}`;
}
