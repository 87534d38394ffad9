import type { ClusterOptions } from '@palisade/constructs/control-plane';
import { signingRequest } from '@palisade/rehearsal';
import { Client } from '../../cli/attack';
import { eventually } from '../constructs/hardened-cluster';
import { approve, type SigningRequest } from '../containers/serving-request';
import { RenderedControlPlane } from './rendered';

const options: ClusterOptions = {
  name: 'edge',
  endpoint: 'api.edge.example.com',
  nodes: [{ name: 'cp-1', address: '10.0.0.11', role: 'control-plane' }],
};
const path = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
const controlPlane = new RenderedControlPlane(options);
let administrator: Client;

beforeAll(async () => {
  await controlPlane.start();
  const endpoint = `https://127.0.0.1:${controlPlane.port}`;
  const ca = controlPlane.read('/etc/kubernetes/pki/ca.crt');
  administrator = new Client({ endpoint, ca, ...(await controlPlane.client('alice', 'palisade:administrators')) });
}, 180_000);

afterAll(async () => {
  administrator?.close();
  await controlPlane.stop();
});

const kubelet = {
  signer: 'kube-apiserver-client-kubelet',
  commonName: 'system:node:worker-1',
  organization: 'system:nodes',
  usages: ['digital signature', 'client auth'],
};
const server = { ...kubelet, signer: 'kubelet-serving', usages: ['digital signature', 'server auth'] };

/** What becomes of a request that somebody approved: the certificate, or why there is none. */
async function outcomeOf({ signer, commonName, organization, usages }: typeof kubelet): Promise<string> {
  const request = Buffer.from(signingRequest({ commonName, organizations: [organization] })).toString('base64');
  const spec = { signerName: `kubernetes.io/${signer}`, request, usages, expirationSeconds: 600 };
  const body = {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { generateName: 'test-' },
    spec,
  };
  const made = await administrator.send({ method: 'POST', path, body });
  if (made.status !== 201) return made.message;
  expect(await approve(administrator, made.body as unknown as SigningRequest)).toBe(200);
  let outcome: string | undefined;
  await eventually('the signer to decide', async () => {
    const { name } = made.body.metadata as { name: string };
    const { status } = (await administrator.get(`${path}/${name}`)).body as {
      status: { certificate?: string; conditions: { type: string; message: string }[] };
    };
    outcome = status.certificate ? 'signed' : status.conditions.find(({ type }) => type === 'Failed')?.message;
    return outcome !== undefined;
  });
  return outcome ?? '';
}

describe('the signers of the cluster', () => {
  it('sign for a node, where somebody approved it', async () => {
    expect(await outcomeOf(kubelet)).toBe('signed');
  });

  it.each([
    ['a client that is no node', { ...kubelet, commonName: 'mallory' }, /subject common name does not begin with/],
    [
      'a node of another group',
      { ...kubelet, organization: 'system:masters' },
      /subject organization is not system:nodes/,
    ],
    ['a client that would serve', { ...kubelet, usages: ['digital signature', 'server auth'] }, /usages did not match/],
    ['a server of no address', server, /DNS or IP subjectAltName is required/],
  ])('refuse %s, though somebody approved it', async (_, request, why) => {
    expect(await outcomeOf(request)).toMatch(why);
  });
});
