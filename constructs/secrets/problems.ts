import type { Problem } from '../construct-error';

/** What is wrong with a name that must be a DNS label. */
export function labelProblems(property: string, name: string): Problem[] {
  if (/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) return [];
  return [
    {
      found: `${property} is '${name}', which is not a DNS label`,
      write: 'Write at most 63 lower-case letters, digits and hyphens, with no hyphen at either end',
    },
  ];
}

/** What is wrong with a region of AWS. */
export function regionProblems(region: string): Problem[] {
  if (/^[a-z]{2}(-[a-z]{1,10}){1,3}-[1-9]\d?$/.test(region)) return [];
  return [{ found: `region is '${region}', which no region of AWS is called`, write: `Write one such as 'eu-west-1'` }];
}

/** What is wrong with an address that a token is sent to. */
export function httpsUrlProblems(property: string, text: string): Problem[] {
  const write = `Write the server's address alone, such as 'https://vault.example.com:8200'`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) return [{ found: `${property} is '${text}', which is no address`, write }];
  if (url.protocol !== 'https:') {
    return [{ found: `${property} is '${text}', which is not reached by TLS`, write }];
  }
  if (url.username !== '' || url.password !== '') {
    return [{ found: `${property} holds a user or a password`, write }];
  }
  if (url.search !== '' || url.hash !== '')
    return [{ found: `${property} is '${text}', with more than a path`, write }];
  return [];
}

/** What is wrong with a path of Vault. */
export function pathProblems(property: string, path: string): Problem[] {
  if (path.length <= 512 && /^[\w.-]+(\/[\w.-]+)*$/.test(path) && !path.split('/').some((part) => /^\.+$/.test(part))) {
    return [];
  }
  return [
    {
      found: `${property} is '${path}', which is no path of Vault`,
      write: `Write names with a slash between them and none at either end, such as 'secret' or 'teams/shop'`,
    },
  ];
}

/** What is wrong with certificates in PEM. */
export function certificatesProblems(pem: string | undefined): Problem[] {
  if (pem === undefined) return [];
  if (pem.includes('PRIVATE KEY')) {
    return [{ found: 'certificates holds a private key', write: 'Write certificates alone, and replace that key' }];
  }
  if (/^(\s*-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*)+$/.test(pem)) return [];
  return [
    {
      found: 'certificates is not PEM',
      write: `Write the text between '-----BEGIN CERTIFICATE-----' and '-----END CERTIFICATE-----', both lines with it`,
    },
  ];
}

/** What is wrong with the name that a secret's file has. */
export function fileProblems(file: string): Problem[] {
  if (/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,252}$/.test(file)) return [];
  return [
    {
      found: `'${file}' is no name for a file of a secret`,
      write: 'Write letters, digits, hyphens, underscores and dots, with no dot in front, at most 253 of them',
    },
  ];
}

/** What is wrong with the place of a value in a store: text that ends up in another's syntax. */
export function remoteProblems(property: string, text: string): Problem[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  if (text !== '' && text.length <= 2048 && text.trim() === text && !/[\u0000-\u001f\u007f]/.test(text)) return [];
  return [
    {
      found: `${property} is '${text}'`,
      write: 'Write the name that the secret has in its store, without spaces around it',
    },
  ];
}
