import type { ControlPlaneSettings } from './options';

/**
 * Ciphers of TLS 1.2 that have forward secrecy and authenticate what they encrypt. Those of TLS 1.3 cannot be chosen in Go,
 * and are all sound.
 *
 * @see CIS Kubernetes Benchmark 1.2.29 (strong cryptographic ciphers)
 */
export const ciphers = [
  'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
  'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
] as const;

/** The flags of a Kubernetes server that say which TLS it speaks. */
export function tlsFlags({ minimumTls }: Pick<ControlPlaneSettings, 'minimumTls'>) {
  return minimumTls === '1.3'
    ? ({ 'tls-min-version': 'VersionTLS13' } as const)
    : ({ 'tls-min-version': 'VersionTLS12', 'tls-cipher-suites': ciphers } as const);
}
