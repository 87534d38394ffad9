import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { assertReachable } from './reachability';

let server: Server | undefined;

async function listen(): Promise<number> {
  const made = createServer((socket) => socket.destroy());
  server = made;
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  return (made.address() as AddressInfo).port;
}

afterEach(async () => {
  const open = server;
  server = undefined;
  if (open) await new Promise((resolve) => open.close(resolve));
});

describe('the check that the API can be reached', () => {
  test('passes where something listens', async () => {
    const port = await listen();
    await expect(assertReachable(`https://127.0.0.1:${port}`)).resolves.toBeUndefined();
  });

  test('names the endpoint, the reason and the ways out where nothing does', async () => {
    const port = await listen();
    await new Promise((resolve) => server?.close(resolve));
    server = undefined;
    await expect(assertReachable(`https://127.0.0.1:${port}`)).rejects.toThrow(
      `The Kubernetes API at 127.0.0.1:${port} can't be reached from here (ECONNREFUSED), so the baseline can't be applied. ` +
        'Either run this inside the VPC or over its VPN; or set palisade:cluster endpoint to ' +
        "{access: allow-list, cidrs: [this machine's address]}; or let something inside the VPC do it: " +
        'palisade:layer "cluster" with palisade:baseline delivery.mode "runner" (CodeBuild) or "gitops" (Argo CD or Flux).',
    );
  });

  test('gives up in time on an address that swallows packets', async () => {
    // 192.0.2.0/24 is for documentation (RFC 5737): nothing answers, or the network says at once that there is no way.
    const before = Date.now();
    await expect(assertReachable('https://192.0.2.1', 200)).rejects.toThrow(
      /^The Kubernetes API at 192\.0\.2\.1:443 can't be reached from here \((no answer within 0\.2 s|ENETUNREACH|EHOSTUNREACH|ECONNREFUSED)\)/,
    );
    expect(Date.now() - before).toBeLessThan(2000);
  });
});
