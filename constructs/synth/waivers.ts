import { Waivers } from '@palisade/rules';
import type { IConstruct } from 'constructs';

const key = Symbol.for('palisade.waivers');

/** Remembers the reviewed exceptions at the root of a tree. Once a tree. */
export function setWaivers(root: IConstruct, waivers: Waivers): void {
  Object.defineProperty(root, key, { value: waivers });
}

/** The reviewed exceptions of the app that a construct is in; none where it has no file of them. */
export function waiversOf(construct: IConstruct): Waivers {
  return (construct.node.root as { [key]?: Waivers })[key] ?? Waivers.none;
}
