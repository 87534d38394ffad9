import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, jest } from '@jest/globals';
import { ApiObject, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { App, type AppProps } from '../app';

/** A folder for the tests of a file, and what is said on standard error in each of them. */
export function stage() {
  const held = { folder: '', told: '' };
  beforeAll(() => {
    held.folder = mkdtempSync(join(tmpdir(), 'palisade-app-'));
  });
  afterAll(() => rmSync(held.folder, { recursive: true }));
  beforeEach(() => {
    held.told = '';
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
      held.told += String(text);
      return true;
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  return {
    told: () => held.told,
    /** Writes a file of its own and gives its path. */
    file: (name: string, text: string): string => {
      const path = join(mkdtempSync(join(held.folder, 'file-')), name);
      writeFileSync(path, text);
      return path;
    },
    /** An app with one chart, and the folder that it is written to. */
    appWith: (build: (chart: Chart) => void, props: AppProps = {}): { app: App; outdir: string } => {
      const outdir = join(mkdtempSync(join(held.folder, 'app-')), 'dist');
      const app = new App({ outdir, ...props });
      build(new Chart(app, 'shop', { namespace: 'shop' }));
      return { app, outdir };
    },
  };
}

const digest = `sha256:${'0a'.repeat(32)}`;

/** A pod that breaks no rule, but for what is changed. */
export function pod(
  scope: Construct,
  id: string,
  { spec = {}, container = {} }: { spec?: object; container?: object } = {},
) {
  return new ApiObject(scope, id, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: id, namespace: 'shop' },
    spec: {
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      hostUsers: false,
      serviceAccountName: id,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 20_000,
        runAsGroup: 20_000,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      ...spec,
      containers: [
        {
          name: 'main',
          image: `registry.example.com/shop/web@${digest}`,
          imagePullPolicy: 'IfNotPresent',
          resources: {
            requests: { cpu: '100m', memory: '64Mi', 'ephemeral-storage': '64Mi' },
            limits: { memory: '64Mi', 'ephemeral-storage': '64Mi' },
          },
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
          ...container,
        },
      ],
    },
  });
}

/** What breaks one rule, of severity high. */
export const nodeNetwork = { spec: { hostNetwork: true } };
