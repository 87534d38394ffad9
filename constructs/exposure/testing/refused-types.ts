// What must not compile. The compiler is the test: it fails where one of these lines is none of its errors.
import { Access, type ExposureProps, Tls } from '..';

const host = 'shop.example.com';
const tls = Tls.gateway();

export const refused: ExposureProps[] = [
  // @ts-expect-error no host without TLS
  { host },
  // @ts-expect-error the internet is no flag
  { host, tls, access: true },
  // @ts-expect-error nor a word: it is a decision that somebody calls by its name
  { host, tls, access: { kind: 'internet' } },
  // @ts-expect-error everybody is not narrowed
  { host, tls, access: { ...Access.internet(), sourceRanges: ['203.0.113.0/24'] } },
  // @ts-expect-error nor is inside, but by ranges of its own
  { host, tls, access: { ...Access.internal(), sourceRanges: ['10.0.0.0/8'] } },
  // @ts-expect-error no ranges are not all
  { host, tls, access: { sourceRanges: [] } },
  // @ts-expect-error no paths are not all
  { host, tls, paths: [] },
  // @ts-expect-error only what protects browsers is set
  { host, tls, headersFromApp: ['Content-Security-Policy'] },
  // @ts-expect-error a certificate is not plain text
  { host, tls: { from: 'plain' } },
];
