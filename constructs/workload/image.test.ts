import { describe, expect, test } from '@jest/globals';
import { imageProblems, imageReference, isImageReference } from './image';

const digest = '4a1c4b21597c1b4415bdbecb28a3296c6b5e23ca4f9feeb599860a1dac6a0108';

describe('an image', () => {
  test.each([
    ['a host with a dot', `registry.example.com/api@sha256:${digest}`],
    ['folders', `registry.example.com/shop/eu_west/api-server__2@sha256:${digest}`],
    ['a port', `localhost:5000/api@sha256:${digest}`],
    ['a host and a port', `registry.example.com:8443/shop/api@sha256:${digest}`],
    ['an address', `10.0.0.1:5000/api@sha256:${digest}`],
    ['a tag before the digest', `registry.example.com/api:v1.4.2@sha256:${digest}`],
  ])('with %s is taken', (_name, text) => {
    expect(isImageReference(text)).toBe(true);
    expect(imageReference(text)).toBe(text);
  });

  test.each([
    ['nothing', ''],
    ['no digest', 'registry.example.com/api'],
    ['a tag alone', 'registry.example.com/api:v1.4.2'],
    ['no registry', `api@sha256:${digest}`],
    ['a folder of Docker Hub', `shop/api@sha256:${digest}`],
    ['a host that is none', `shop/registry.example.com/api@sha256:${digest}`],
    ['a short digest', `registry.example.com/api@sha256:${digest.slice(1)}`],
    ['a long digest', `registry.example.com/api@sha256:${digest}0`],
    ['a digest in upper case', `registry.example.com/api@sha256:${digest.toUpperCase()}`],
    ['another digest', `registry.example.com/api@sha512:${digest}`],
    ['a scheme', `https://registry.example.com/api@sha256:${digest}`],
    ['upper case in the name', `registry.example.com/API@sha256:${digest}`],
    ['a way out of its folder', `registry.example.com/shop/../api@sha256:${digest}`],
    ['an empty folder', `registry.example.com//api@sha256:${digest}`],
    ['a second line', `registry.example.com/api@sha256:${digest}\n`],
    ['a space', ` registry.example.com/api@sha256:${digest}`],
    ['an empty tag', `registry.example.com/api:@sha256:${digest}`],
    ['a name that is too long', `registry.example.com/${'a'.repeat(240)}@sha256:${digest}`],
  ])('with %s is refused', (_name, text) => {
    expect(isImageReference(text)).toBe(false);
    expect(() => imageReference(text)).toThrow(
      new Error(
        `image is '${text}', which does not name a registry's host and a digest. Write it as 'registry.example.com/shop/api@sha256:' and the 64 digits of the digest.`,
      ),
    );
  });

  test('is judged in no time, however long', () => {
    const before = performance.now();
    expect(isImageReference(`registry.example.com/${'a-'.repeat(1_000_000)}`)).toBe(false);
    expect(isImageReference(`${'a.'.repeat(240)}!`)).toBe(false);
    expect(performance.now() - before).toBeLessThan(200);
  });
});

describe('the registries that a cluster allows', () => {
  const image = `registry.example.com/shop/api@sha256:${digest}`;

  test.each([
    ['none are named', []],
    ['its host is', ['registry.example.com']],
    ['its folder is', ['registry.invalid', 'registry.example.com/shop']],
  ])('let it in where %s', (_name, allowed) => {
    expect(imageProblems('image', image, allowed)).toEqual([]);
  });

  test.each([
    ['another', ['registry.invalid'], 'registry.invalid/'],
    ['a host that begins the same', ['registry.example.co'], 'registry.example.co/'],
    ['another folder', ['registry.example.com/platform'], 'registry.example.com/platform/'],
    ['a folder that begins the same', ['registry.example.com/sho'], 'registry.example.com/sho/'],
    ['two others', ['a.example.com', 'b.example.com'], 'a.example.com/ or b.example.com/'],
  ])('keep it out where they are %s', (_name, allowed, names) => {
    expect(imageProblems('sidecars.proxy.image', image, allowed)).toEqual([
      {
        found: `sidecars.proxy.image is '${image}', which is not from a registry that the cluster allows`,
        write: `Write an image whose name begins with ${names}`,
      },
    ]);
  });

  test('are looked at themselves', () => {
    expect(imageProblems('image', image, ['https://registry.example.com'])).toEqual([
      {
        found: `allowedRegistries holds 'https://registry.example.com', which is not a registry's host`,
        write: `Write a host name with a dot, a port if it has one, and folders if only these are meant, such as 'registry.example.com/platform': no scheme, no slash at the end, no tag`,
      },
    ]);
  });
});
