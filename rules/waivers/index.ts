// Exceptions that people grant: reviewed, with a reason, an owner and an end. Start at loadWaivers.
export { anyWaiverCondition, waiverCondition } from './condition';
export { type LoadWaiversOptions, loadWaivers } from './load';
export { WaiverError } from './problem';
export type { Waiver, WaiverSelector, WaiverTarget } from './waiver';
export { Waivers } from './waivers';
