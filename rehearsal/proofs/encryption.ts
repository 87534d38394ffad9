import { randomBytes } from 'node:crypto';
import { type Proof, ProofFailed } from './proof';

const NAME = 'proof-of-encryption';

/** Written through the API and read back from etcd itself, past the API server. */
export const encryptionProof: Proof = {
  claim: 'A secret is ciphertext in etcd',
  prove: async (stage) => {
    const marker = randomBytes(24).toString('hex');
    const path = `/api/v1/namespaces/${stage.namespace}/secrets`;
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: NAME }, stringData: { marker } };
    await stage.admin.call({ method: 'POST', path, body: secret });
    try {
      const read = (await stage.admin.call({ method: 'GET', path: `${path}/${NAME}` })) as { data: { marker: string } };
      if (Buffer.from(read.data.marker, 'base64').toString() !== marker) {
        throw new ProofFailed('the API server gave back another value than was written');
      }
      const stored = await stage.cluster.etcdGet(`/registry/secrets/${stage.namespace}/${NAME}`);
      if (stored.length === 0) throw new ProofFailed('etcd has nothing under the key of the secret');
      if (stored.includes(marker)) throw new ProofFailed('etcd holds the value in plain text');
      const prefix = /^k8s:enc:[a-z0-9]+:v\d:[^:]*:/.exec(stored.toString('latin1'))?.[0];
      if (!prefix) throw new ProofFailed(`etcd holds ${stored.length} bytes with no mark of an encryption provider`);
      return `${stored.length} bytes that begin with ${prefix}, without the value that the API reads back`;
    } finally {
      await stage.admin.call({ method: 'DELETE', path: `${path}/${NAME}` });
    }
  },
};
