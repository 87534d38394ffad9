import { readUserData } from './user-data';

const read = (text: string) => readUserData(Buffer.from(text).toString('base64'));
const mime = (body: string) =>
  `MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="//"\n\n--//\nContent-Type: application/node.eks.aws\n\n${body}\n--//--\n`;

test.each([
  [
    'Bottlerocket settings',
    '[settings.kubernetes]\ncluster-name = "a"\n[settings.kernel]\nlockdown = "integrity"\n',
    'toml',
  ],
  ['a script', '#!/bin/bash\necho\n', 'script'],
  [
    'a NodeConfig',
    mime('apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n  kubelet:\n    config: {}\n'),
    'mime',
  ],
])('%s is read', (_, text, kind) => {
  expect(read(text)).toEqual({ kind, text });
});

test.each([
  [
    'TOML that does not parse',
    '[settings.kubernetes]\nmax-pods = \n',
    'User data was not in the TOML format: Invalid TOML document: invalid value',
  ],
  [
    'no Kubernetes settings',
    '[settings.kernel]\nlockdown = "integrity"\n',
    'Bottlerocket user data needs a [settings.kubernetes] table',
  ],
  [
    'something outside settings',
    'hostname = "a"\n[settings.kubernetes]\n',
    'Bottlerocket knows no [hostname]; everything stands below [settings]',
  ],
  [
    'an unknown table',
    '[settings.kubernetes]\n[settings.kernal]\n',
    'Bottlerocket knows no [settings.kernal]; a node with it does not boot',
  ],
  [
    'an unknown setting',
    '[settings.kubernetes]\nanonymous-auth = false\n',
    'Bottlerocket knows no settings.kubernetes.anonymous-auth; a node with it does not boot',
  ],
  [
    'a flag as text',
    '[settings.kubernetes]\nseccomp-default = "true"\n',
    'settings.kubernetes.seccomp-default must be true or false, not "true"',
  ],
  [
    'a lockdown that is none',
    '[settings.kubernetes]\n[settings.kernel]\nlockdown = "strict"\n',
    'settings.kernel.lockdown must be none, integrity or confidentiality, not "strict"',
  ],
  [
    'MIME without boundary',
    'MIME-Version: 1.0\nContent-Type: text/plain\n\nhello',
    'User data was not in the MIME multipart format: no Content-Type: multipart/mixed with a boundary',
  ],
  [
    'MIME without end',
    'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="//"\n\n--//\nContent-Type: text/plain\n\na',
    'User data was not in the MIME multipart format: no closing --//--',
  ],
  [
    'a NodeConfig of another kind',
    mime('apiVersion: v1\nkind: Node'),
    'an application/node.eks.aws part must be apiVersion node.eks.aws/v1alpha1 and kind NodeConfig, found v1 Node',
  ],
  [
    'a NodeConfig with a stray part',
    mime('apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec: {kublet: {}}'),
    'NodeConfig has no spec.kublet',
  ],
])('%s is refused', (_, text, reason) => {
  expect(read(text)).toEqual({ refused: `InvalidUserData.Malformed: ${reason}` });
});

test('more than 16 KiB is refused', () => {
  expect(read('#'.repeat(16_385))).toEqual({
    refused: 'InvalidParameterValue: User data is limited to 16384 bytes, got 16385',
  });
});
