import { X509Certificate } from 'node:crypto';

/** The certificates in a PEM text, in order. @throws Error where one of them is none */
export function certificatesIn(pem: string, path: string): readonly X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    if (blocks.length > 0) return blocks.map((block) => new X509Certificate(block));
  } catch {
    // As below.
  }
  throw new Error(`${path} holds no certificate in PEM: put back the one that belongs there`);
}

/** What several authorities are trusted by. Whatever else is trusted there stays. */
export const bundle = {
  /** Trusts the next one too, where the old one is trusted. */
  withNext: (pem: string, old: string, next: X509Certificate): string =>
    change(pem, (all) => (has(all, old) && !has(all, next.fingerprint256) ? [...all, next] : all)),
  /** Puts the next one first: the first is the one that signs. */
  nextFirst: (pem: string, next: X509Certificate): string =>
    change(pem, (all) => [next, ...all.filter((each) => each.fingerprint256 !== next.fingerprint256)]),
  /** Trusts the old one no more, where another one is left. */
  without: (pem: string, old: string): string =>
    change(pem, (all) => (all.length > 1 ? all.filter((each) => each.fingerprint256 !== old) : all)),
} as const;

/** True where a certificate with this fingerprint (SHA-256) is among them. */
export function has(all: readonly X509Certificate[], fingerprint: string): boolean {
  return all.some(({ fingerprint256 }) => fingerprint256 === fingerprint);
}

/** True where a text that others wrote holds a certificate with this fingerprint; what is no PEM holds none. */
export function holds(text: string, fingerprint: string): boolean {
  try {
    return has(certificatesIn(text, ''), fingerprint);
  } catch {
    return false;
  }
}

/** Leaves a text as it is where nothing changes. */
function change(pem: string, to: (all: readonly X509Certificate[]) => readonly X509Certificate[]): string {
  const before = certificatesIn(pem, 'the bundle');
  const after = to(before);
  const same =
    after.length === before.length &&
    after.every((each, index) => each.fingerprint256 === before[index]?.fingerprint256);
  return same ? pem : after.map((each) => each.toString()).join('');
}
