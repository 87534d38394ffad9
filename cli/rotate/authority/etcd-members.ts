import type { X509Certificate } from 'node:crypto';
import { Client } from '../../api-server/client';
import { listOf } from '../api-servers';
import { read } from '../certificates/renewal';
import { type ClientPair, servedCertificate } from '../served';
import type { Place } from './place';

/** The URLs at which all members of etcd answer, to clients and to each other, as the one here knows them. */
export async function etcdUrls({ apiServer, current }: Place): Promise<readonly string[]> {
  const [endpoint = ''] = apiServer.required('etcd-servers').split(',');
  const pair = { cert: read(apiServer.required('etcd-certfile')), key: read(apiServer.required('etcd-keyfile')) };
  const client = new Client({ endpoint, ca: read(current.certificate), ...pair });
  try {
    const { body, message } = await client.send({ method: 'POST', path: '/v3/cluster/member/list', body: {} });
    const urls = listOf(body.members).flatMap(({ clientURLs, peerURLs }) => [
      ...((clientURLs ?? []) as string[]),
      ...((peerURLs ?? []) as string[]),
    ]);
    if (urls.length === 0) throw new Error(`etcd at ${endpoint} names no members: ${message}`);
    return urls;
  } finally {
    client.close();
  }
}

/** True where a member lets somebody in: it ends the connection of whom it does not. */
export async function etcdLetsIn({ current }: Place, url: string, pair: ClientPair): Promise<boolean> {
  const client = new Client({ endpoint: url, ca: read(current.certificate), ...pair });
  try {
    await client.get('/version');
    return true;
  } catch {
    return false;
  } finally {
    client.close();
  }
}

/** True where the certificate that a member shows is signed by an authority. */
export async function etcdIsVouchedFor(url: string, authority: X509Certificate, pair: ClientPair): Promise<boolean> {
  return (await servedCertificate(new URL(url).host, pair)).verify(authority.publicKey);
}
