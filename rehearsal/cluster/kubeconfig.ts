/** What a client needs to reach the API server as somebody. */
export interface KubeconfigParts {
  readonly endpoint: string;
  readonly caPem: string;
  readonly user: string;
  readonly cert: string;
  readonly key: string;
}

const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');

/** A kubeconfig with everything in it, as a plain object: written as JSON it is the YAML that kubectl reads. */
export function kubeconfig({ endpoint, caPem, user, cert, key }: KubeconfigParts) {
  const cluster = 'palisade-rehearsal';
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: cluster, cluster: { server: endpoint, 'certificate-authority-data': base64(caPem) } }],
    users: [{ name: user, user: { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) } }],
    contexts: [{ name: cluster, context: { cluster, user } }],
    'current-context': cluster,
  };
}
