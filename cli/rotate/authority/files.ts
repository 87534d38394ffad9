import { type X509Certificate } from 'node:crypto';
import { existsSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { authorityCommands } from '@palisade/constructs/control-plane';
import { certificateIn, checkAuthority, datesOf } from '../certificates/certificate';
import { read } from '../certificates/renewal';
import { inPrivateFolder } from '../private-folder';
import { keepNames, replaceFile } from '../replace-file';
import { runCommands } from '../run-commands';
import { bundle, certificatesIn, has } from './bundle';
import type { Journal } from './journal';
import type { Place } from './place';
import type { Held } from './stage';

const day = 86_400_000;

/** Who is trusted on this machine, and who waits to be. */
export function heldAt({ current, next }: Place): Held {
  return {
    trusted: trustedAt({ current }).map(({ fingerprint256 }) => fingerprint256),
    next: existsSync(next.certificate) ? certificateOf(next.certificate).fingerprint256 : undefined,
  };
}

/** The authorities that are trusted, the one that signs first. */
export function trustedAt({ current }: Pick<Place, 'current'>): readonly X509Certificate[] {
  return certificatesIn(read(current.certificate), current.certificate);
}

function certificateOf(path: string): X509Certificate {
  return certificateIn(read(path), path);
}

/** The authority that comes; once it is the only one, it is where the old one was. */
export function nextAuthority({ current, next }: Place, { next: fingerprint }: Journal): X509Certificate {
  const [first] = trustedAt({ current });
  return first?.fingerprint256 === fingerprint ? first : certificateOf(next.certificate);
}

/** The authority that goes, as long as it is trusted. */
export function oldAuthority(place: Place, { old }: Journal): X509Certificate | undefined {
  return trustedAt(place).find(({ fingerprint256 }) => fingerprint256 === old);
}

/**
 * Makes the new authority, for as long as the present one was made for, with a key that the same programs may read.
 *
 * @returns both, the present one first
 * @throws Error where the present one is not as it should be
 */
export function makeNext({ name, current, next }: Place, now: Date): readonly [X509Certificate, X509Certificate] {
  const [present] = trustedAt({ current });
  if (present === undefined) throw new Error(`${current.certificate} is empty`);
  checkAuthority({ path: current.certificate, certificate: present }, keyAt(current.key), now);
  const owner = statSync(current.key);
  if ((owner.mode & 0o077) !== 0) {
    throw new Error(
      `${current.key} has mode ${(owner.mode & 0o777).toString(8)}, so that others may read it: chmod 0600 it`,
    );
  }
  const folder = join(dirname(current.certificate), `.${name}.made`);
  inPrivateFolder(folder, () => {
    const made = join(folder, 'ca.crt');
    const { from, to } = datesOf(present);
    const lifetime = Math.max(1, Math.round((to.getTime() - from.getTime()) / day));
    runCommands(authorityCommands(made, { commonName: nameAfter(present, now), lifetime }));
    replaceFile(next.key, read(join(folder, 'ca.key')), owner);
    replaceFile(next.certificate, read(made), statSync(current.certificate));
  });
  return [present, certificateOf(next.certificate)];
}

/** Another name than the old one's: some programs look for an authority by its name, and take the first that has it. */
export function nameAfter({ subject }: Pick<X509Certificate, 'subject'>, now: Date): string {
  const [, name = 'ca'] = /^CN=([\w.:-]+)$/m.exec(subject) ?? [];
  const seconds = now.toISOString().replaceAll(/\D/g, '').slice(0, 14);
  return `${name.replace(/-\d{14}$/, '')}-${seconds}`;
}

const keyAt = (path: string) => (existsSync(path) ? read(path) : undefined);

/** Lays the old authority aside, alone and with its key, where that is here: what it must sign until the end, and what it must not after. */
export function layOldAside({ current, old }: Place, journal: Journal): void {
  const [first] = trustedAt({ current });
  if (first?.fingerprint256 !== journal.old) return;
  if (existsSync(current.key)) replaceFile(old.key, read(current.key), statSync(current.key));
  replaceFile(old.certificate, first.toString(), statSync(current.certificate));
}

/** @returns false where both were trusted already */
export function trustBoth({ current, next }: Place, { old }: Journal): boolean {
  return rewrite(current.certificate, (pem) => bundle.withNext(pem, old, certificateOf(next.certificate)));
}

/** Puts the new authority and its key in the old one's place; the old one is trusted still. */
export function signByNext({ current, next }: Place, journal: Journal): boolean {
  const key = read(next.key);
  if (keyAt(current.key) !== key) {
    replaceFile(current.key, key, statSync(existsSync(current.key) ? current.key : next.key));
  }
  const certificate = certificateOf(next.certificate);
  if (!has(trustedAt({ current }), journal.old)) throw new Error(`${current.certificate} has not the old authority`);
  return rewrite(current.certificate, (pem) => bundle.nextFirst(pem, certificate));
}

/** @returns false where the old one was trusted no more */
export function trustNextOnly({ current }: Place, { old }: Journal): boolean {
  return rewrite(current.certificate, (pem) => bundle.without(pem, old));
}

/** Removes the old authority and its key, and the second copy of the new one. Without its certificate, nobody asks for the key. */
export function removeOld({ old, next }: Place): void {
  for (const path of [old.certificate, old.key, next.key, next.certificate]) rmSync(path, { force: true });
  keepNames(dirname(old.key));
}

function rewrite(path: string, change: (pem: string) => string): boolean {
  const before = read(path);
  const after = change(before);
  if (after === before) return false;
  replaceFile(path, after);
  return true;
}
