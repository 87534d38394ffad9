import type { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Leaf, leafCommands } from '@palisade/constructs/control-plane';
import { inPrivateFolder } from '../private-folder';
import { runCommands } from '../run-commands';
import { type Authority, certificateIn, checkAuthority, datesOf, leafOf, wrongWith } from './certificate';
import { credentialIn, replaceCredential } from './kubeconfig';
import type { HeldLeaf } from './leaves';
import { type PairText, replacePair } from './pair';

const day = 86_400_000;

/** The certificate and key that are in use, in PEM. @throws Error where they cannot be read */
export function heldPair({ holder }: HeldLeaf): PairText {
  if (holder.kind === 'kubeconfig') return credentialIn(holder.path);
  const { certificate, key } = holder.files;
  return { certificate: read(certificate), key: read(key) };
}

/** The file that a certificate is in. */
export function fileOf({ holder }: HeldLeaf): string {
  return holder.kind === 'kubeconfig' ? holder.path : holder.files.certificate;
}

/** The authority that signs a certificate, ready to. @throws Error where it is not, with what to do */
export function authorityOf({ authority }: HeldLeaf, now: Date): Authority {
  const found = readAuthority(authority);
  const key = authority.replace(/\.crt$/, '.key');
  checkAuthority(found, existsSync(key) ? read(key) : undefined, now);
  return found;
}

/** The same, as far as one who only looks needs it. */
export function readAuthority(path: string): Authority {
  return { path, certificate: certificateIn(read(path), path) };
}

/**
 * Makes a new key and certificate for whom the present one is for, and puts both in its place once they are seen to be right.
 *
 * @param former whose word on whom it is for is taken too: the authority that is being replaced
 * @throws Error where something is not as it should be; what is in place is whole
 */
export function renew(leaf: HeldLeaf, now: Date, former?: X509Certificate): void {
  const path = fileOf(leaf);
  const keyPath = leaf.holder.kind === 'kubeconfig' ? path : leaf.holder.files.key;
  const { mode } = statSync(keyPath);
  if ((mode & 0o007) !== 0) {
    throw new Error(
      `${keyPath} has mode ${(mode & 0o777).toString(8)}, so that everybody may use the key: chmod 0400 it, and find out who read it`,
    );
  }
  const authority = authorityOf(leaf, now);
  const held = heldPair(leaf);
  const certificate = certificateIn(held.certificate, path);
  if (![authority.certificate, former].some((each) => each && certificate.verify(each.publicKey))) {
    // Its names would be taken over from whoever put it there.
    throw new Error(
      `${path} is signed by '${certificate.issuer.replaceAll('\n', ', ')}', and not by the authority in ${authority.path}: find out who put it there, and put back the right one`,
    );
  }
  const { from, to } = datesOf(certificate);
  if (now < from) throw new Error(`${path} begins at ${from.toISOString()} only: set this machine's clock`);
  if (to < from) throw new Error(`${path} ends before it begins: make it by hand`);
  const next = made(leafOf(certificate, path), authority, { beside: keyPath, now });
  if (leaf.holder.kind === 'kubeconfig') replaceCredential(path, next);
  else replacePair(leaf.holder.files, next);
}

function made(leaf: Leaf, authority: Authority, { beside, now }: { beside: string; now: Date }): PairText {
  const folder = join(dirname(beside), `.${basename(beside)}.made`);
  const left = Math.floor((datesOf(authority.certificate).to.getTime() - now.getTime()) / day);
  if (left < 1)
    throw new Error(`${authority.path}, an authority, ends within a day: replace it on every machine first`);
  return inPrivateFolder(folder, () => {
    const path = join(folder, 'leaf.crt');
    // What outlives its authority is refused all the same.
    runCommands(leafCommands(path, authority.path, { ...leaf, lifetime: Math.min(leaf.lifetime, left) }));
    const pair = { certificate: read(path), key: read(join(folder, 'leaf.key')) };
    const certificate = certificateIn(pair.certificate, path);
    const wrong =
      wrongWith({ certificate, key: pair.key }, authority, new Date()) ?? differs(leafOf(certificate, path), leaf);
    if (wrong !== undefined) throw new Error(`what was made for ${leaf.commonName} is not used: ${wrong}`);
    return pair;
  });
}

function differs(made: Leaf, asked: Leaf): string | undefined {
  const same = ({ commonName, organizations = [], use, hosts = [] }: Leaf) =>
    JSON.stringify([commonName, organizations, use, use === 'client' ? [] : [...hosts].sort()]);
  return same(made) === same(asked) ? undefined : `it is for ${same(made)}, and was to be for ${same(asked)}`;
}

/** @throws Error that says what to do */
export function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new Error(`there is no ${path}: put back the file that belongs there`);
    throw new Error(`${path} cannot be read (${code}): run the command as root`);
  }
}
