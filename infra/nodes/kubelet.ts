/** Kubelet limits shared by both operating systems, so that a pool's security does not depend on which one it runs. */

/** Most processes that one pod may have; stops a fork bomb from taking the node. Source: CIS Kubernetes Benchmark 4.2.13. */
export const podPidsLimit = 1024;

/** Events a second the kubelet may record. Zero would mean no limit, which lets a crash loop flood the API server. Source: CIS Kubernetes Benchmark 4.2.8. */
export const eventsPerSecond = 5;

/** AEAD suites with forward secrecy only; all of them are allowed by FIPS 140-3. Source: CIS Kubernetes Benchmark 4.2.12. */
export const tlsCipherSuites: readonly string[] = [
  'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
];
