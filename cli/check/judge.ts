import type { KubernetesObject } from './objects';
import type { Outcome, RuleFacts } from './report';

/** Something that one object breaks. */
export interface Judgement {
  readonly rule: RuleFacts;
  readonly message: string;
  readonly outcome: Exclude<Outcome, 'waived'>;
  /** The rule could not be judged, which counts as broken. */
  readonly erred: boolean;
  /** What in the object is at fault, by its name. */
  readonly at: string | undefined;
}

/** Holds objects against rules or policies. */
export interface Judge {
  /** How many rules or policies there are. */
  readonly size: number;
  /** Judges one object by itself. */
  readonly judge: (object: KubernetesObject) => Judgement[];
  /** Judges what only all objects together show. Called once, after the last object. */
  readonly conclude: () => { readonly object: KubernetesObject; readonly judgement: Judgement }[];
}
