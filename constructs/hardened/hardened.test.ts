import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import * as cdk8s from 'cdk8s';
import { ApiObject, Chart, Helm, Include, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { parseAllDocuments } from 'yaml';
import { App } from '../synth/app';
import { CheckError } from '../synth/check';
import { Hardened } from './hardened';

let folder: string;
let told: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'palisade-hardened-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  told = '';
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    told += String(text);
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
});

function file(text: string): string {
  const path = join(mkdtempSync(join(folder, 'file-')), 'file.yaml');
  writeFileSync(path, text);
  return path;
}

/** What vendors write: not root, but nothing said of capabilities, rights and system calls. */
const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: { name: dashboard, namespace: tools }
spec:
  replicas: 1
  selector: { matchLabels: { app: dashboard } }
  template:
    metadata: { labels: { app: dashboard } }
    spec:
      automountServiceAccountToken: false
      enableServiceLinks: false
      hostUsers: false
      serviceAccountName: dashboard
      securityContext: { runAsNonRoot: true, runAsUser: 20000, runAsGroup: 20000 }
      containers:
        - name: web
          image: registry.example.com/vendor/dashboard@sha256:${'0a'.repeat(32)}
          imagePullPolicy: IfNotPresent
          resources:
            requests: { cpu: 100m, memory: 64Mi, ephemeral-storage: 64Mi }
            limits: { memory: 64Mi, ephemeral-storage: 64Mi }
          livenessProbe: { httpGet: { path: /, port: 8080 } }
          readinessProbe: { httpGet: { path: /, port: 8080 } }
          securityContext: { readOnlyRootFilesystem: true }
`;
const mendedContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
  seccompProfile: { type: 'RuntimeDefault' },
};

interface Manifest {
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: { readonly securityContext: object }[] } };
  };
}

function contextsIn(yaml: string): object[] {
  const objects = parseAllDocuments(yaml).map((each) => each.toJSON() as Manifest);
  return objects.flatMap(({ spec }) => spec.template.spec.containers.map(({ securityContext }) => securityContext));
}

function hardened(build: (scope: Hardened, chart: Chart) => void, app: cdk8s.App = new App()) {
  const chart = new Chart(app, 'tools');
  const scope = new Hardened(chart, 'vendor');
  build(scope, chart);
  return { app, chart, scope };
}

const include = (text: string) => (scope: Hardened) => new Include(scope, 'dashboard', { url: file(text) });

describe('what is included', () => {
  test('is made safe where that is safe, and told', () => {
    const { app, scope } = hardened(include(deployment));
    expect(contextsIn(app.synthYaml())).toEqual([mendedContext]);
    const on = 'tools/vendor/dashboard/dashboard-deployment-tools (Deployment tools/dashboard): ';
    const at = '/spec/template/spec/containers/0/securityContext';
    expect(told).toBe(
      [
        'palisade: made safe what others wrote, by 3 rules:',
        `  [no-privilege-escalation] ${on}${at}/allowPrivilegeEscalation: false`,
        `  [require-drop-all-capabilities] ${on}${at}/capabilities: {"drop":["ALL"]}`,
        `  [require-seccomp-profile] ${on}${at}/seccompProfile: {"type":"RuntimeDefault"}`,
        '',
      ].join('\n'),
    );
    expect(scope.report().remaining).toEqual([]);
    expect(scope.changed.map(({ rule }) => rule)).toEqual([
      'no-privilege-escalation',
      'require-drop-all-capabilities',
      'require-seccomp-profile',
    ]);
  });

  test('is refused without the scope', () => {
    const app = new App();
    new Include(new Chart(app, 'tools'), 'dashboard', { url: file(deployment) });
    expect(() => app.synthYaml()).toThrow('[no-privilege-escalation, high]');
  });

  test('is refused for what nobody can change without knowing the program', () => {
    const { app, scope } = hardened(include(deployment.replace(/@sha256:\w+/, ':1.2.3')));
    expect(() => app.synthYaml()).toThrow(CheckError);
    const { changed, remaining } = scope.report();
    expect(changed).toHaveLength(3);
    expect(remaining).toEqual([
      {
        path: 'tools/vendor/dashboard/dashboard-deployment-tools',
        object: 'Deployment tools/dashboard',
        rule: 'require-image-digest',
        severity: 'high',
        found: 'these containers name an image without its digest: web',
        write: expect.stringContaining('@sha256:'),
      },
    ]);
  });

  test('keeps what somebody chose on purpose', () => {
    const chosen = deployment.replace(
      '{ readOnlyRootFilesystem',
      '{ allowPrivilegeEscalation: true, readOnlyRootFilesystem',
    );
    const { app, scope } = hardened(include(chosen));
    expect(() => app.synthYaml()).toThrow('[no-privilege-escalation, high]');
    expect(scope.changed.map(({ rule }) => rule)).toEqual(['require-seccomp-profile']);
  });

  test('is left alone where a waiver says so', () => {
    const waivers = file(
      '- { rule: require-seccomp-profile, select: { name: dashboard }, reason: Own., owner: a, expires: 2027-01-31 }\n',
    );
    const { app, scope } = hardened(include(deployment), new App({ waivers }));
    const { seccompProfile: _, ...others } = mendedContext;
    expect(contextsIn(app.synthYaml())).toEqual([others]);
    expect(scope.report().remaining).toEqual([]);
    expect(told).not.toContain('waiver');
  });

  test('is made safe in a list, item by item', () => {
    const items = parseAllDocuments(deployment).map((each) => each.toJSON() as object);
    const { app, scope } = hardened((vendor) => {
      new ApiObject(vendor, 'list', { apiVersion: 'v1', kind: 'List', items: [{ kind: 'Unknown' }, ...items, null] });
    });
    const [list] = parseAllDocuments(app.synthYaml()).map((each) => each.toJSON() as { items: Manifest[] });
    expect(list?.items[1]?.spec.template.spec.containers[0]?.securityContext).toEqual(mendedContext);
    expect(scope.changed[0]?.set).toEqual([
      { pointer: '/items/1/spec/template/spec/containers/0/securityContext/allowPrivilegeEscalation', value: false },
    ]);
  });
});

test('what is made by hand in the scope is made safe, and what stands beside it is not', () => {
  const { app, scope } = hardened((vendor, chart) => {
    for (const parent of [vendor, chart]) {
      new kplus.Deployment(parent, 'web', {
        containers: [{ image: `registry.example.com/a@sha256:${'0a'.repeat(32)}`, portNumber: 8080 }],
      });
    }
  });
  expect(scope.report().changed.map(({ rule }) => rule)).toEqual([
    'require-drop-all-capabilities',
    'require-seccomp-profile',
  ]);
  app.synthYaml();
  expect(told).toMatch(/^ {2}\[require-seccomp-profile, medium\] tools\/web\/Resource .*: main$/m);
});

describe('the scope holds', () => {
  test('in a plain cdk8s app', () => {
    const { app } = hardened(include(deployment), new cdk8s.App());
    expect(contextsIn(app.synthYaml())).toEqual([mendedContext]);
    expect(contextsIn(app.synthYaml())).toEqual([mendedContext]);
  });

  test('in tests of a chart', () => {
    const { chart } = hardened(include(deployment));
    expect((Testing.synth(chart) as Manifest[])[0]?.spec.template.spec.containers[0]?.securityContext).toEqual(
      mendedContext,
    );
  });

  test('after patches that were made before, and tells a change once', () => {
    const { app, scope } = hardened((vendor) => {
      const [object] = include(deployment)(vendor).apiObjects;
      object?.addJsonPatch(cdk8s.JsonPatch.remove('/spec/template/spec/containers/0/securityContext'));
    });
    app.synthYaml();
    app.synthYaml();
    expect(told.match(/made safe/g)).toHaveLength(1);
    expect(scope.changed.map(({ rule, set }) => [rule, set[0]?.pointer])).toEqual([
      ['no-privilege-escalation', '/spec/template/spec/containers/0/securityContext'],
      ['require-drop-all-capabilities', '/spec/template/spec/containers/0/securityContext/capabilities'],
      ['require-seccomp-profile', '/spec/template/spec/containers/0/securityContext/seccompProfile'],
    ]);
  });
});

test('a chart of Helm is made safe', () => {
  // Stands for the program: prints what `helm template` would.
  const helm = join(mkdtempSync(join(folder, 'helm-')), 'helm');
  writeFileSync(helm, `#!/bin/sh\ncat <<'END'\n${deployment}END\n`, { mode: 0o755 });
  const { app } = hardened((vendor) => {
    new Helm(vendor, 'dashboard', { chart: './dashboard', helmExecutable: helm });
  });
  expect(contextsIn(app.synthYaml())).toEqual([mendedContext]);
});

describe('hostile manifests end the program with an error, and soon', () => {
  const blownUp = Array.from(
    { length: 12 },
    (_, i) =>
      `x${i}: &x${i} [${Array(9)
        .fill(i ? `*x${i - 1}` : 'lol')
        .join()}]\n`,
  );
  test.each<[string, string, string | RegExp]>([
    ['blow up', `${deployment}${blownUp.join('')}`, 'Excessive alias count'],
    ['nest deep', `${deployment}deep: ${'['.repeat(300)}${']'.repeat(300)}\n`, '250 levels'],
    ['nest deeper than the stack', `${deployment}deep: ${'['.repeat(50_000)}${']'.repeat(50_000)}\n`, /./],
    ['are huge', `${deployment}# ${'x'.repeat(11 * 1024 * 1024)}\n`, 'ENOBUFS'],
    [
      'have no containers but a text',
      deployment.replace(/containers:[\s\S]*/, 'containers: none\n'),
      'containers is a string, not a list',
    ],
    [
      'have nothing for a container',
      deployment.replace(/containers:[\s\S]*/, 'containers: [null, 1]\n'),
      'The catalogue refuses',
    ],
    [
      'hold a text for settings',
      deployment.replace('{ readOnlyRootFilesystem: true }', 'none'),
      'The catalogue refuses',
    ],
  ])('that %s', (_, text, problem) => {
    expect(() => hardened(include(text)).app.synthYaml()).toThrow(problem);
  });
});
