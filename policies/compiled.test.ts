import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { credentials } from '@grpc/grpc-js';
import { AnalyzerClient } from '@pulumi/pulumi/proto/analyzer_grpc_pb';
import * as pb from '@pulumi/pulumi/proto/analyzer_pb';
import { Empty } from 'google-protobuf/google/protobuf/empty_pb';
import { type JavaScriptValue, Struct } from 'google-protobuf/google/protobuf/struct_pb';

jest.setTimeout(60_000);

/** Within node_modules, so that what the bundle leaves out is found. */
const folder = join(__dirname, '..', 'node_modules', '.cache', `palisade-pack-${process.pid}`);
/** What the engine sends for a text that is not known yet. */
const unknown = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';
const cluster = 'aws:eks/cluster:Cluster';

let pack: ChildProcess;
let client: AnalyzerClient;

beforeAll(async () => {
  compile();
  writeFileSync(join(folder, 'package.json'), '{"version":"0.1.0"}');
  // The way the engine starts it: in its folder, and the port is the first thing it prints.
  pack = spawn(process.execPath, ['-e', 'require("./dist/index.js")'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise<string>((resolve, reject) => {
    pack.stdout?.once('data', (data) => resolve(String(data).trim()));
    pack.once('exit', (code) => reject(new Error(`the pack ended with ${code}`)));
  });
  client = new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure());
});

afterAll(() => {
  client?.close();
  pack?.kill();
  rmSync(folder, { recursive: true, force: true });
});

function compile(): void {
  mkdirSync(folder, { recursive: true });
  const script = `
    import { build } from 'esbuild';
    import { compilePolicySdk } from './sdk/compile.mjs';
    const external = { name: 'external', setup: ({ onResolve }) => onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || /^@palisade|cel-js$/.test(path) ? undefined : { path, external: true }) };
    await build({ entryPoints: ['index.ts'], outdir: ${JSON.stringify(join(folder, 'dist'))}, bundle: true, platform: 'node',
      format: 'cjs', conditions: ['@palisade/source'], plugins: [compilePolicySdk, external], logLevel: 'warning' });`;
  execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: __dirname, stdio: 'inherit' });
}

function ask<A, R>(
  call: (request: A, done: (error: Error | null, response: R) => void) => void,
  request: A,
): Promise<R> {
  return new Promise((resolve, reject) => {
    call.call(client, request, (error, response) => (error ? reject(error) : resolve(response)));
  });
}

function requestFor(type: string, properties: Record<string, JavaScriptValue>): pb.AnalyzeRequest {
  const request = new pb.AnalyzeRequest();
  request.setType(type);
  request.setName('blue');
  request.setUrn(`urn:pulumi:dev::palisade::${type}::blue`);
  request.setProperties(Struct.fromJavaScript(properties));
  request.setOptions(new pb.AnalyzerResourceOptions());
  return request;
}

async function analyze(
  type: string,
  properties: Record<string, JavaScriptValue>,
): Promise<pb.AnalyzeDiagnostic.AsObject[]> {
  const request = requestFor(type, properties);
  const response = await ask<pb.AnalyzeRequest, pb.AnalyzeResponse>(client.analyze, request);
  return response.getDiagnosticsList().map((each) => each.toObject());
}

/** The properties as remedies leave them, by the rule of each. */
async function remediate(type: string, properties: Record<string, JavaScriptValue>): Promise<Record<string, unknown>> {
  const request = requestFor(type, properties);
  const response = await ask<pb.AnalyzeRequest, pb.RemediateResponse>(client.remediate as never, request);
  return Object.fromEntries(
    response.getRemediationsList().map((each) => [each.getPolicyname(), each.getProperties()?.toJavaScript()]),
  );
}

async function configure(levels: Record<string, pb.EnforcementLevel>): Promise<void> {
  const request = new pb.ConfigureAnalyzerRequest();
  for (const [rule, level] of Object.entries(levels)) {
    const config = new pb.PolicyConfig();
    config.setEnforcementlevel(level);
    config.setProperties(Struct.fromJavaScript({}));
    request.getPolicyconfigMap().set(rule, config);
  }
  await ask<pb.ConfigureAnalyzerRequest, Empty>(client.configure as never, request);
}

const levelsOf = (found: pb.AnalyzeDiagnostic.AsObject[]) =>
  Object.fromEntries(found.map(({ policyname, enforcementlevel }) => [policyname, enforcementlevel]));

const { ADVISORY, MANDATORY, DISABLED, REMEDIATE } = pb.EnforcementLevel;
const zonalShiftOff = { zonalShiftConfig: { enabled: false }, deletionProtection: true };

test('says what it is and has', async () => {
  const info = await ask<Empty, pb.AnalyzerInfo>(client.getAnalyzerInfo as never, new Empty());
  expect(info.getName()).toBe('palisade');
  expect(info.getSupportsconfig()).toBe(true);
  expect(info.getPoliciesList().length).toBeGreaterThan(120);
});

test('finds what a resource breaks, at the levels of the rules', async () => {
  const found = levelsOf(await analyze(cluster, zonalShiftOff));
  expect(found['eks-encrypt-secrets']).toBe(MANDATORY);
  expect(found['eks-zonal-shift']).toBe(ADVISORY);
  expect(found).not.toHaveProperty('eks-deletion-protection');
});

test('judges Kubernetes objects by their type token', async () => {
  const pod = { metadata: { name: 'web' }, spec: { hostPID: true, containers: [{ name: 'web', image: 'web' }] } };
  const found = await analyze('kubernetes:core/v1:Pod', pod);
  expect(found.map(({ policyname }) => policyname)).toContain('no-host-pid');
});

test('says of a value that is not known yet that it cannot tell, and does not stop the preview', async () => {
  const found = await analyze(cluster, { version: unknown });
  const version = found.find(({ policyname }) => policyname === 'eks-supported-version');
  expect(version?.enforcementlevel).toBe(ADVISORY);
  expect(version?.message).toBe(
    "can't run policy 'eks-supported-version' from policy pack 'palisade@v0.1.0' during preview: string value at .version can't be known during preview",
  );
});

test('takes the level of each rule from the config of the pack', async () => {
  await configure({ 'eks-zonal-shift': MANDATORY, 'eks-encrypt-secrets': ADVISORY, 'eks-log-all-types': DISABLED });
  const found = levelsOf(await analyze(cluster, zonalShiftOff));
  expect(found['eks-zonal-shift']).toBe(MANDATORY);
  expect(found['eks-encrypt-secrets']).toBe(ADVISORY);
  expect(found).not.toHaveProperty('eks-log-all-types');
  expect(found['eks-private-endpoint']).toBe(MANDATORY);
});

describe('remedies', () => {
  const repository = 'aws:ecr/repository:Repository';
  /** As the engine marks a secret. */
  const secret = (value: JavaScriptValue) => ({
    '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270',
    value,
  });

  test('are not made unless asked for', async () => {
    await configure({});
    expect(await remediate(repository, { name: 'web' })).toEqual({});
  });

  test('change what is broken, one after the other, and leave secrets secret and unknown values unknown', async () => {
    await configure({
      'ecr-scan-on-push': REMEDIATE,
      'no-privilege-escalation': REMEDIATE,
      'require-drop-all-capabilities': REMEDIATE,
    });
    expect(await remediate(repository, { name: secret('web'), kmsKey: unknown })).toEqual({
      'ecr-scan-on-push': {
        name: secret('web'),
        kmsKey: unknown,
        imageScanningConfiguration: { scanOnPush: true },
      },
    });
    const pod = (securityContext: Record<string, JavaScriptValue>) => ({
      spec: { securityContext: { runAsNonRoot: true }, containers: [{ name: 'web', image: unknown, securityContext }] },
    });
    expect(await remediate('kubernetes:core/v1:Pod', pod({}))).toEqual({
      'no-privilege-escalation': pod({ allowPrivilegeEscalation: false }),
      'require-drop-all-capabilities': pod({ allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } }),
    });
  });

  test('leave alone what is well', async () => {
    expect(await remediate(repository, { imageScanningConfiguration: { scanOnPush: true } })).toEqual({});
  });

  test('change what is secret as a whole', async () => {
    const configuration = (scanOnPush: boolean) => ({ imageScanningConfiguration: secret({ scanOnPush }) });
    expect(await remediate(repository, configuration(false))).toEqual({ 'ecr-scan-on-push': configuration(true) });
  });
});
