import { createServer } from 'node:net';

/** The only address that anything of the rehearsal listens on. */
export const LOOPBACK = '127.0.0.1';

/**
 * Ports on the loopback address that were free a moment ago. They are all held open together, so they differ; between
 * here and the program's own bind somebody else may take one, so whoever uses them must try again with others.
 */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  try {
    return await Promise.all(
      servers.map(
        (server) =>
          new Promise<number>((resolve, reject) => {
            server.once('error', reject);
            server.listen({ host: LOOPBACK, port: 0, exclusive: true }, () => {
              const address = server.address();
              if (address === null || typeof address === 'string') reject(new Error('No port was given.'));
              else resolve(address.port);
            });
          }),
      ),
    );
  } finally {
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }
}
