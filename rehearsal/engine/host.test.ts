import { promisify } from 'node:util';
import { credentials } from '@grpc/grpc-js';
import { PluginInfo } from '@pulumi/pulumi/proto/plugin_pb';
import { ResourceProviderClient } from '@pulumi/pulumi/proto/provider_grpc_pb';
import * as pb from '@pulumi/pulumi/proto/provider_pb';
import { Empty } from 'google-protobuf/google/protobuf/empty_pb';
import { type JavaScriptValue, Struct } from 'google-protobuf/google/protobuf/struct_pb';
import { type ServedProvider, serveProvider } from './host';
import { ProviderError, type RehearsalProvider } from './provider';

const URN = 'urn:pulumi:s::p::test:index:Thing::thing';

/** Answers with what it was asked, so that a test sees what crossed the wire. */
const echo: RehearsalProvider = {
  name: 'test',
  version: '1.2.3',
  configure: async (variables) => {
    if (variables.region !== 'eu-west-1') throw new ProviderError(`region is ${variables.region}`);
  },
  check: async (_subject, news, olds) => ({
    inputs: news,
    failures: olds ? [] : [{ property: 'size', reason: 'is new' }],
  }),
  diff: async (_subject, _id, olds, _state, news) => ({
    changed: olds.size === news.size ? [] : ['size'],
    replaces: ['size'],
    deleteBeforeReplace: true,
  }),
  create: async ({ type, name, urn }, inputs, preview) => ({
    id: 'id-1',
    state: { ...inputs, type, name, urn, preview },
  }),
  read: async (_subject, id, state) => (id === 'gone' ? undefined : { state, inputs: { id } }),
  update: async (_subject, id, state, inputs, preview) => ({ state: { id, before: state, ...inputs, preview } }),
  delete: async () => {
    throw new ProviderError('it is protected');
  },
  invoke: async (token, args) => ({ result: { token, ...args }, failures: [] }),
};

let served: ServedProvider;
let client: ResourceProviderClient;

beforeAll(async () => {
  served = await serveProvider(echo);
  client = new ResourceProviderClient(served.attachment.replace('test:', '127.0.0.1:'), credentials.createInsecure());
});
afterAll(() => {
  client.close();
  served.close();
});

function call<Req, Res>(method: string, request: Req): Promise<Res> {
  const bound = (client as unknown as Record<string, (request: Req, done: (e: Error, r: Res) => void) => void>)[method];
  if (!bound) throw new Error(`no method ${method}`);
  return promisify(bound.bind(client))(request) as Promise<Res>;
}

const struct = (value: object): Struct => Struct.fromJavaScript(value as { [key: string]: JavaScriptValue });

test('says its version', async () => {
  expect((await call<Empty, PluginInfo>('getPluginInfo', new Empty())).getVersion()).toBe('1.2.3');
});

test('configures without the namespace of the keys, and takes no secrets', async () => {
  const request = new pb.ConfigureRequest();
  request.getVariablesMap().set('test:config:region', 'eu-west-1');
  const response = await call<pb.ConfigureRequest, pb.ConfigureResponse>('configure', request);
  expect([response.getSupportspreview(), response.getAcceptsecrets()]).toEqual([true, false]);
});

test('an error reaches the engine as the message alone', async () => {
  const request = new pb.DeleteRequest().setUrn(URN).setId('id-1');
  await expect(call('delete', request)).rejects.toMatchObject({
    details: 'it is protected',
  });
});

test('a resource that is not there yet has no olds', async () => {
  const request = new pb.CheckRequest()
    .setUrn(URN)
    .setOlds(struct({}))
    .setNews(struct({ size: 1 }));
  const response = await call<pb.CheckRequest, pb.CheckResponse>('check', request);
  expect(response.getFailuresList().map((failure) => failure.toObject())).toEqual([
    { property: 'size', reason: 'is new' },
  ]);
});

test.each([
  ['the same', 1, pb.DiffResponse.DiffChanges.DIFF_NONE],
  ['another size', 2, pb.DiffResponse.DiffChanges.DIFF_SOME],
])('diffs the inputs that were with the new ones: %s', async (_name, size, changes) => {
  const request = new pb.DiffRequest()
    .setUrn(URN)
    .setOldInputs(struct({ size: 1 }))
    .setNews(struct({ size }));
  const response = await call<pb.DiffRequest, pb.DiffResponse>('diff', request);
  expect(response.getChanges()).toBe(changes);
  expect(response.getReplacesList()).toEqual(['size']);
  expect(response.getDeletebeforereplace()).toBe(true);
});

test.each([
  [true, ''],
  [false, 'id-1'],
])('create tells a preview (%s) and gives it no id', async (preview, id) => {
  const request = new pb.CreateRequest().setUrn(URN).setType('test:index:Thing').setName('thing').setPreview(preview);
  const response = await call<pb.CreateRequest, pb.CreateResponse>('create', request.setProperties(struct({ n: 1 })));
  expect(response.getId()).toBe(id);
  expect(response.getProperties()?.toJavaScript()).toEqual({
    n: 1,
    type: 'test:index:Thing',
    name: 'thing',
    urn: URN,
    preview,
  });
});

test.each([
  ['gone', ''],
  ['id-7', 'id-7'],
])('reading %s answers with id %j', async (id, expected) => {
  const request = new pb.ReadRequest().setUrn(URN).setId(id).setProperties(struct({}));
  expect((await call<pb.ReadRequest, pb.ReadResponse>('read', request)).getId()).toBe(expected);
});

test('update gets the state that was and the new inputs', async () => {
  const request = new pb.UpdateRequest()
    .setUrn(URN)
    .setId('id-1')
    .setOlds(struct({ a: 1 }))
    .setNews(struct({ b: 2 }));
  const response = await call<pb.UpdateRequest, pb.UpdateResponse>('update', request);
  expect(response.getProperties()?.toJavaScript()).toEqual({ id: 'id-1', before: { a: 1 }, b: 2, preview: false });
});

test('invokes by token', async () => {
  const request = new pb.InvokeRequest().setTok('test:index:find').setArgs(struct({ name: 'x' }));
  const response = await call<pb.InvokeRequest, pb.InvokeResponse>('invoke', request);
  expect(response.getReturn()?.toJavaScript()).toEqual({ token: 'test:index:find', name: 'x' });
});
