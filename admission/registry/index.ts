export { type Fetched, type RegistryAccess, RegistryClient, type RegistryOptions } from './client';
export { RegistryError } from './error';
export type { Descriptor, Manifest } from './manifest';
