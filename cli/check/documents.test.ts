import { documentsIn, isMalformed } from './documents';
import { Lines } from './lines';
import { isObjectless, objectsIn, offsetOf } from './objects';

/** What a text holds: values by line, and what is wrong by line. */
function read(text: string): unknown[] {
  const lines = new Lines(text);
  return [...documentsIn({ file: 'x.yaml', lines })].map((document) =>
    isMalformed(document)
      ? `${lines.at(document.offset).line}: ${document.reason}`
      : { [lines.at(document.base).line]: document.value },
  );
}

describe('documentsIn', () => {
  test.each<[string, string, unknown[]]>([
    ['one document', 'a: 1\n', [{ 1: { a: 1 } }]],
    ['several, with empty ones between', 'a: 1\n---\n---\n# no\n---\nb: 2', [{ 1: { a: 1 } }, { 6: { b: 2 } }]],
    ['a separator at the beginning', '---\na: 1\n---\n', [{ 2: { a: 1 } }]],
    ['a separator with a comment', 'a: 1\n--- # Source: x.yaml\nb: 2\n', [{ 1: { a: 1 } }, { 3: { b: 2 } }]],
    ['line breaks of Windows', 'a: 1\r\n---\r\nb: 2\r\n', [{ 1: { a: 1 } }, { 3: { b: 2 } }]],
    ['a byte order mark', '\ufeffa: 1\n', [{ 1: { a: 1 } }]],
    ['JSON', '{"a": [1]}', [{ 1: { a: [1] } }]],
    ['JSON objects in a row', '{"a": 1}\n{"b": "}"} {"c": 3}', [{ 1: { a: 1 } }, { 1: { b: '}' } }, { 2: { c: 3 } }]],
    ['JSON that YAML cannot read', `{"${'k'.repeat(2000)}": {"a": 1}}`, [{ 1: { ['k'.repeat(2000)]: { a: 1 } } }]],
    ['two documents of YAML in brackets', '{a: 1}\n---\n{b: 2}\n', [{ 1: { a: 1 } }, { 3: { b: 2 } }]],
    ['nothing', '', []],
    ['blanks', ' \n\n', []],
  ])('%s', (_, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test.each<[string, string, unknown[]]>([
    [
      'a malformed document between good ones',
      'a: 1\n---\nb: c: d\n---\ne: 2\n',
      [{ 1: { a: 1 } }, '3: bad indentation of a mapping entry', { 5: { e: 2 } }],
    ],
    [
      'something after a separator',
      'a: 1\n--- b\nc: 3\n',
      [{ 1: { a: 1 } }, '2: after --- only a comment may stand on the line, not "b"', { 3: { c: 3 } }],
    ],
    ['a doubled key in JSON', '{"a": 1,\n "a": 2}', ['2: the key "a" stands twice in one mapping']],
    [
      'a template that was not rendered',
      'a: {{ .Values.x }}\n---\nb: 1\n',
      [
        '1: a key must be a text, a number or a boolean (a template? Check what it renders: helm template CHART | palisade check -)',
        { 3: { b: 1 } },
      ],
    ],
    [
      'a template that begins with an action',
      '{{- if .Values.x }}\na: "{{ .Values.y }}"\nb: 1\n{{- end }}\n',
      [
        expect.stringMatching(
          /^1: .* \(a template\? Check what it renders: helm template CHART \| palisade check -\)$/,
        ),
      ],
    ],
    ['a word after JSON', '{"a": 1}\nx', [{ 1: { a: 1 } }, '2: "x" stands where a JSON object belongs']],
    [
      'a broken object in a row of JSON',
      '{"a": 1}\n{"b": "1" 2}\n{"c": 3}',
      [{ 1: { a: 1 } }, '2: missed comma between flow collection entries', { 2: { c: 3 } }],
    ],
  ])('names %s, and reads all else', (_, text, expected) => {
    expect(read(text)).toEqual(expected);
  });
});

/** The objects of a text as `line kind namespace/name`, and what is wrong by line. */
function objects(text: string): string[] {
  const lines = new Lines(text);
  return [...documentsIn({ file: 'x.yaml', lines })].flatMap((document) =>
    isMalformed(document)
      ? ['malformed']
      : objectsIn(document).map((object) =>
          isObjectless(object)
            ? `${lines.at(object.offset).line} ${object.reason}`
            : `${lines.at(object.start).line} ${object.name.kind} ${object.name.namespace}/${object.name.name}`,
        ),
  );
}

describe('objectsIn', () => {
  test.each<[string, string, string[]]>([
    ['an object', 'apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: b}', ['1 Pod b/a']],
    ['a name to be made up', 'apiVersion: v1\nkind: Pod\nmetadata: {generateName: a-}', ['1 Pod undefined/a-*']],
    ['the values of a chart', 'image: nginx\n', []],
    ['a list of plain things', '- a\n- b\n', []],
    [
      'a List',
      'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: a}\n- apiVersion: v1\n  kind: Secret\n',
      ['4 Pod undefined/a', '7 Secret undefined/undefined'],
    ],
    [
      'a typed list, whose items need not say what they are',
      'apiVersion: v1\nkind: PodList\nitems:\n- metadata: {name: a}\n- metadata: {name: b}\n',
      ['4 Pod undefined/a', '5 Pod undefined/b'],
    ],
    [
      'a List in a List',
      'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: List\n  items:\n  - {apiVersion: v1, kind: Pod}\n',
      ['7 Pod undefined/undefined'],
    ],
    ['an object with no kind', 'apiVersion: v1\nmetadata: {}', ['1 the object names no kind, so it cannot be judged']],
    ['an object with no version', 'kind: Pod\n', ['1 the object names no apiVersion, so it cannot be judged']],
    [
      'a kind that is no text',
      'apiVersion: v1\nkind: [Pod]\n',
      ['1 the object names no text as its kind, so it cannot be judged'],
    ],
    [
      'an item that is no object',
      'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n- x\n',
      ['4 Pod undefined/undefined', '4 item 2 of the List is no object'],
    ],
    ['a List of nothing', 'apiVersion: v1\nkind: List\nitems: null\n', []],
    [
      'a List whose items are no list',
      'apiVersion: v1\nkind: List\nitems: {apiVersion: v1, kind: Pod}\n',
      ['1 items of the List is no list'],
    ],
  ])('%s', (_, text, expected) => {
    expect(objects(text)).toEqual(expected);
  });

  it('does not follow lists in lists for ever', () => {
    const text = `${'{"apiVersion": "v1", "kind": "List", "items": ['.repeat(30)}${']}'.repeat(30)}`;
    expect(objects(text)).toEqual(['1 more than 10 lists stand inside each other']);
  });
});

describe('offsetOf', () => {
  const text = `apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Pod
  metadata: {name: web, namespace: shop}
  spec:
    containers:
    - name: web
    - name: side
- apiVersion: v1
  kind: Pod
  spec:
    containers:
    - image: x
      name: side
`;
  const lines = new Lines(text);
  const [document] = documentsIn({ file: 'x.yaml', lines });
  const pods = document && !isMalformed(document) ? objectsIn(document) : [];

  test.each<[number, string | undefined, number]>([
    [0, 'web', 9],
    [0, 'side', 10],
    [0, 'other', 4],
    [0, undefined, 4],
    [1, 'side', 15],
    [1, 'web', 11],
  ])('in object %d, %s is on line %d', (index, name, line) => {
    const pod = pods[index];
    expect(pod && !isObjectless(pod) && lines.at(offsetOf(pod, name)).line).toBe(line);
  });

  it('looks through the object alone, and not through the list that it stands in', () => {
    const [pod] = pods;
    if (document === undefined || isMalformed(document) || pod === undefined || isObjectless(pod)) throw new Error();
    const size = 10_000;
    let looks = 0;
    const counted = new Proxy(
      Array.from({ length: size }, (_, index) => ({ name: index % 2 === 0 ? 'web' : 'side' })),
      {
        get: (nodes, key) => {
          if (key !== 'length') looks += 1;
          return Reflect.get(nodes, key);
        },
      },
    );
    const starts = { nodes: counted, offsets: Array.from({ length: size }, (_, index) => index * 10) };
    const inList = { ...pod, document: { ...document, starts, base: 0 }, start: 99_970, end: 99_990 };
    expect([offsetOf(inList, 'side'), offsetOf(inList, 'web'), offsetOf(inList, 'other')]).toEqual([
      99_970, 99_980, 99_970,
    ]);
    expect(looks).toBeLessThan(10);
  });
});
