import { readFileSync } from 'node:fs';
import { type Document, isMap, parseDocument } from 'yaml';
import { replaceFile } from '../replace-file';
import type { PairText } from './pair';

/** The credential in a kubeconfig, in PEM. @throws Error where it has none of its own, with what to do */
export function credentialIn(path: string): PairText {
  const { document, at } = userIn(path);
  const held = (field: string) => {
    const value: unknown = document.getIn([...at, field]);
    if (typeof value !== 'string' || value === '') {
      throw new Error(
        `${path} has no ${field}: embed the certificate in it (kubectl config set-credentials --embed-certs=true)`,
      );
    }
    return Buffer.from(value, 'base64').toString('utf8');
  };
  return { certificate: held('client-certificate-data'), key: held('client-key-data') };
}

/** Puts another credential in its place; all else stays as it was. */
export function replaceCredential(path: string, { certificate, key }: PairText): void {
  const { document, at } = userIn(path);
  const data = (text: string) => Buffer.from(text).toString('base64');
  document.setIn([...at, 'client-certificate-data'], data(certificate));
  document.setIn([...at, 'client-key-data'], data(key));
  replaceFile(path, document.toString({ lineWidth: 0 }));
}

/**
 * Gives a kubeconfig other authorities to trust a server by; all else stays as it was. Where it names a file instead, that is
 * for whoever writes the file.
 *
 * @returns whether anything had to change
 */
export function changeAuthorities(path: string, change: (pem: string) => string): boolean {
  const document = kubeconfigIn(path);
  const { clusters } = document.toJS() as { clusters?: unknown };
  let changed = false;
  for (const [index] of (Array.isArray(clusters) ? clusters : []).entries()) {
    const at = ['clusters', index, 'cluster', 'certificate-authority-data'];
    const data: unknown = document.getIn(at);
    if (typeof data !== 'string' || data === '') continue;
    const before = Buffer.from(data, 'base64').toString('utf8');
    const after = change(before);
    if (after === before) continue;
    document.setIn(at, Buffer.from(after).toString('base64'));
    changed = true;
  }
  if (changed) replaceFile(path, document.toString({ lineWidth: 0 }));
  return changed;
}

function userIn(path: string): { readonly document: Document; readonly at: readonly (string | number)[] } {
  const document = kubeconfigIn(path);
  const { users } = document.toJS() as { users?: unknown };
  if (!Array.isArray(users) || users.length !== 1) throw new Error(`${path} has not one user: keep one in it`);
  return { document, at: ['users', 0, 'user'] };
}

function kubeconfigIn(path: string): Document {
  const document = parseDocument(readFileSync(path, 'utf8'));
  if (document.errors.length > 0 || !isMap(document.contents) || document.get('kind') !== 'Config') {
    throw new Error(`${path} is no kubeconfig: put back the one that belongs there`);
  }
  return document;
}
