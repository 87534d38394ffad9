import { property } from '../pods';
import type { JsonObject } from '../rule';

/**
 * Whether a property is set to something, by a path such as `encryptionConfig.provider.keyArn`.
 *
 * A value that a preview cannot know yet counts as set: that a key is given is all the question, and the key of a new
 * stack has no ARN before it is made. Reading such a value would throw, so it is not read.
 */
export function given(object: unknown, path: string): boolean {
  let holder: unknown = object;
  const steps = path.split('.');
  for (const [index, step] of steps.entries()) {
    if (isUnread(holder, step)) return true;
    holder = property(holder, step);
    if (index === steps.length - 1) return isSomething(holder);
  }
  return false;
}

function isUnread(holder: unknown, step: string): boolean {
  if (typeof holder !== 'object' || holder === null) return false;
  return Object.getOwnPropertyDescriptor(holder as JsonObject, step)?.get !== undefined;
}

function isSomething(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value !== undefined && value !== null && value !== '';
}

/**
 * A property by its path where it can be read, and `''` where it is absent or a preview cannot know it yet. For telling
 * a literal such as `alias/aws/sns` from what a program computes.
 */
export function known(object: unknown, path: string): unknown {
  let holder: unknown = object;
  for (const step of path.split('.')) {
    if (isUnread(holder, step)) return '';
    holder = property(holder, step);
  }
  return holder ?? '';
}
