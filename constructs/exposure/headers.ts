/**
 * Headers by which browsers protect whoever uses a site.
 *
 * A year of HTTPS, for this name only: names below it may be others'. `X-Frame-Options` gives way to the `frame-ancestors` of
 * a `Content-Security-Policy` that the application sends, so framing is the application's to allow.
 *
 * @see https://owasp.org/www-project-secure-headers/
 */
export const securityHeaders = {
  'Strict-Transport-Security': 'max-age=31536000',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
} as const;

/** Name of a header among {@link securityHeaders}. */
export type SecurityHeader = keyof typeof securityHeaders;

/** The headers that are set, but for those that the application sends. */
export function headersBut(fromApp: readonly SecurityHeader[]): [SecurityHeader, string][] {
  return (Object.keys(securityHeaders) as SecurityHeader[])
    .filter((name) => !fromApp.includes(name))
    .map((name) => [name, securityHeaders[name]]);
}
