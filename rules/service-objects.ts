import type { JsonObject } from './rule';

/** A Service of port 80 with the given spec beside. */
export function service(spec: JsonObject, annotations?: JsonObject): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'sample', namespace: 'sample', ...(annotations ? { annotations } : {}) },
    spec: { selector: { app: 'sample' }, ports: [{ port: 80, targetPort: 8080 }], ...spec },
  };
}
