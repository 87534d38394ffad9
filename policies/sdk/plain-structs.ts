/**
 * Stands in for google-protobuf's module of structs when the pack is compiled (see compile.mjs). That one makes a message
 * of each value of a resource, and then a plain value of each message: more than half of what a pack without a policy
 * takes for a resource. Here the plain values are read from the wire at once, when somebody first asks for them.
 */
import type { BinaryReader } from 'google-protobuf';

type Plain = null | boolean | number | string | Plain[] | { [key: string]: Plain };

const structs: typeof import('google-protobuf/google/protobuf/struct_pb') = require('google-protobuf/google/protobuf/struct_pb');
const { Struct } = structs;

const plain = new WeakMap<object, { [key: string]: Plain }>();
const ofMessages = Struct.prototype.toJavaScript;

Struct.deserializeBinaryFromReader = (message, reader) => {
  plain.set(message, structIn(reader));
  return message;
};

Struct.prototype.toJavaScript = function () {
  return plain.get(this) ?? ofMessages.call(this);
};

function structIn(reader: BinaryReader): { [key: string]: Plain } {
  const read: { [key: string]: Plain } = {};
  eachField(reader, (field) => {
    if (field === 1) within(reader, () => entryIn(reader, read));
    else reader.skipField();
  });
  return read;
}

function entryIn(reader: BinaryReader, into: { [key: string]: Plain }): void {
  let key = '';
  let value: Plain = null;
  eachField(reader, (field) => {
    if (field === 1) key = reader.readString();
    else if (field === 2) value = valueWithin(reader);
    else reader.skipField();
  });
  if (key === '__proto__')
    Object.defineProperty(into, key, { value, enumerable: true, configurable: true, writable: true });
  else into[key] = value;
}

function valueWithin(reader: BinaryReader): Plain {
  let value: Plain = null;
  within(reader, () =>
    eachField(reader, (field) => {
      if (field === 1) reader.readEnum();
      else if (field === 2) value = reader.readDouble();
      else if (field === 3) value = reader.readString();
      else if (field === 4) value = reader.readBool();
      else if (field === 5) {
        let struct = {};
        within(reader, () => {
          struct = structIn(reader);
        });
        value = struct;
      } else if (field === 6) {
        const list: Plain[] = [];
        within(reader, () =>
          eachField(reader, (inner) => {
            if (inner === 1) list.push(valueWithin(reader));
            else reader.skipField();
          }),
        );
        value = list;
      } else reader.skipField();
    }),
  );
  return value;
}

/** Has the reader end where a message inside ends. */
function within(reader: BinaryReader, read: () => void): void {
  reader.readMessage(nothing, read);
}

const nothing = {} as never;

function eachField(reader: BinaryReader, take: (field: number) => void): void {
  while (reader.nextField() && !reader.isEndGroup()) take(reader.getFieldNumber());
}

module.exports = structs;
