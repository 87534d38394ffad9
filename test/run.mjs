#!/usr/bin/env node
// `npm test`: everything that this machine allows, and a plain word on what it does not. With --require-all, or where
// CI is set, what can't be run is a failure. The last line is `N passed, N failed`, taken from jest's own result.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../build.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const own = new Set(['--require-all']);
const requireAll = process.argv.includes('--require-all') || process.env.CI === 'true';
const passedOn = process.argv.slice(2).filter((argument) => !own.has(argument));

await build();
const engine = await missing('pulumi', 'etcd', 'kube-apiserver', 'kube-controller-manager', 'pulumi-language-nodejs');
const projects = engine ? ['unit'] : ['unit', 'engine'];

const forContainers = ['containerd', 'runc', 'busybox', 'docker-registry'];
const forRoot = new Set(['containerd', 'nft']);
/** Debian's packages that are not called as their commands are. */
const packages = {
  ...{ busybox: 'busybox-static', nft: 'nftables', ip: 'iproute2', setcap: 'libcap2-bin' },
  ...{ 'dbus-daemon': 'dbus', busctl: 'systemd' },
};

/** Tests that need more than the engine and the API server: what they are about, where, and what they run. */
const further = [
  ['the comparison with other policy engines', '/test/gates/', ['conftest', 'gator', 'kyverno']],
  ['rendered control planes', '/test/control-plane/', ['kubeadm', 'butane', 'etcdctl', 'etcdutl', 'kms-plugin']],
  ['keys at a KMS', '/test/rotate/secrets-key-kms', ['kms-plugin']],
  ['certificates and authorities that kubeadm made', '/test/rotate/(certificates|authority)-kubeadm', ['kubeadm']],
  ['what constructs write', '/test/constructs/', ['kubeconform']],
  ['the example, judged by other checkers', '/test/app-repo', ['kube-score'], 'python3'],
  ['charts that others wrote', '/test/hardened-helm', ['helm']],
  ['images that are signed', '/test/images/', ['cosign', 'kyverno'], 'docker-registry'],
  [
    'nodes that run pods',
    '/test/(control-plane/kubelet|attacks/attacks|rotate/(service-account-key|authority)-kubelet)',
    ['kubelet', 'kube-scheduler'],
    ...forContainers,
  ],
  [
    'a machine of the control plane',
    '/test/control-plane/machine',
    ['kubelet', 'kubectl', 'kube-scheduler', 'etcdctl', 'etcdutl', 'containerd', 'containerd-shim-runc-v2', 'runc'],
    ...[...forContainers, 'setcap', 'ip', 'dbus-daemon', 'busctl'],
  ],
  [
    'the image of the admission service',
    '/test/images/container',
    ['buildkitd', 'buildctl', 'cosign', 'kubelet', 'kube-scheduler'],
    ...forContainers,
  ],
  ['firewalls of machines', '/test/control-plane/firewall', [], 'nft', 'ip'],
];
const without = [];
for (const [about, path, programs, ...commands] of engine ? [] : further) {
  const root = commands.some((command) => forRoot.has(command)) && process.getuid?.() !== 0 && 'only root may run them';
  const why = (await missing(...programs)) ?? (commands.map(notOnPath).find(Boolean) || root);
  if (why) without.push({ about, path, why });
}
const leftOut = without.length > 0 ? ['--testPathIgnorePatterns', ...without.map(({ path }) => path)] : [];

const folder = mkdtempSync(join(tmpdir(), 'palisade-test-'));
const report = join(folder, 'jest.json');
const { status } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules/jest/bin/jest.js'),
    ...['--rootDir', root, '--selectProjects', ...projects],
    ...['--maxWorkers', '2', '--testTimeout', '180000'],
    ...['--json', '--outputFile', report],
    ...leftOut,
    ...passedOn,
  ],
  // The report goes to its file, so what jest says on standard output is for nobody.
  { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
);
const result = JSON.parse(readFileSync(report, 'utf8'));
rmSync(folder, { recursive: true });

const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites } = result;
const failed = numFailedTests + numRuntimeErrorTestSuites;
if (engine) console.log(`\nNot run: the tests on the real engine and API server (test/), because:\n${engine}`);
for (const { about, path, why } of without) console.log(`\nNot run: ${about} (${path}), because:\n${why}`);
const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : '';
if (skipped && requireAll) console.log('\nA test was skipped, and here everything is required.');
process.exitCode = status !== 0 || failed > 0 || (requireAll && (engine || without.length > 0 || skipped)) ? 1 : 0;
console.log(`\n${numPassedTests} passed, ${failed} failed${skipped}`);

/** Why a command that no toolchain builds can't be had, or undefined. */
function notOnPath(command) {
  const { error } = spawnSync(command, ['--version'], { stdio: 'ignore' });
  const name = packages[command] ?? command;
  return error && `${command} is not on PATH: \`apt-get install ${name}\`, or what your system calls it`;
}

/** Gets programs that tests run, with progress on screen; returns why that can't be done, or undefined. */
async function missing(...names) {
  const { obtainPrograms, Screen } = require('../rehearsal/dist/index.js');
  try {
    await obtainPrograms({ screen: new Screen(process.stderr), signal: new AbortController().signal, names });
    return undefined;
  } catch (error) {
    return error.message;
  }
}
