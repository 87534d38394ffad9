import { X509Certificate } from 'node:crypto';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiServers, fieldsOf, text } from '../api-servers';
import { read } from '../certificates/renewal';
import { inPrivateFolder } from '../private-folder';
import { runCommands } from '../run-commands';
import type { Place } from './place';
import { prober } from './probe';

const requests = '/apis/certificates.k8s.io/v1/certificatesigningrequests';

/** Times, half a second apart, to look whether a request is signed. */
const LOOKS = 40;

/**
 * Asks the cluster for a certificate, for nobody and without keeping the key, to see who signs.
 *
 * @returns undefined where an authority does
 */
export async function signerAmiss(
  servers: ApiServers,
  place: Place,
  authority: X509Certificate,
): Promise<string | undefined> {
  const request = {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { generateName: 'palisade-rotation-' },
    spec: {
      request: Buffer.from(requestText(place)).toString('base64'),
      signerName: 'kubernetes.io/kube-apiserver-client',
      usages: ['client auth'],
      // The shortest that may be asked for.
      expirationSeconds: 600,
    },
  };
  const { body: made } = await servers.ask({ method: 'POST', path: requests, body: request });
  const path = `${requests}/${text(fieldsOf(made.metadata).name)}`;
  try {
    const condition = { type: 'Approved', status: 'True', reason: 'Rotation', message: 'to see which authority signs' };
    const body = { ...made, status: { conditions: [condition] } };
    await servers.ask({ method: 'PUT', path: `${path}/approval`, body });
    for (let look = 0; look < LOOKS; look += 1) {
      const { status } = (await servers.ask({ method: 'GET', path })).body;
      const signed = text(fieldsOf(status).certificate);
      if (signed === undefined) {
        await sleep(500);
        continue;
      }
      const certificate = new X509Certificate(Buffer.from(signed, 'base64'));
      return certificate.verify(authority.publicKey) ? undefined : 'the controller manager signs by another authority';
    }
    return 'no controller manager signs what the cluster is asked for';
  } finally {
    await servers.ask({ method: 'DELETE', path });
  }
}

function requestText({ current, name }: Place): string {
  const folder = join(dirname(current.certificate), `.${name}.request`);
  return inPrivateFolder(folder, () => {
    const [key, request] = [join(folder, 'probe.key'), join(folder, 'probe.csr')];
    const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc', '-sha256'];
    runCommands([['openssl', 'req', '-new', ...newKey, '-subj', `/CN=${prober}`, '-keyout', key, '-out', request]]);
    return read(request);
  });
}
