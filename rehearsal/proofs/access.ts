import { ApiClient } from '../kubernetes/objects';
import { type Proof, ProofFailed } from './proof';

/** Who may come in, and what they may see. Each refusal stands beside something that the same caller is allowed. */
export const accessProofs: readonly Proof[] = [
  {
    claim: 'An anonymous request is not let in',
    prove: async (stage) => {
      const anonymous = new ApiClient({ endpoint: stage.cluster.endpoint, ca: stage.cluster.caPem });
      try {
        const nodes = await anonymous.get('/api/v1/nodes');
        const health = await anonymous.get('/livez');
        if (nodes.status !== 401) throw new ProofFailed(`GET /api/v1/nodes answered ${nodes.status} instead of 401`);
        if (health.status !== 200)
          throw new ProofFailed(`GET /livez answered ${health.status}: nobody is let in at all`);
        return `GET /api/v1/nodes: ${nodes.status} ${nodes.message} · GET /livez: ${health.status}`;
      } finally {
        anonymous.close();
      }
    },
  },
  {
    claim: 'A developer may not read secrets',
    prove: async (stage) => {
      const group = stage.developers;
      const developer = stage.clientOf('proof-developer', [group]);
      try {
        const path = `/api/v1/namespaces/${stage.namespace}`;
        const pods = await developer.get(`${path}/pods`);
        const secrets = await developer.get(`${path}/secrets`);
        if (pods.status !== 200)
          throw new ProofFailed(`listing pods answered ${pods.status}: the group has no rights at all`);
        if (secrets.status !== 403) throw new ProofFailed(`listing secrets answered ${secrets.status} instead of 403`);
        return `group ${group}: pods ${pods.status}, secrets ${secrets.status} ${secrets.message}`;
      } finally {
        developer.close();
      }
    },
  },
];
