/** AWS as one process plays it, so that the whole blueprint can be tried without an account. */
export { simulatedFunctions } from './invokes';
export { SimulatedAws, type SimulatedAwsOptions, simulatedTypes } from './simulated-aws';
