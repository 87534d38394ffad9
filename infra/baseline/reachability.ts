import { connect } from 'node:net';

/** How long to wait for the API endpoint to answer, in milliseconds. */
export const reachTimeout = 10_000;

/**
 * Opens a TCP connection to the API endpoint and closes it again.
 *
 * Without this a private endpoint shows itself only minutes later, as one timeout for each object of the baseline.
 *
 * @param endpoint such as `https://ABC.gr7.eu-west-1.eks.amazonaws.com`; the port is 443 unless it says another.
 * @param timeout milliseconds.
 * @throws when nothing answers in time: the endpoint, the reason, and the three ways out.
 */
export async function assertReachable(endpoint: string, timeout: number = reachTimeout): Promise<void> {
  const url = new URL(endpoint);
  const port = url.port === '' ? 443 : Number(url.port);
  // URL keeps the brackets of an IPv6 address, connect wants none.
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const failure = await new Promise<string | undefined>((resolve) => {
    const socket = connect({ host, port });
    const settle = (reason?: string): void => {
      socket.destroy();
      resolve(reason);
    };
    socket.setTimeout(timeout, () => settle(`no answer within ${timeout / 1000} s`));
    socket.once('connect', () => settle());
    socket.once('error', (error: NodeJS.ErrnoException) => settle(error.code ?? error.message));
  });
  if (failure === undefined) return;
  throw new Error(
    `The Kubernetes API at ${host}:${port} can't be reached from here (${failure}), so the baseline can't be applied. ` +
      'Either run this inside the VPC or over its VPN; or set palisade:cluster endpoint to ' +
      "{access: allow-list, cidrs: [this machine's address]}; or let something inside the VPC do it: " +
      'palisade:layer "cluster" with palisade:baseline delivery.mode "runner" (CodeBuild) or "gitops" (Argo CD or Flux).',
  );
}
