import { formatReference, parseReference } from './reference';

const digest = `sha256:${'0a'.repeat(32)}`;

describe('a reference', () => {
  test.each([
    ['nginx', 'docker.io/library/nginx'],
    ['nginx:1.27', 'docker.io/library/nginx:1.27'],
    ['acme/web', 'docker.io/acme/web'],
    ['index.docker.io/acme/web', 'docker.io/acme/web'],
    ['localhost/web', 'localhost/web'],
    ['localhost:5000/web:v1', 'localhost:5000/web:v1'],
    ['[::1]:5000/web', '[::1]:5000/web'],
    ['10.0.0.1:5000/web', '10.0.0.1:5000/web'],
    ['registry.1password/web', 'registry.1password/web'],
    ['Registry.Example.com/shop/web', 'registry.example.com/shop/web'],
    [`registry.example.com/shop/web@${digest}`, `registry.example.com/shop/web@${digest}`],
    [`registry.example.com/shop/web:v1@${digest}`, `registry.example.com/shop/web:v1@${digest}`],
    ['a.b/c__d/e-f--g/h.i', 'a.b/c__d/e-f--g/h.i'],
  ])('%s is %s', (text, whole) => {
    expect(formatReference(parseReference(text))).toBe(whole);
  });

  test.each([
    [
      '',
      '"" is no image reference: "" in its path must be lower-case letters and digits, with single . _ or - between them',
    ],
    [
      'a b',
      '"a b" is no image reference: "a b" in its path must be lower-case letters and digits, with single . _ or - between them',
    ],
    ['web:', '"web:" is no image reference: "" is no tag'],
    ['web:v1:v2', '"web:v1:v2" is no image reference: "v1:v2" is no tag'],
    [
      'web@sha256:0a',
      '"web@sha256:0a" is no image reference: what follows @ must be sha256: and 64 hexadecimal digits in lower case',
    ],
    [
      `web@${digest}@${digest}`,
      expect.stringContaining('what follows @ must be sha256: and 64 hexadecimal digits in lower case'),
    ],
    ['a.b:99999/web', '"a.b:99999/web" is no image reference: "a.b:99999" is no host'],
    ...['0x7f000001:80', '2130706433:80', '127.1:80', '0177.0.0.1:80', '1.2.3.0x4'].map((host): [string, string] => [
      `${host}/web`,
      `"${host}/web" is no image reference: "${host}" is no host`,
    ]),
    ['-a.b/web', '"-a.b/web" is no image reference: "-a.b" is no host'],
    [
      'a.b/../web',
      '"a.b/../web" is no image reference: ".." in its path must be lower-case letters and digits, with single . _ or - between them',
    ],
    ['https://a.b/web', expect.stringContaining('is no host')],
    ['user@a.b/web', expect.stringContaining('what follows @ must be sha256')],
    [`a.b/${'c'.repeat(260)}`, expect.stringContaining('its name is longer than 255 characters')],
    ['a'.repeat(600), expect.stringContaining('it is longer than 512 characters')],
  ])('%j is none', (text, message) => {
    expect(() => parseReference(text)).toThrow(expect.objectContaining({ message }));
  });
});
