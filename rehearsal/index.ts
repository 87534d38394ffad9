/** The embedded default: the whole blueprint on one machine. The engine and the API server are real, AWS is simulated. */
export { SimulatedAws, type SimulatedAwsOptions } from './aws';
export { Cluster } from './cluster';
export { createAuthority, issue, keyPem } from './cluster/certificate';
export { signingRequest } from './cluster/signing-request';
export { projectRoot, readStackConfig, type StackConfig } from './config';
export { type ServedProvider, serveProvider } from './engine/host';
export type { Outcome, PolicyViolation } from './engine/outcome';
export { type OperationOptions, Session, type SessionOptions } from './engine/session';
export { ApiClient, ApiRefusal, type KubernetesObject } from './kubernetes/objects';
export { KubernetesProvider } from './kubernetes/provider';
export { obtainPrograms, type Programs } from './obtain-programs';
export { obtain, type Program, type ProgramName } from './programs';
export { type Proof, ProofFailed, proofs } from './proofs';
export { defaultFolder, endRehearsal, type RehearseOptions, rehearse } from './rehearse';
export { Screen } from './screen/screen';
export { Stage, type StageOptions } from './stage';
