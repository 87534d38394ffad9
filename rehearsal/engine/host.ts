import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData, status } from '@grpc/grpc-js';
import { PluginInfo } from '@pulumi/pulumi/proto/plugin_pb';
import { ResourceProviderService } from '@pulumi/pulumi/proto/provider_grpc_pb';
import * as pb from '@pulumi/pulumi/proto/provider_pb';
import { Empty } from 'google-protobuf/google/protobuf/empty_pb';
import { type JavaScriptValue, Struct } from 'google-protobuf/google/protobuf/struct_pb';
import type { CheckFailure, Properties, RehearsalProvider, Subject } from './provider';

/** As large a message as the engine itself sends (400 MiB). */
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

/** A provider that listens on 127.0.0.1 for the engine. */
export interface ServedProvider {
  /** What goes into PULUMI_DEBUG_PROVIDERS, such as `aws:34567`. */
  readonly attachment: string;
  close(): void;
}

/**
 * Serves a provider to the Pulumi engine over its own protocol. Secrets arrive as plain values (the engine unwraps
 * them for a provider that does not say it takes them, and marks outputs of the same name secret again).
 */
export async function serveProvider(provider: RehearsalProvider): Promise<ServedProvider> {
  const server = new Server({
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
  });
  server.addService(ResourceProviderService, handlers(provider) as never);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { attachment: `${provider.name}:${port}`, close: () => server.forceShutdown() };
}

/** Turns an async function into a gRPC handler; what it throws reaches the user as the message alone. */
function handler<Req, Res>(answer: (request: Req) => Promise<Res>) {
  return (call: ServerUnaryCall<Req, Res>, reply: sendUnaryData<Res>): void => {
    answer(call.request).then(
      (response) => reply(null, response),
      (error: unknown) =>
        reply({ code: status.UNKNOWN, details: error instanceof Error ? error.message : String(error) }),
    );
  };
}

function handlers(provider: RehearsalProvider) {
  return {
    getPluginInfo: handler(async () => new PluginInfo().setVersion(provider.version)),
    attach: handler(async () => new Empty()),
    cancel: handler(async () => new Empty()),
    checkConfig: handler(async (request: pb.CheckRequest) => new pb.CheckResponse().setInputs(request.getNews())),
    // Configure runs anew at every operation, so that a changed setting never replaces what the provider made.
    diffConfig: handler(async () => new pb.DiffResponse().setChanges(pb.DiffResponse.DiffChanges.DIFF_NONE)),
    configure: handler(async (request: pb.ConfigureRequest) => {
      const variables: Record<string, string> = {};
      request.getVariablesMap().forEach((value, key) => {
        variables[key.slice(key.lastIndexOf(':') + 1)] = value;
      });
      await provider.configure(variables, properties(request.getArgs()));
      return new pb.ConfigureResponse().setSupportspreview(true).setAcceptsecrets(false).setAcceptresources(false);
    }),
    check: handler(async (request: pb.CheckRequest) => {
      const olds = properties(request.getOlds());
      const known = Object.keys(olds).length > 0 ? olds : undefined;
      const result = await provider.check(subject(request), properties(request.getNews()), known);
      return new pb.CheckResponse().setInputs(struct(result.inputs)).setFailuresList(failures(result.failures));
    }),
    diff: handler(async (request: pb.DiffRequest) => {
      const { changed, replaces, deleteBeforeReplace } = await provider.diff(
        subject(request),
        request.getId(),
        properties(request.getOldInputs()),
        properties(request.getOlds()),
        properties(request.getNews()),
      );
      const { DIFF_NONE, DIFF_SOME } = pb.DiffResponse.DiffChanges;
      return new pb.DiffResponse()
        .setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE)
        .setDiffsList(changed)
        .setReplacesList(replaces)
        .setDeletebeforereplace(deleteBeforeReplace);
    }),
    create: handler(async (request: pb.CreateRequest) => {
      const made = await provider.create(subject(request), properties(request.getProperties()), request.getPreview());
      return new pb.CreateResponse().setId(request.getPreview() ? '' : made.id).setProperties(struct(made.state));
    }),
    read: handler(async (request: pb.ReadRequest) => {
      const found = await provider.read(subject(request), request.getId(), properties(request.getProperties()));
      if (!found) return new pb.ReadResponse();
      return new pb.ReadResponse()
        .setId(request.getId())
        .setProperties(struct(found.state))
        .setInputs(struct(found.inputs));
    }),
    update: handler(async (request: pb.UpdateRequest) => {
      const { state } = await provider.update(
        subject(request),
        request.getId(),
        properties(request.getOlds()),
        properties(request.getNews()),
        request.getPreview(),
      );
      return new pb.UpdateResponse().setProperties(struct(state));
    }),
    delete: handler(async (request: pb.DeleteRequest) => {
      await provider.delete(subject(request), request.getId(), properties(request.getProperties()));
      return new Empty();
    }),
    invoke: handler(async (request: pb.InvokeRequest) => {
      const answer = await provider.invoke(request.getTok(), properties(request.getArgs()));
      return new pb.InvokeResponse().setReturn(struct(answer.result)).setFailuresList(failures(answer.failures));
    }),
  };
}

function subject(request: { getUrn(): string; getType(): string; getName(): string }): Subject {
  return { urn: request.getUrn(), type: request.getType(), name: request.getName() };
}

function properties(value: Struct | undefined): Properties {
  return (value?.toJavaScript() ?? {}) as Properties;
}

function struct(value: Properties): Struct {
  return Struct.fromJavaScript(value as { [key: string]: JavaScriptValue });
}

function failures(found: readonly CheckFailure[]): pb.CheckFailure[] {
  return found.map(({ property, reason }) => new pb.CheckFailure().setProperty(property).setReason(reason));
}
