import { type JavaScriptValue, Struct } from 'google-protobuf/google/protobuf/struct_pb';

const values: { readonly [what: string]: { [key: string]: JavaScriptValue } } = {
  'nothing at all': {},
  'every sort of value': {
    none: null,
    yes: true,
    no: false,
    int: 3,
    half: 0.5,
    text: 'ä🙂',
    empty: '',
    list: [],
    map: {},
  },
  'numbers at the edge': { huge: Number.MAX_VALUE, tiny: Number.MIN_VALUE, less: -0, no: Number.NaN, far: -Infinity },
  'lists in lists and maps in lists': { a: [[1, [2, null]], { b: [{ c: 'd' }, []] }] },
  'keys that are an object’s own machinery': { constructor: 'x', toString: ['y'], '': 1 },
  'what lies deep': { a: { b: { c: { d: { e: { f: { g: { h: ['i'] } } } } } } } },
};

/** What the compiled pack makes of the bytes that the engine sends. */
function read(bytes: Uint8Array): unknown {
  let plain: typeof import('google-protobuf/google/protobuf/struct_pb') | undefined;
  jest.isolateModules(() => {
    plain = require('./plain-structs');
  });
  return plain?.Struct.deserializeBinary(bytes).toJavaScript();
}

test.each(Object.entries(values))('%s is read as the library reads it', (_, value) => {
  const bytes = Struct.fromJavaScript(value).serializeBinary();
  expect(read(bytes)).toStrictEqual(Struct.deserializeBinary(bytes).toJavaScript());
  expect(read(bytes)).toStrictEqual(value);
});

test('a key named __proto__ is a key like any other', () => {
  // The library itself can't write it.
  const bytes = Buffer.from(Struct.fromJavaScript({ __prot0__: { polluted: true } }).serializeBinary());
  bytes.write('__proto__', bytes.indexOf('__prot0__'));
  const found = read(bytes) as object;
  expect(Object.keys(found)).toEqual(['__proto__']);
  expect(Object.getPrototypeOf(found)).toBe(Object.prototype);
});

test('half a message is an error, and no half a resource', () => {
  const bytes = Struct.fromJavaScript({ a: { b: 'c' } }).serializeBinary();
  expect(() => read(bytes.slice(0, -2))).toThrow();
});
