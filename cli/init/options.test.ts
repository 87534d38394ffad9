import { initOptions } from './options';

test('are few, and named after the folder', () => {
  expect(initOptions('/repos/shop', {})).toEqual({
    name: 'shop',
    registry: 'registry.example.com',
    cni: 'kubernetes',
  });
});

test.each([
  ['registry.example.com'],
  ['registry.example.com:5000/team/shop'],
  ['123456789012.dkr.ecr.eu-central-1.amazonaws.com'],
])('the registry %s', (registry) => {
  expect(initOptions('/repos/shop', { registry })).toMatchObject({ registry });
});

test.each<[string, { name?: string; registry?: string; cni?: string }, string]>([
  ['a path', { name: '../shop' }, "the name is '../shop': write --name with at most 63"],
  ['code', { name: "x'; process.exit(); '" }, "the name is 'x'; process.exit(); '': write --name"],
  ['a template', { name: '$' + '{x}' }, "the name is '$" + "{x}': write --name"],
  ['a line break', { name: 'a\nb' }, "the name is 'a\\nb': write --name"],
  ['what acts on a terminal', { name: 'a\u001b[2J' }, "the name is 'a\\u001b[2J': write --name"],
  ['capitals', { name: 'Shop' }, "the name is 'Shop': write --name"],
  ['nothing', { name: '' }, "the name is '': write --name"],
  ['64 letters', { name: 'a'.repeat(64) }, `the name is '${'a'.repeat(64)}': write --name`],
  ['a hyphen last', { name: 'shop-' }, "the name is 'shop-': write --name"],
  ['the default namespace', { name: 'default' }, "the name is 'default', which is a namespace of the cluster itself"],
  [
    'a namespace of the system',
    { name: 'kube-system' },
    "the name is 'kube-system', which is a namespace of the cluster",
  ],
  [
    'a registry with a scheme',
    { registry: 'https://r.example.com' },
    "--registry is 'https://r.example.com': write a host",
  ],
  ['a registry with code', { registry: "r.example.com'+x" }, "--registry is 'r.example.com'+x': write a host"],
  ['a registry without a dot', { registry: 'localhost' }, "--registry is 'localhost': write a host"],
  [
    'a registry with a tag',
    { registry: 'r.example.com/a@sha256:0' },
    "--registry is 'r.example.com/a@sha256:0': write a host",
  ],
  ['a registry that climbs', { registry: 'r.example.com/../a' }, "--registry is 'r.example.com/../a': write a host"],
  ['a long registry', { registry: `${'a.'.repeat(100)}com` }, `--registry is '${'a.'.repeat(40)}': write a host`],
  ['an unknown CNI', { cni: 'flannel' }, "--cni is 'flannel': write one of kubernetes, calico, cilium"],
])('%s is refused', (_what, given, message) => {
  const options = initOptions('/repos/shop', given);
  expect('wrong' in options && options.wrong.startsWith(message) ? message : options).toBe(message);
});

test('a folder whose name is none asks for one', () => {
  expect(initOptions('/', {})).toEqual({
    wrong:
      "the name is '': write --name with at most 63 lower-case letters, digits and hyphens, a letter first and no hyphen last",
  });
});
