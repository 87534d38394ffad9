import type { ServerResponse } from 'node:http';
import { parseReference } from '../reference';
import { RegistryClient } from '../registry';
import { TestRegistry } from '../testing/registry';
import { attestationLayer, statement, testKey } from '../testing/signing';
import { findEvidence } from './find';

const MiB = 2 ** 20;
const key = testKey();
let registry: TestRegistry;
let client: RegistryClient;

beforeEach(async () => {
  registry = await TestRegistry.start();
  client = new RegistryClient();
});
afterEach(async () => {
  client.close();
  await registry.stop();
});

/** Attests texts of so many bytes about an image of its own. */
function attested(name: string, ...sizes: number[]): string {
  const { reference, digest } = registry.image(name, name);
  const layers = sizes.map((size) => {
    return attestationLayer(statement(digest, 'https://example.com/text', { text: 'x'.repeat(size) }), key);
  });
  registry.cosignTag(name, digest, 'att', layers);
  return reference;
}

function find(reference: string, signal = AbortSignal.timeout(10_000)) {
  const parsed = parseReference(reference);
  return findEvidence({ ...parsed, digest: parsed.digest ?? '' }, client, signal);
}

/** Keeps what the registry answers to requests for blobs until it is let go, one by one. */
function holdBlobs() {
  const held: { readonly path: string; readonly letGo: () => void }[] = [];
  registry.hook = (request, response: ServerResponse) => {
    const path = request.url ?? '';
    if (!path.includes('/blobs/') || request.headers['x-let-go']) return false;
    held.push({
      path,
      letGo: () => {
        void fetch(`http://${registry.host}${path}`, { headers: { 'x-let-go': 'yes' } })
          .then((answer) => answer.arrayBuffer())
          .then((bytes) => response.end(Buffer.from(bytes)));
      },
    });
    return true;
  };
  return held;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

test('of what is large, one blob is read at a time, for one image after the other', async () => {
  const images = [attested('one', 2 * MiB, 2 * MiB), attested('two', 2 * MiB)];
  const held = holdBlobs();
  const found = Promise.all(images.map((each) => find(each)));
  const order: string[] = [];
  for (let count = 1; count <= 3; count += 1) {
    await until(() => held.length === count);
    // Whoever else would ask has time to.
    await find(attested(`small-${count}`));
    expect(held).toHaveLength(count);
    order.push(held[count - 1]?.path.split('/')[2] ?? '');
    held[count - 1]?.letGo();
  }
  expect([order.join(), [...order].reverse().join()]).toContain('one,one,two');
  expect((await found).map(({ evidence }) => evidence.length)).toEqual([2, 1]);
});

test('what is small does not wait for it', async () => {
  const [large, small] = [attested('large', 2 * MiB), attested('small', 1000)];
  const held = holdBlobs();
  const first = find(large);
  await until(() => held.length === 1);
  const second = find(small);
  await until(() => held.length === 2);
  held[1]?.letGo();
  expect((await second).evidence).toHaveLength(1);
  held[0]?.letGo();
  expect((await first).evidence).toHaveLength(1);
});

test('whose turn does not come in time is not judged without it', async () => {
  const [first, second] = [attested('one', 2 * MiB), attested('two', 2 * MiB)];
  const held = holdBlobs();
  const reading = find(first);
  await until(() => held.length === 1);
  await expect(find(second, AbortSignal.timeout(100))).rejects.toMatchObject({
    message: 'much is attested about other images too, and it was not read in time: try again',
    isTransient: true,
  });
  held[0]?.letGo();
  expect((await reading).evidence).toHaveLength(1);
});

test('what does not fit into memory is not read', async () => {
  const reference = attested('many', 20 * MiB, 20 * MiB);
  const { evidence, unreadable } = await find(reference);
  expect(evidence).toHaveLength(1);
  expect(unreadable).toEqual([
    expect.stringContaining('with it, more than 41943040 bytes would be read about one image'),
  ]);
});

test('a text of more values than anybody attests is not taken apart', async () => {
  const { reference, digest } = registry.image('web', 'web');
  registry.cosignTag('web', digest, 'att', [{ body: `[${'[],'.repeat(500_000)}[]]`, annotations: {} }]);
  const { unreadable } = await find(reference);
  expect(unreadable).toEqual([expect.stringContaining('it has more than 1000000 values: refused')]);
});
