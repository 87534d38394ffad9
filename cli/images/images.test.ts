import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestRegistry } from '../../admission/testing/registry';
import { attestationLayer, signatureLayer, statement, testKey } from '../../admission/testing/signing';
import { type ImagesArguments, runImages } from '.';

const key = testKey();
let folder: string;
let registry: TestRegistry;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'palisade-images-'));
  registry = await TestRegistry.start();
});
afterEach(async () => {
  await registry.stop();
  rmSync(folder, { recursive: true });
});

/** Runs the command; what it wrote, without what changes with every run. */
async function run(given: Partial<ImagesArguments>, stdin = '') {
  const written = { out: '', err: '' };
  const to = (stream: 'out' | 'err') => ({
    write: (text: string) => {
      written[stream] += text;
    },
  });
  const streams = { stdin: [stdin] as never, stdout: to('out'), stderr: to('err') };
  const code = await runImages({ words: [folder], ...given }, streams, new AbortController().signal);
  const plain = (text: string): string => text.replaceAll(registry.host, 'HOST').replaceAll(folder, 'FOLDER');
  return { code, out: plain(written.out), err: plain(written.err) };
}

const path = (name: string): string => join(folder, name);
const pod = (...images: string[]): string =>
  `kind: Pod\napiVersion: v1\nmetadata: {name: web}\nspec:\n  containers:\n${images
    .map((image, index) => `  - name: c${index}\n    image: ${image} # kept\n`)
    .join('')}`;

function signed(): string {
  const { digest } = registry.image('shop/web', 'one', 'v1');
  registry.cosignTag('shop/web', digest, 'sig', [signatureLayer(digest, key)]);
  registry.cosignTag('shop/web', digest, 'att', [
    attestationLayer(statement(digest, 'https://spdx.dev/Document'), key),
  ]);
  return digest;
}

test('images are listed once, with where they stand and what stands beside them', async () => {
  const digest = signed();
  writeFileSync(path('a.yaml'), pod(`${registry.host}/shop/web:v1`, `${registry.host}/shop/web:v1`));
  expect(await run({})).toEqual({
    code: 0,
    out: `HOST/shop/web:v1
  digest   ${digest}
  signed   1, attested https://spdx.dev/Document
  at       FOLDER/a.yaml:6 Pod/web containers[0]
  at       FOLDER/a.yaml:8 Pod/web containers[1]
`,
    err: '',
  });
});

test('a policy says which are trusted, pinned or not yet', async () => {
  const digest = signed();
  registry.image('shop/web', 'two', 'v2');
  writeFileSync(path('release.pub'), key.pem);
  writeFileSync(
    path('trust.json'),
    JSON.stringify({
      signers: { release: { key: 'release.pub', transparencyLog: false } },
      images: [{ from: registry.host, signedBy: ['release'] }],
    }),
  );
  const manifest = pod(
    `${registry.host}/shop/web@${digest}`,
    `${registry.host}/shop/web:v2`,
    `${registry.host}/shop/none:v1`,
  );
  const { code, out } = await run({ words: ['-'], policy: path('trust.json'), json: true }, manifest);
  const { images } = JSON.parse(out);
  expect(code).toBe(1);
  expect(images.map(({ verdict, isPinned, problem }: never) => ({ verdict, isPinned, problem }))).toEqual([
    { verdict: { allowed: true, reasons: [], signer: 'release' }, isPinned: true },
    {
      verdict: { allowed: false, reasons: [expect.stringContaining('there is no signature beside it')] },
      isPinned: false,
    },
    { isPinned: false, problem: 'there is no such image in its registry' },
  ]);
});

test('with a policy, no registry is asked that it does not allow', async () => {
  const elsewhere = await TestRegistry.start();
  elsewhere.image('shop/web', 'one', 'v1');
  writeFileSync(path('release.pub'), key.pem);
  const trust = {
    signers: { release: { key: 'release.pub', transparencyLog: false } },
    images: [{ from: `${registry.host}/shop`, signedBy: ['release'] }],
  };
  writeFileSync(path('trust.json'), JSON.stringify(trust));
  const manifest = pod(`${elsewhere.host}/shop/web:v1`);
  const { code, out } = await run({ words: ['-'], policy: path('trust.json') }, manifest);
  expect(code).toBe(1);
  expect(out).toContain(`refused  ${elsewhere.host}/shop/web is in no registry that is allowed: HOST/shop`);
  expect(elsewhere.asked).toEqual([]);
  await elsewhere.stop();
});

test('what a kubeconfig says cannot steer the terminal', async () => {
  writeFileSync(path('kubeconfig'), 'kind: Config\ncurrent-context: "\\e[2Jx"\n');
  const { code, err } = await run({ words: [], kubeconfig: path('kubeconfig') });
  expect({ code, err }).toEqual({ code: 2, err: "palisade images: FOLDER/kubeconfig has no context '?[2Jx'\n" });
});

test('files are pinned in place, with their mode', async () => {
  const digest = signed();
  const file = path('a.yaml');
  writeFileSync(file, pod(`${registry.host}/shop/web:v1`));
  chmodSync(file, 0o640);
  const { code, out } = await run({ pin: true });
  expect({ code, last: out.trim().split('\n').at(-1) }).toEqual({ code: 0, last: 'FOLDER/a.yaml: 1 pinned' });
  expect(readFileSync(file, 'utf8')).toBe(pod(`${registry.host}/shop/web:v1@${digest}`));
  expect(statSync(file).mode & 0o777).toBe(0o640);
  expect((await run({ pin: true })).out).not.toContain('1 pinned');
});

test('what is not found is not pinned, and a link is not replaced', async () => {
  signed();
  writeFileSync(path('real.txt'), pod(`${registry.host}/shop/web:v1`, `${registry.host}/shop/none:v1`));
  symlinkSync(path('real.txt'), path('a.yaml'));
  const { code, err } = await run({ pin: true });
  expect({ code, err }).toEqual({
    code: 1,
    err: 'FOLDER/a.yaml:8: HOST/shop/none:v1: there is no such image in its registry\nFOLDER/a.yaml: is a symbolic link: name the file that it leads to\n',
  });
  expect(readFileSync(path('real.txt'), 'utf8')).toBe(
    pod(`${registry.host}/shop/web:v1`, `${registry.host}/shop/none:v1`),
  );
});

test.each<[string, Partial<ImagesArguments>, string]>([
  [
    'no path',
    { words: [] },
    'palisade images: name files or folders, - for standard input, a cluster with --kubeconfig, or serve\nTry: palisade images --help\n',
  ],
  [
    '--pin of standard input',
    { words: ['-'], pin: true },
    'palisade images: --pin edits files in place: name files or folders\nTry: palisade images --help\n',
  ],
  [
    'serve without a file',
    { words: ['serve'] },
    'palisade images: serve needs --config FILE\nTry: palisade images --help\n',
  ],
  [
    'serve with more',
    { words: ['serve'], pin: true },
    'palisade images: serve takes --config FILE and nothing else\nTry: palisade images --help\n',
  ],
  [
    'no policy',
    { policy: 'nowhere.yaml' },
    'palisade images: --policy nowhere.yaml cannot be read\nTry: palisade images --help\n',
  ],
  [
    'a cluster and files',
    { kubeconfig: 'config' },
    'palisade images: name files and folders, or a cluster with --kubeconfig: not both\nTry: palisade images --help\n',
  ],
  [
    '--pin of a cluster',
    { words: [], kubeconfig: 'config', pin: true },
    'palisade images: --pin edits files: pin the manifests that the cluster is made from\nTry: palisade images --help\n',
  ],
  [
    'a namespace of files',
    { namespace: 'shop' },
    'palisade images: --context and --namespace go with --kubeconfig FILE\nTry: palisade images --help\n',
  ],
  [
    'serve with a cluster',
    { words: ['serve'], config: 'images.yaml', kubeconfig: 'config' },
    'palisade images: serve takes --config FILE and nothing else\nTry: palisade images --help\n',
  ],
  ['nothing there', {}, 'FOLDER: no image is named here\n'],
])('a call with %s is wrong', async (_, given, err) => {
  expect(await run(given)).toMatchObject({ code: 2, err });
});

test('what cannot be read is said, and what a manifest says does not steer the terminal', async () => {
  const text = 'kind: Pod\napiVersion: v1\nspec: {containers: [{image: "a\\u001b[31mb"}, {}]}\n';
  writeFileSync(path('a.yaml'), text);
  const { code, out, err } = await run({});
  expect(code).toBe(2);
  expect(err).toBe("FOLDER/a.yaml:1: the pod's containers[1].image names no image\n");
  expect(out).toBe('');
  writeFileSync(path('a.yaml'), text.replace(', {}', ''));
  expect((await run({})).out).toContain('a?[31mb\n');
});
