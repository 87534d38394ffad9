/** What a kubeconfig needs to know of a cluster. */
export interface KubeconfigArgs {
  /** The cluster's name on EKS. */
  name: string;
  region: string;
  /** `https://...`. */
  endpoint: string;
  /** The certificate authority, base64. */
  certificateAuthority: string;
}

/**
 * A kubeconfig, as JSON, that holds no secret: kubectl asks `aws eks get-token` for a token of 15 minutes
 * each time, with whatever AWS credentials the caller has. Needs the AWS CLI 2 on the caller's machine.
 */
export function kubeconfig({ name, region, endpoint, certificateAuthority }: KubeconfigArgs): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    preferences: {},
    clusters: [{ name, cluster: { server: endpoint, 'certificate-authority-data': certificateAuthority } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    users: [
      {
        name,
        user: {
          exec: {
            apiVersion: 'client.authentication.k8s.io/v1',
            command: 'aws',
            args: ['--region', region, 'eks', 'get-token', '--cluster-name', name, '--output', 'json'],
            interactiveMode: 'IfAvailable',
            provideClusterInfo: false,
          },
        },
      },
    ],
  });
}
