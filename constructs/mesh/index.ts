/**
 * Zero trust between workloads, from the connections that they declare (`constructs/network`): a mesh knows each client by
 * its service account and lets it use the ports that were declared for it, and nothing else. Which mesh, a TeamNamespace or
 * the facts of the cluster say.
 */
export { meshOf } from './mesh-of';
