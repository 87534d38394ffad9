import type { Command } from '../command';

const help = `Usage: palisade control-plane render --for TOOL --config FILE --out FOLDER

Writes the files of a hardened control plane, and of the machines it runs on, for one tool: kubeadm, k3s, rke2,
static-pods or talos. Nothing that is written is secret; README.md tells what each machine makes for itself.

  --for TOOL      what runs the control plane
  --config FILE   name, endpoint, nodes and options of the cluster, as YAML
  --out FOLDER    where to write; made where it is missing

The same configuration gives the same bytes.

Examples:
  palisade control-plane render --for kubeadm --config cluster.yaml --out rendered/
  palisade control-plane render --for talos --config cluster.yaml --out rendered/

A configuration:
  name: edge
  endpoint: api.edge.example.com
  nodes:
    - { name: cp-1, address: 10.0.0.11, role: control-plane }
    - { name: worker-1, address: 10.0.0.21, role: worker }

Exit codes: 0 written; 1 the configuration is wrong, or it could not be written; 2 called wrongly.
`;

/** `palisade control-plane`: a control plane that you run yourself, for the tools that people use. */
export const controlPlane: Command = {
  name: 'control-plane',
  summary: 'write the files of a control plane that you run yourself',
  help,
  options: { for: { type: 'string' }, config: { type: 'string' }, out: { type: 'string' } },
  words: 1,
  run: async ({ values, words }) => {
    const { renderControlPlane, tools } = await import('@palisade/constructs/control-plane');
    const wrong = (message: string): 2 => {
      process.stderr.write(`palisade control-plane: ${message}\nTry: palisade control-plane --help\n`);
      return 2;
    };
    if (words[0] !== 'render')
      return wrong(words[0] === undefined ? 'write render' : `there is no '${words[0]}'; write render`);
    const tool = tools.find((each) => each === values.for);
    if (tool === undefined) {
      const found = values.for === undefined ? 'say what runs it' : `--for is '${values.for}'`;
      return wrong(`${found}: --for ${tools.join('|')}`);
    }
    if (typeof values.config !== 'string') return wrong('say what is configured: --config FILE');
    if (typeof values.out !== 'string') return wrong('say where to write: --out FOLDER');
    const { readClusterOptions } = await import('../control-plane/config.js');
    const { writeFiles } = await import('../control-plane/write.js');
    const files = renderControlPlane(tool, readClusterOptions(values.config));
    writeFiles(values.out, files);
    process.stdout.write(`${files.length} files below ${values.out}; begin with its README.md\n`);
    return 0;
  },
};
