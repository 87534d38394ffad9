import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Client, Impostor, ImpostorCertificate } from '../../cli/attack';
import { createAuthority, issue, type KeyedCertificate } from './forgery';

/** The node whose address is taken, what runs there, and whose certificates there are. */
export interface Place {
  readonly administrator: Client;
  readonly node: string;
  readonly pod: Impostor['pod'];
  /** A genuine certificate of a node to serve with, by the cluster's authority. */
  readonly genuine: (node: string, address: string) => KeyedCertificate;
}

const address = '127.0.0.1';

/**
 * A server in the place of a node's kubelet. That the node's object names its address stands for an attacker who has taken the
 * address itself: what the API server sees is the same.
 */
export async function impostor(
  { administrator, node, pod, genuine }: Place,
  certificate: ImpostorCertificate,
): Promise<Impostor> {
  const { certificate: cert, key } = {
    'self-signed': () =>
      issue(createAuthority('impostor', 1), {
        subject: { commonName: `system:node:${node}`, organizations: ['system:nodes'] },
        use: 'server',
        hosts: [address],
        lifetimeHours: 1,
      }),
    'of another node': () => genuine('another-node', '192.0.2.7'),
    'its own': () => genuine(node, address),
  }[certificate]();
  const heard: string[] = [];
  const log = 'nothing has happened\n';
  const note = ({ method, url }: IncomingMessage) => heard.push(`${method} ${url}`);
  const server = createServer({ cert, key }, (request, response) => {
    note(request);
    response.end(log);
  });
  server.on('upgrade', (request, socket) => {
    note(request);
    socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
  });
  // Who does not trust it hangs up.
  server.on('tlsClientError', () => {});
  server.listen(0, address);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { status, message } = await administrator.send({
    method: 'PATCH',
    path: `/api/v1/nodes/${node}/status`,
    contentType: 'application/merge-patch+json',
    body: {
      status: {
        addresses: [{ type: 'InternalIP', address }],
        daemonEndpoints: { kubeletEndpoint: { Port: port } },
      },
    },
  });
  if (status !== 200) throw new Error(`${node} does not get the address (${status}): ${message}`);
  return {
    pod,
    log,
    heard: () => heard,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
