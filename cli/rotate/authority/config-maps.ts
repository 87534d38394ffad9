import type { X509Certificate } from 'node:crypto';
import { type ApiServers, fieldsOf, text } from '../api-servers';
import { bundle, certificatesIn, has } from './bundle';
import type { Journal } from './journal';
import type { Place } from './place';

/** Undefined where every namespace tells its pods to trust both authorities or, in the end, the new one only. */
export async function rootsAmiss(servers: ApiServers, { old, next, stage }: Journal): Promise<string | undefined> {
  const maps = await servers.list('/api/v1/configmaps?fieldSelector=metadata.name%3Dkube-root-ca.crt');
  // Nobody writes into one that is being deleted, which may last.
  const ending = new Set(
    (await servers.list('/api/v1/namespaces')).flatMap(({ metadata, status }) =>
      fieldsOf(status).phase === 'Terminating' ? [fieldsOf(metadata).name] : [],
    ),
  );
  const wrong = maps.flatMap(({ metadata, data }) => {
    const namespace = text(fieldsOf(metadata).namespace) ?? '';
    if (ending.has(namespace)) return [];
    const held = certificatesIn(text(fieldsOf(data)['ca.crt']) ?? '', `kube-root-ca.crt of ${namespace}`);
    return has(held, next) && has(held, old) === (stage !== 'drop') ? [] : [namespace];
  });
  if (maps.length === 0) return 'no namespace has a ConfigMap kube-root-ca.crt yet: is a controller manager there?';
  if (wrong.length === 0) return undefined;
  const should = stage === 'drop' ? 'the new authority only' : 'both authorities';
  return `ConfigMap kube-root-ca.crt of ${wrong.length} namespaces, such as ${wrong[0]}, has not ${should} yet`;
}

const published = '/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication';

/**
 * Undefined where API servers tell the aggregated ones to trust both authorities or, in the end, the new one only. What one of them
 * has once told stays there until it ends, so the old authority is taken out here.
 *
 * @see k8s.io/kubernetes/pkg/controlplane/controller/clusterauthenticationtrust
 */
export async function publishedAmiss(
  servers: ApiServers,
  { name }: Place,
  { old, stage }: Journal,
  next: X509Certificate,
): Promise<string | undefined> {
  if (name === 'etcd') return undefined;
  const key = name === 'cluster' ? 'client-ca-file' : 'requestheader-client-ca-file';
  const { body } = await servers.ask({ method: 'GET', path: published });
  const pem = text(fieldsOf(body.data)[key]) ?? '';
  const held = certificatesIn(pem, `${key} of ConfigMap extension-apiserver-authentication`);
  if (!has(held, next.fingerprint256))
    return 'ConfigMap extension-apiserver-authentication has not the new authority yet';
  if (stage !== 'drop' || !has(held, old)) return undefined;
  const { resourceVersion } = fieldsOf(body.metadata);
  await servers.ask({
    method: 'PATCH',
    path: published,
    contentType: 'application/merge-patch+json',
    body: { metadata: { resourceVersion }, data: { [key]: bundle.without(pem, old) } },
  });
  return 'ConfigMap extension-apiserver-authentication had the old authority';
}
