/** The shape of a value in a configuration file. */
export type Shape =
  | { readonly is: 'text' }
  | { readonly is: 'number' }
  | { readonly is: 'choice'; readonly of: readonly string[] }
  | { readonly is: 'list'; readonly of: Shape }
  | MapShape
  /** A map whose field `by` says which of several it is. */
  | { readonly is: 'union'; readonly by: string; readonly of: Readonly<Record<string, MapShape>> };

interface MapShape {
  readonly is: 'map';
  readonly required: Fields;
  readonly optional?: Fields;
}

type Fields = Readonly<Record<string, Shape>>;

const text: Shape = { is: 'text' };
const list = (of: Shape): Shape => ({ is: 'list', of });
const choice = (...of: string[]): Shape => ({ is: 'choice', of });
const map = (required: Fields, optional: Fields = {}): MapShape => ({ is: 'map', required, optional });
const webhook = map({ url: text });

/** What `palisade control-plane` is configured by: the options of the model, and the machines. */
export const clusterShape: Shape = map(
  {
    name: text,
    endpoint: text,
    nodes: list(map({ name: text, address: text, role: choice('control-plane', 'worker') })),
  },
  {
    kubernetesVersion: text,
    release: text,
    podCidr: text,
    serviceCidr: text,
    issuers: list(
      map(
        { url: text, audiences: list(text), prefix: text },
        { certificateAuthority: text, usernameClaim: text, groupsClaim: text },
      ),
    ),
    encryption: {
      is: 'union',
      by: 'provider',
      of: {
        local: map({}),
        'aws-kms': map({ keyArn: text }, { image: text }),
        'vault-transit': map({ address: text, key: text }, { image: text }),
      },
    },
    minimumTls: choice('1.3', '1.2'),
    auditWebhook: webhook,
    imageWebhook: webhook,
    authenticatedWebhooks: list(text),
    exemptNamespaces: list(text),
    access: map(
      {},
      {
        api: list(text),
        nodePorts: list(text),
        ssh: map({ from: list(text), keys: list(text) }),
        networkPlugin: list(map({ protocol: choice('tcp', 'udp'), port: { is: 'number' } })),
      },
    ),
  },
);

/** Says of a value, and all within it, what is not of its shape: a line each, with the place. */
export function mismatches(value: unknown, shape: Shape, place = ''): string[] {
  const here = place === '' ? 'the file' : place;
  switch (shape.is) {
    case 'text':
      return typeof value === 'string' ? [] : [`${here} is ${shown(value)}: write a text${quotesHelp(value)}`];
    case 'number':
      return typeof value === 'number' ? [] : [`${here} is ${shown(value)}: write a number`];
    case 'choice':
      if (typeof value === 'string' && shape.of.includes(value)) return [];
      return [`${here} is ${shown(value)}: write ${shape.of.map((each) => `'${each}'`).join(' or ')}`];
    case 'list':
      if (!Array.isArray(value)) return [`${here} is ${shown(value)}: write a list`];
      if (value.length > longest) return [`${here} has ${value.length} entries: write ${longest} at most`];
      return value.flatMap((item, index) => mismatches(item, shape.of, `${place}[${index}]`));
    case 'map':
      return mapMismatches(value, shape.required, shape.optional ?? {}, place);
    case 'union': {
      const which = isMap(value) ? value[shape.by] : undefined;
      const fields = typeof which === 'string' && Object.hasOwn(shape.of, which) ? shape.of[which] : undefined;
      if (fields === undefined) {
        const names = Object.keys(shape.of).map((name) => `'${name}'`);
        return [`${place}.${shape.by} is ${shown(which)}: write ${names.join(' or ')}`];
      }
      return mapMismatches(value, { [shape.by]: text, ...fields.required }, fields.optional ?? {}, place);
    }
  }
}

/** Entries of a list; no cluster has so many machines. */
const longest = 5000;

function mapMismatches(value: unknown, required: Fields, optional: Fields, place: string): string[] {
  if (!isMap(value)) return [`${place === '' ? 'the file' : place} is ${shown(value)}: write a map`];
  const below = (key: string) => (place === '' ? key : `${place}.${key}`);
  const known = [...Object.keys(required), ...Object.keys(optional)];
  return [
    ...Object.keys(value)
      .filter((key) => !known.includes(key))
      .map((key) => `${below(printable(key))} is not known: write one of ${known.join(', ')}`),
    ...Object.entries(required).flatMap(([key, shape]) =>
      Object.hasOwn(value, key) ? mismatches(value[key], shape, below(key)) : [`${below(key)} is missing: write it`],
    ),
    ...Object.entries(optional).flatMap(([key, shape]) =>
      Object.hasOwn(value, key) ? mismatches(value[key], shape, below(key)) : [],
    ),
  ];
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function quotesHelp(value: unknown): string {
  return typeof value === 'number' || typeof value === 'boolean' ? `, in quotes: '${value}'` : '';
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (isMap(value)) return 'a map';
  return value === undefined ? 'missing' : printable(JSON.stringify(value));
}

/** Short, and without what a terminal would obey. */
function printable(text: string): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}]/gu, '?');
  return clean.length > 100 ? `${clean.slice(0, 100)}…` : clean;
}
