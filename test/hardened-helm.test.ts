import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Hardened } from '@palisade/constructs';
import { obtain } from '@palisade/rehearsal';
import { Chart, Helm } from 'cdk8s';
import { temporaryFolder } from './support/stage';

/** A small chart as others write them: nothing said of rights, capabilities and system calls. */
const files = {
  'Chart.yaml': 'apiVersion: v2\nname: dashboard\nversion: 1.0.0\n',
  'values.yaml': `image: registry.example.com/vendor/dashboard@sha256:${'0a'.repeat(32)}\nreplicas: 1\n`,
  'templates/deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: { name: {{ .Release.Name }} }
spec:
  replicas: {{ .Values.replicas }}
  selector: { matchLabels: { app: dashboard } }
  template:
    metadata: { labels: { app: dashboard } }
    spec:
      securityContext: { runAsNonRoot: true }
      containers:
        - name: web
          image: {{ .Values.image }}
          ports: [{ containerPort: 8080 }]
`,
  'templates/configuration.yaml': `apiVersion: v1
kind: ConfigMap
metadata: { name: {{ .Release.Name }} }
data: { theme: dark }
`,
};

describe('a chart, rendered by the real helm', () => {
  const folder = temporaryFolder();
  let helm: string;
  beforeAll(async () => {
    helm = (await obtain('helm', { progress: () => {}, signal: new AbortController().signal })).path;
    mkdirSync(join(folder, 'chart', 'templates'), { recursive: true });
    for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, 'chart', path), text);
  }, 40 * 60_000);
  beforeEach(() => {
    jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('is made safe where that is safe, and written', () => {
    const app = new App({ outdir: join(folder, 'dist') });
    const vendor = new Hardened(new Chart(app, 'tools', { namespace: 'tools' }), 'vendor');
    new Helm(vendor, 'dashboard', { chart: join(folder, 'chart'), releaseName: 'dashboard', helmExecutable: helm });
    app.synth();

    expect(vendor.changed.map(({ rule, path }) => `${rule}: ${path}`)).toEqual([
      'no-privilege-escalation: tools/vendor/dashboard/dashboard-deployment',
      'require-drop-all-capabilities: tools/vendor/dashboard/dashboard-deployment',
      'require-seccomp-profile: tools/vendor/dashboard/dashboard-deployment',
    ]);
    expect(vendor.report().remaining.filter(({ severity }) => severity === 'critical' || severity === 'high')).toEqual(
      [],
    );
    const written = readFileSync(join(folder, 'dist', 'tools.k8s.yaml'), 'utf8');
    expect(written).toContain(`          securityContext:
            allowPrivilegeEscalation: false
            capabilities:
              drop:
                - ALL
            seccompProfile:
              type: RuntimeDefault
`);
  });

  test('is refused for what values must say', () => {
    const app = new App();
    const vendor = new Hardened(new Chart(app, 'tools', { namespace: 'tools' }), 'vendor');
    const values = { image: 'registry.example.com/vendor/dashboard:latest' };
    new Helm(vendor, 'dashboard', {
      chart: join(folder, 'chart'),
      releaseName: 'dashboard',
      helmExecutable: helm,
      values,
    });
    expect(() => app.synthYaml()).toThrow(
      /^tools\/vendor\/dashboard\/dashboard-deployment \(Deployment tools\/dashboard\): .* \[require-image-digest, high\]$/m,
    );
  });
});
