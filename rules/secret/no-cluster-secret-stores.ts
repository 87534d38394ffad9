import { defineRule } from '../rule';
import { externalSecret, externalSecrets } from './external-secrets';

const message = 'the ExternalSecret reads from a store of the whole cluster';
const remoteRef = { key: 'shop/db' };
const data = [{ secretKey: 'password', remoteRef }];
const own = { kind: 'SecretStore', name: 'sample' };
const everyones = { kind: 'ClusterSecretStore', name: 'sample' };

export const noClusterSecretStores = defineRule({
  id: 'no-cluster-secret-stores',
  severity: 'medium',
  title: 'Read secrets from a store of the namespace',
  rationale:
    'A ClusterSecretStore reads as one identity for every namespace: whoever may write an ExternalSecret reads all that the identity may, other teams’ secrets too.',
  remediation:
    'Make a SecretStore in the namespace that authenticates as a service account of the namespace, and name it in `secretStoreRef` with `kind: SecretStore`.',
  references: [
    { standard: 'mitre-attack', control: 'T1555' },
    { standard: 'documentation', url: 'https://external-secrets.io/latest/guides/security-best-practices/' },
    { standard: 'documentation', url: 'https://external-secrets.io/latest/guides/multi-tenancy/' },
  ],
  on: 'object',
  resources: [externalSecrets('ExternalSecret', 'externalsecrets')],
  // Without a kind it is a SecretStore.
  cel: 'object.?spec.?secretStoreRef.?kind.orValue("SecretStore") == "SecretStore" && object.?spec.?data.orValue([]).all(entry, entry.?sourceRef.?storeRef.?kind.orValue("SecretStore") == "SecretStore") && object.?spec.?dataFrom.orValue([]).all(entry, entry.?sourceRef.?storeRef.?kind.orValue("SecretStore") == "SecretStore")',
  message,
  samples: {
    good: [
      { name: 'names a store of its namespace', given: externalSecret({ secretStoreRef: own, data }) },
      { name: 'names a store without a kind', given: externalSecret({ secretStoreRef: { name: 'sample' }, data }) },
      {
        name: 'makes a password by itself',
        given: externalSecret({
          dataFrom: [{ sourceRef: { generatorRef: { kind: 'Password', name: 'sample' } } }],
        }),
      },
    ],
    bad: [
      { name: 'names a store of the cluster', given: externalSecret({ secretStoreRef: everyones, data }), message },
      {
        name: 'takes one entry from a store of the cluster',
        given: externalSecret({
          secretStoreRef: own,
          data: [...data, { secretKey: 'user', remoteRef, sourceRef: { storeRef: everyones } }],
        }),
        message,
      },
      {
        name: 'takes whole secrets from a store of the cluster',
        given: externalSecret({
          secretStoreRef: own,
          dataFrom: [{ extract: remoteRef, sourceRef: { storeRef: everyones } }],
        }),
        message,
      },
    ],
  },
});
