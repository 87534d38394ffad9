import type { Properties, Subject, Value } from '../engine/provider';
import type { Fields } from './fields';
import type { Entity } from './inventory';
import type { Realm } from './realm';
import type { Scene } from './scene';

/** What outputs and ids are made from. */
export interface Making {
  readonly subject: Subject;
  readonly inputs: Properties;
  readonly realm: Realm;
  readonly id: string;
  /** When it was first made, ISO 8601 in seconds. */
  readonly createdAt: string;
  /** The state before an update; undefined for a new one. */
  readonly before: Properties | undefined;
  /** Digits that belong to this resource alone. */
  hex(length: number, ...words: string[]): string;
  /** A resource that exists, by one of its handles. */
  find(type: string, by: string, value: Value | undefined): Entity | undefined;
}

/** Something that AWS makes along with a resource, such as a VPC's default security group. */
export interface Implied {
  readonly type: string;
  readonly id: string;
  readonly inputs: Properties;
  readonly state: Properties;
}

/** One AWS resource type: what it takes, refuses, replaces and gives. */
export interface TypeSpec {
  /** Pulumi's type token. */
  readonly type: string;
  readonly inputs: Fields;
  /** The input that is given a name when absent, and the longest name. */
  readonly naming?: {
    readonly property: string;
    readonly max: number;
    readonly lower?: boolean;
    readonly start?: string;
  };
  /** What no two may share, and the refusal when they do. */
  readonly unique?: {
    /** Default: the property alone. */
    readonly key?: (inputs: Properties, realm: Realm) => string | undefined;
    readonly property: string;
    readonly reason: (inputs: Properties, realm: Realm) => string;
  };
  readonly id: (making: Omit<Making, 'id'>) => string;
  /** Computed outputs; inputs are echoed beside them. */
  readonly outputs?: (making: Making) => Properties;
  /** Outputs that a preview knows before anything is made, because the simulation does. Default none. */
  readonly foreknown?: readonly string[];
  /** Outputs that an update changes, so that a preview of one can't know them. */
  readonly volatile?: readonly string[];
  /** Handles besides `id` and `arn` by which others name it. */
  readonly handles?: (state: Properties) => Record<string, Value | undefined>;
  /** What fields alone can't say. Must skip whatever is unknown. */
  readonly check?: (scene: Scene) => void;
  /** Input names that replace for reasons fields can't say. */
  readonly replaces?: (olds: Properties, news: Properties) => string[];
  /** Always delete the old one first. */
  readonly deleteBeforeReplace?: boolean;
  /** The refusal to delete, or undefined. */
  readonly keep?: (entity: Entity, scene: Scene) => string | undefined;
  /** The refusal when something else needs it. */
  readonly inUse?: (entity: Entity, by: Entity) => string;
  /** The refusal when something names one that is not there. */
  readonly notFound?: (value: string, realm: Realm) => string;
  readonly implied?: (making: Making) => Implied[];
}
