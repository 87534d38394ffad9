import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '@palisade/rehearsal';

const configuration = `name: edge
endpoint: api.edge.example.com
nodes:
  - { name: cp-1, address: 10.0.0.11, role: control-plane }
`;

describe('palisade control-plane', () => {
  const folder = mkdtempSync(join(tmpdir(), 'palisade-command-'));
  const file = join(folder, 'cluster.yaml');
  const palisade = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(projectRoot(), 'cli/palisade.mjs'), 'control-plane', ...args],
      { cwd: folder, encoding: 'utf8' },
    );
    return { status, stdout, stderr };
  };
  const contents = (name: string) =>
    readdirSync(join(folder, name), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(join(folder, name).length), statSync(path).mode & 0o777, readFileSync(path, 'utf8')]);

  beforeAll(() => writeFileSync(file, configuration));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ['kubeadm', 18],
    ['k3s', 11],
    ['rke2', 11],
    ['static-pods', 18],
    ['talos', 4],
  ])('renders for %s, twice the same', (tool, count) => {
    expect(palisade('render', '--for', tool, '--config', file, '--out', `${tool}-1`)).toEqual({
      status: 0,
      stdout: `${count} files below ${tool}-1; begin with its README.md\n`,
      stderr: '',
    });
    palisade('render', '--for', tool, '--config', file, '--out', `${tool}-2`);
    expect(contents(`${tool}-2`)).toEqual(contents(`${tool}-1`));
  });

  const hint = 'Try: palisade control-plane --help\n';
  it.each([
    [[], 'write render'],
    [['apply'], "there is no 'apply'; write render"],
    [['render'], 'say what runs it: --for kubeadm|k3s|rke2|static-pods|talos'],
    [['render', '--for', 'kops'], "--for is 'kops': --for kubeadm|k3s|rke2|static-pods|talos"],
    [['render', '--for', 'k3s'], 'say what is configured: --config FILE'],
    [['render', '--for', 'k3s', '--config', 'cluster.yaml'], 'say where to write: --out FOLDER'],
  ])('called with %j, says what is missing', (args, message) => {
    expect(palisade(...args)).toEqual({ status: 2, stdout: '', stderr: `palisade control-plane: ${message}\n${hint}` });
  });

  it('writes nothing where the configuration is wrong', () => {
    writeFileSync(join(folder, 'wrong.yaml'), configuration.replace('10.0.0.11', '10.244.0.11'));
    expect(palisade('render', '--for', 'k3s', '--config', 'wrong.yaml', '--out', 'nothing')).toEqual({
      status: 1,
      stdout: '',
      stderr:
        'palisade control-plane: control plane: nodes[0].address 10.244.0.11 lies in podCidr 10.244.0.0/16. Write ranges of pods and Services that no machine is in.\n',
    });
    expect(readdirSync(folder)).not.toContain('nothing');
  });
});
