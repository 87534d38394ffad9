import type { Client } from '../../cli/attack';

/** What a kubelet asks for: a certificate to serve with. */
export interface SigningRequest {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly signerName: string; readonly username: string };
  readonly status: { readonly conditions?: readonly object[] };
}

const path = '/apis/certificates.k8s.io/v1/certificatesigningrequests';

/** The first request of a kubelet, as an administrator sees it. */
export async function servingRequest(administrator: Client): Promise<SigningRequest | undefined> {
  const items = (await administrator.get(path)).body.items as SigningRequest[] | undefined;
  return items?.find(({ spec }) => spec.signerName === 'kubernetes.io/kubelet-serving');
}

/** What an administrator does with it: `kubectl certificate approve`. Returns the status. */
export async function approve(administrator: Client, request: SigningRequest): Promise<number> {
  const conditions = [{ type: 'Approved', status: 'True', reason: 'Test', message: 'this test knows the machine' }];
  const body = { ...request, status: { conditions } };
  return (await administrator.send({ method: 'PUT', path: `${path}/${request.metadata.name}/approval`, body })).status;
}
