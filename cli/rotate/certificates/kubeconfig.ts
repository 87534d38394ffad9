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

function userIn(path: string): { readonly document: Document; readonly at: readonly (string | number)[] } {
  const document = parseDocument(readFileSync(path, 'utf8'));
  if (document.errors.length > 0 || !isMap(document.contents) || document.get('kind') !== 'Config') {
    throw new Error(`${path} is no kubeconfig: put back the one that belongs there`);
  }
  const { users } = document.toJS() as { users?: unknown };
  if (!Array.isArray(users) || users.length !== 1) throw new Error(`${path} has not one user: keep one in it`);
  return { document, at: ['users', 0, 'user'] };
}
