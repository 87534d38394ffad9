/** How names of passwords and keys end, in small letters. */
const endings = [
  ...['password', 'passwd', 'passphrase', '_pass', '-pass', 'pwd'],
  ...[
    'secret',
    'secret_key',
    'secret-key',
    'secretkey',
    'secret_access_key',
    'private_key',
    'private-key',
    'privatekey',
  ],
  ...['api_key', 'api-key', 'apikey', 'access_token', 'auth_token', '_token', '-token'],
];

/** Switches, which hold no secret whatever their name. */
const switches = ['', '0', '1', 'true', 'false', 'yes', 'no', 'none', 'disabled', 'enabled'];

/** CEL that is true where a name, in small letters, is that of a password or a key. */
export function isPasswordName(name: string): string {
  return `(${endings.map((ending) => `${name}.endsWith(${JSON.stringify(ending)})`).join(' || ')})`;
}

/** CEL that is true where a text is a switch, a path, or a reference to where the secret stands. */
export function isNoPassword(value: string): string {
  const begins = ['/', '$(', '${', '{{', '<', 'file:', 'vault:', 'arn:aws'];
  const tests = begins.map((text) => `${value}.startsWith(${JSON.stringify(text)})`);
  return `(${value}.lowerAscii() in ${JSON.stringify(switches)} || ${tests.join(' || ')})`;
}
