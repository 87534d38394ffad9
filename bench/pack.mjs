// What the policy pack costs, measured on its own process over the engine's own protocol.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deployments } from './manifests.mjs';
import { median } from './measure.mjs';

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('..', import.meta.url));
const { credentials } = require('@grpc/grpc-js');
const { AnalyzerClient } = require('@pulumi/pulumi/proto/analyzer_grpc_pb');
const pb = require('@pulumi/pulumi/proto/analyzer_pb');
const { Empty } = require('google-protobuf/google/protobuf/empty_pb');
const { Struct } = require('google-protobuf/google/protobuf/struct_pb');

/** Starts the pack as the engine does, until it has said what its policies are. Returns the milliseconds too. */
async function start() {
  const began = performance.now();
  const pack = spawn(join(root, 'policies', 'serve.cjs'), ['127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise((resolve, reject) => {
    pack.stdout.once('data', (data) => resolve(String(data).trim()));
    pack.once('exit', (code) => reject(new Error(`the pack ended with ${code}`)));
  });
  const client = new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure());
  const ask = (call, request) =>
    new Promise((resolve, reject) => {
      call.call(client, request, (error, response) => (error ? reject(error) : resolve(response)));
    });
  const policies = (await ask(client.getAnalyzerInfo, new Empty())).getPoliciesList().length;
  const took = performance.now() - began;
  const stop = () => {
    client.close();
    pack.kill();
  };
  return { client, ask, policies, took, pid: pack.pid, stop };
}

const same = (bytes) => bytes;

/** Milliseconds that a process has computed, in steps of ten; undefined where there is no /proc. */
function computed(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [user, system] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13)
      .map(Number);
    return (user + system) * 10;
  } catch {
    return undefined;
  }
}

function requestFor({ type, inputs }, index) {
  const request = new pb.AnalyzeRequest();
  request.setType(type);
  request.setName(`resource-${index}`);
  request.setUrn(`urn:pulumi:bench::palisade::${type}::resource-${index}`);
  request.setProperties(Struct.fromJavaScript(JSON.parse(JSON.stringify(inputs))));
  request.setOptions(new pb.AnalyzerResourceOptions());
  return request;
}

/**
 * What the pack costs: its start until it has answered the engine's first question, and one resource under every rule, the
 * two calls that the engine makes for each together (remediate, then analyze), the way over the socket included. Of each
 * the time on the clock, what the pack itself computed, and the bound of the former.
 */
export async function packRows({ starts = 7, rounds = 9 } = {}) {
  const { awsRules } = require('../rules/dist/index.js');
  const yaml = require(require.resolve('js-yaml', { paths: [join(root, 'cli')] }));
  const workloads = yaml.loadAll(deployments(200)).map((inputs) => ({ type: 'kubernetes:apps/v1:Deployment', inputs }));
  const samples = awsRules.flatMap(({ samples: { good, bad } }) => [...good, ...bad].map(({ given }) => given));
  const started = [];
  for (let count = 0; count < starts; count += 1) {
    const { took, pid, stop } = await start();
    started.push({ took, own: computed(pid) });
    stop();
  }
  const { client, policies, pid, stop } = await start();
  // As bytes: to write and read the messages is the engine's work, which does it in Go, and not the pack's.
  const send = (method, request) =>
    new Promise((resolve, reject) => {
      const done = (error, response) => (error ? reject(error) : resolve(response));
      client.makeUnaryRequest(`/pulumirpc.Analyzer/${method}`, same, same, request, done);
    });
  const each = async (name, resources) => {
    const results = [];
    // The first round warms up, as the first resources of a stack do.
    for (let round = 0; round <= rounds; round += 1) {
      const requests = resources.map((resource, index) => Buffer.from(requestFor(resource, index).serializeBinary()));
      const [began, before] = [performance.now(), computed(pid)];
      for (const request of requests) {
        await send('Remediate', request);
        await send('Analyze', request);
      }
      const [took, own] = [performance.now() - began, computed(pid) - before];
      if (round > 0) results.push({ took: took / resources.length, own: own / resources.length });
    }
    return row(name, results, 2, 1);
  };
  const rows = [
    row('start, ms', started, 0, 500),
    await each('a Deployment of two containers, ms', workloads),
    await each('an AWS resource, ms (all samples in turn)', samples),
  ];
  stop();
  return { policies, rows };
}

function row(name, results, digits, bound) {
  const middle = (of) => median(results.map(of)).toFixed(digits);
  return [name, middle(({ took }) => took), middle(({ own }) => own), bound];
}
