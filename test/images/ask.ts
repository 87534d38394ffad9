import { type RequestOptions, request } from 'node:https';

/** What the service answers, by either protocol. */
export interface Answered {
  readonly status: number;
  readonly body: {
    readonly status?: { readonly allowed: boolean; readonly reason?: string };
    readonly response?: { readonly allowed: boolean };
  };
}

/** Asks the service by a connection of its own. */
export function askService(options: RequestOptions, body: object): Promise<Answered> {
  const headers = { 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const outgoing = request({ port: 8443, method: 'POST', headers, agent: false, ...options }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () =>
        resolve({ status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString()) }),
      );
    });
    outgoing.once('error', reject);
    outgoing.end(JSON.stringify(body));
  });
}

/** What the plug-in ImagePolicyWebhook asks. */
export const review = (...images: string[]) => ({
  apiVersion: 'imagepolicy.k8s.io/v1alpha1',
  kind: 'ImageReview',
  spec: { containers: images.map((image) => ({ image })), namespace: 'shop' },
});

/** What a webhook is asked. */
export const admission = (image: string, annotations: object = {}) => ({
  apiVersion: 'admission.k8s.io/v1',
  kind: 'AdmissionReview',
  request: {
    uid: 'u1',
    operation: 'CREATE',
    object: { kind: 'Pod', metadata: { annotations }, spec: { containers: [{ image }] } },
  },
});
