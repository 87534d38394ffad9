/**
 * Credentials that are known by their form: a prefix that their maker gave them so that they can be found, then a number
 * of characters of a fixed alphabet. CEL without regular expressions, linear in the text, and hardly a false alarm. Of a
 * kind that occurs more than twice in a text, the first and the last are looked at.
 *
 * A key of random bytes has no such form; {@link looksRandom} tells it by its mixture of characters. A password has neither,
 * and is told by the name that it goes by.
 */
export interface TokenShape {
  /** What it is, with an article. */
  readonly name: string;
  readonly prefix: string;
  /** How many characters of {@link alphabet} follow at least. */
  readonly length: number;
  readonly alphabet: string;
}

const digits = '0123456789';
const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const lower = 'abcdefghijklmnopqrstuvwxyz';
const letters = `${upper}${lower}`;
const alphanumeric = `${digits}${letters}`;
const url = `${alphanumeric}-_`;

/**
 * Keys to a cloud account.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 */
export const cloudKeys: readonly TokenShape[] = [
  { name: 'an AWS access key', prefix: 'AKIA', length: 16, alphabet: `${upper}${digits}` },
  { name: 'a temporary AWS access key', prefix: 'ASIA', length: 16, alphabet: `${upper}${digits}` },
  { name: 'a Google API key', prefix: 'AIza', length: 35, alphabet: url },
  { name: 'an Azure storage key', prefix: 'AccountKey=', length: 86, alphabet: `${alphanumeric}+/` },
];

/**
 * Tokens to services that a cluster's workloads and pipelines use.
 *
 * @see https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns
 */
export const serviceTokens: readonly TokenShape[] = [
  { name: 'a GitHub token', prefix: 'ghp_', length: 36, alphabet: alphanumeric },
  { name: 'a GitHub app’s token', prefix: 'ghs_', length: 36, alphabet: alphanumeric },
  { name: 'a fine-grained GitHub token', prefix: 'github_pat_', length: 60, alphabet: `${alphanumeric}_` },
  { name: 'a GitLab token', prefix: 'glpat-', length: 20, alphabet: url },
  { name: 'a Slack token', prefix: 'xoxb-', length: 20, alphabet: `${alphanumeric}-` },
  { name: 'a Stripe key', prefix: 'sk_live_', length: 20, alphabet: alphanumeric },
  // `{"alg":`, as every signed one begins: a service account's token, say.
  { name: 'a JSON Web Token', prefix: 'eyJhbGciOi', length: 40, alphabet: `${url}.` },
  { name: 'an npm token', prefix: 'npm_', length: 36, alphabet: alphanumeric },
  { name: 'a Vault token', prefix: 'hvs.', length: 24, alphabet: url },
];

/**
 * CEL that is true where a text holds a token of one of the shapes.
 *
 * @param text CEL of a string.
 */
export function holdsToken(text: string, shapes: readonly TokenShape[]): string {
  return `(${shapes.map((shape) => holds(text, shape)).join(' || ')})`;
}

function holds(text: string, { prefix, length, alphabet }: TokenShape): string {
  const wanted = JSON.stringify(prefix);
  const character = `${JSON.stringify(alphabet)}.contains(character)`;
  const follows = `part.size() >= ${length} && part.substring(0, ${length}).split("").all(character, ${character})`;
  return `(${text}.contains(${wanted}) && ${afterFirstAndLast(text, prefix)}.exists(part, ${follows}))`;
}

/**
 * CEL that is true where a whole text looks like a key of random bytes in Base64 or the like: 32 to 128 characters, of which
 * a fifth at least are capitals, a fifth small letters and a sixteenth digits, as of nearly all random ones. Entropy itself
 * cannot be computed: the API server's CEL has neither logarithms nor a way to add up over a text. Digests, UUIDs and other
 * hexadecimal numbers have letters of one size; names and class names have too few capitals or digits; certificates and
 * bundles of them are longer, or have line breaks.
 */
export function looksRandom(text: string): string {
  const share = (alphabet: string, part: number) =>
    `letters.filter(letter, ${JSON.stringify(alphabet)}.contains(letter)).size() * ${part} >= letters.size()`;
  const shares = [share(upper, 5), share(lower, 5), share(digits, 16)].join(' && ');
  const alphabet = `letters.all(letter, ${JSON.stringify(`${url}+/=`)}.contains(letter))`;
  return `(${text}.size() >= 32 && ${text}.size() <= 128 && !${text}.startsWith("/") && [${text}.split("")].exists(letters, ${alphabet} && ${shares}))`;
}

/**
 * CEL for what follows the first and the last place of a text where a part stands that it holds. No more places: to go
 * through a million of them would take the API server half a minute, for anyone who may write a text.
 */
export function afterFirstAndLast(text: string, part: string): string {
  const wanted = JSON.stringify(part);
  return `[${text}.split(${wanted})[1], ${text}.substring(${text}.lastIndexOf(${wanted}) + ${part.length})]`;
}

/** A made-up token for samples, put together here so that no scanner takes a file of ours for a leak. */
export function fakeToken({ prefix, length, alphabet }: TokenShape): string {
  return prefix + Array.from({ length }, (_, index) => alphabet[(index * 7 + 3) % alphabet.length]).join('');
}

/** What looks like a key of random bytes, made up for samples. */
export function fakeRandomKey(length: number): string {
  return Array.from({ length }, (_, index) => alphanumeric[(index * 37 + 11) % alphanumeric.length]).join('');
}

/** The shape of that name. @throws if there is none. */
export function shapeOf(name: string): TokenShape {
  const found = [...cloudKeys, ...serviceTokens].find((shape) => shape.name === name);
  if (found === undefined) throw new Error(`no token shape is called ${name}`);
  return found;
}

/** CEL for every text that a container is started with: arguments, command and literal variables. */
export const textsOfContainer =
  '(container.?args.orValue([]) + container.?command.orValue([]) + container.?env.orValue([]).map(variable, variable.?value.orValue("")))';
