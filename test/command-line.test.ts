import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  ApiClient,
  Cluster,
  KubernetesProvider,
  obtainPrograms,
  projectRoot,
  Screen,
  type ServedProvider,
  SimulatedAws,
  serveProvider,
} from '@palisade/rehearsal';
import { obtain } from '../rehearsal/programs';
import { setStage, temporaryFolder } from './support/stage';

const run = promisify(execFile);
const root = projectRoot();

/**
 * The project as a user has it checked out and built, but for where the engine keeps its salt: a copy, so that no test
 * writes into the repository.
 */
function checkOut(folder: string): void {
  for (const file of ['Pulumi.yaml', 'Pulumi.rehearsal.yaml', 'package.json'])
    cpSync(join(root, file), join(folder, file));
  for (const part of ['infra', 'policies']) {
    mkdirSync(join(folder, part));
    for (const built of ['package.json', 'dist']) {
      cpSync(join(root, part, built), join(folder, part, built), { recursive: true });
    }
  }
  for (const file of ['PulumiPolicy.yaml', 'serve.cjs']) {
    cpSync(join(root, 'policies', file), join(folder, 'policies', file));
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
}

describe('pulumi on the command line', () => {
  const folder = temporaryFolder();
  // Absolute: the engine looks for a relative one from the program's folder.
  const pack = join(folder, 'policies', 'serve.cjs');
  const { signal } = new AbortController();
  const providers: ServedProvider[] = [];
  let cluster: Cluster;
  let pulumi: (path: readonly string[], ...args: string[]) => Promise<{ code: number; output: string }>;
  let languageHost: string;

  beforeAll(async () => {
    checkOut(folder);
    const programs = await obtainPrograms({ screen: new Screen(process.stderr), signal });
    const host = await obtain('pulumi-language-nodejs', { signal, progress: () => {} });
    languageHost = join(host.path, '..');
    cluster = await Cluster.start({
      folder: join(folder, 'cluster'),
      programs: {
        etcd: programs.etcd.path,
        'kube-apiserver': programs['kube-apiserver'].path,
        'kube-controller-manager': programs['kube-controller-manager'].path,
      },
      signal,
    });
    const { endpoint, caPem } = cluster;
    const admin = new ApiClient(cluster.access('test', ['palisade:administrators']));
    const aws = new SimulatedAws({
      account: '111122223333',
      region: 'eu-west-1',
      cluster: { endpoint, certificateAuthority: caPem },
    });
    for (const provider of [aws, new KubernetesProvider(admin)]) providers.push(await serveProvider(provider));
    mkdirSync(join(folder, 'state'));
    pulumi = async (path, ...args) => {
      const env = {
        HOME: folder,
        PATH: [...path, join(process.execPath, '..'), '/usr/bin', '/bin'].join(':'),
        PULUMI_BACKEND_URL: `file://${join(folder, 'state')}`,
        PULUMI_CONFIG_PASSPHRASE: 'only for this test',
        PULUMI_DEBUG_PROVIDERS: providers.map(({ attachment }) => attachment).join(','),
        PULUMI_SKIP_UPDATE_CHECK: 'true',
        NO_COLOR: '1',
      };
      try {
        const { stdout, stderr } = await run(programs.pulumi.path, [...args, '--non-interactive'], {
          cwd: folder,
          env,
        });
        return { code: 0, output: stdout + stderr };
      } catch (error) {
        const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
        return { code, output: stdout + stderr };
      }
    };
    await pulumi([languageHost], 'stack', 'init', 'rehearsal');
  });
  afterAll(async () => {
    for (const provider of providers) provider.close();
    await cluster.stop();
    rmSync(folder, { recursive: true });
  });

  test('previews the program through a language host, under the pack', async () => {
    const args = ['preview', '--stack', 'rehearsal', '--policy-pack', pack];
    const { code, output } = await pulumi([languageHost], ...args);
    expect(output).toContain('palisade:infra:ControlPlane');
    expect(output).toMatch(/palisade@v0\.1\.0 \(local: .*serve\.cjs\)/);
    expect(code).toBe(0);
  });

  test('a mandatory violation fails it, and says which resource, which rule, and what to change', async () => {
    const program = join(folder, 'infra', 'dist', 'index.js');
    const hardened = readFileSync(program, 'utf8');
    writeFileSync(program, hardened.replaceAll('httpTokens: "required"', 'httpTokens: "optional"'));
    try {
      expect(readFileSync(program, 'utf8')).not.toBe(hardened);
      const args = ['preview', '--stack', 'rehearsal', '--policy-pack', pack];
      const { code, output } = await pulumi([languageHost], ...args);
      expect(output).toMatch(/\[mandatory\].*require-imdsv2/);
      expect(output).toContain('aws:ec2:LaunchTemplate: pool-general');
      expect(output).toContain('To fix it:');
      expect(code).not.toBe(0);
    } finally {
      writeFileSync(program, hardened);
    }
  });
});

// A language host of this engine's own version is not to be had everywhere, and older ones can't start packs. What it would
// do is what this launcher does: run the SDK's own script in the pack's folder.
test('the folder of the pack works as the SDK starts it', async () => {
  const { stage, folder, end } = await setStage();
  const searched = process.env.PATH;
  try {
    const launcher = join(folder, 'launcher');
    mkdirSync(launcher);
    const script = join(launcher, 'pulumi-analyzer-policy-nodejs');
    const module = '@pulumi/pulumi/cmd/run-policy-pack';
    writeFileSync(
      script,
      `#!${process.execPath}\nrequire(require.resolve('${module}', { paths: [process.cwd()] }));\n`,
    );
    chmodSync(script, 0o755);
    process.env.PATH = `${launcher}:${searched}`;
    const outcome = (await stage.session.preview({ policyPack: join(root, 'policies') })).orThrow();
    expect(outcome.violations).toEqual([]);
    // Only a pack that ran can say what it could not judge yet.
    expect(outcome.undecided.length).toBeGreaterThan(0);
  } finally {
    process.env.PATH = searched;
    await end();
  }
});
