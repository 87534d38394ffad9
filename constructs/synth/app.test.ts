import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ApiObject, Chart, Include, JsonPatch, YamlOutputType } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { TeamNamespace } from '../namespace/team-namespace';
import { App } from './app';
import { CheckError } from './check';
import { nodeNetwork, pod, stage } from './testing/stage';

const { appWith, file, told } = stage();

test('an app that breaks nothing is written, and nothing is said', () => {
  const { app, outdir } = appWith((chart) => pod(chart, 'web'));
  app.synth();
  expect(existsSync(join(outdir, 'shop.k8s.yaml'))).toBe(true);
  expect(told()).toBe('');
});

describe('what is critical or high', () => {
  test('stops the synth, and nothing is written', () => {
    const { app, outdir } = appWith((chart) => {
      pod(chart, 'web');
      pod(chart, 'agent', nodeNetwork);
    });
    const found = 'shop/agent (Pod shop/agent): The pod shares the node’s network. [no-host-network, high]\n  ';
    expect(() => app.synth()).toThrow(`The catalogue refuses one violation:\n${found}`);
    expect(() => app.synthYaml()).toThrow(CheckError);
    expect(existsSync(outdir)).toBe(false);
  });

  test('stops it however late it comes', () => {
    const { app } = appWith((chart) => pod(chart, 'web').addJsonPatch(JsonPatch.add('/spec/hostPID', true)));
    expect(() => app.synth()).toThrow('[no-host-pid, ');
  });

  test('stops it in a plain object inside of a construct of cdk8s-plus', () => {
    const { app } = appWith((chart) => {
      new kplus.Deployment(chart, 'web', { containers: [{ image: 'nginx', securityContext: { privileged: true } }] });
    });
    expect(() => app.synth()).toThrow(
      /^shop\/web\/Resource \(Deployment shop\/.*no-privileged-containers, critical\]$/m,
    );
  });
});

describe('what is medium or low', () => {
  const latest = { container: { imagePullPolicy: 'IfNotPresent', resources: {} } };

  test('is told once, a line for each rule, and written all the same', () => {
    const { app, outdir } = appWith((chart) => {
      pod(chart, 'one', latest);
      pod(chart, 'two', latest);
    });
    app.synth();
    app.synth();
    app.synthYaml();
    expect(told()).toBe(
      [
        'palisade: advice, which stops nothing, by 4 rules:',
        '  [require-cpu-requests, low] shop/one (Pod shop/one): these containers request no CPU: main (and on 1 more)',
        '  [require-ephemeral-storage-limits, low] shop/one (Pod shop/one): these containers have no limit on ephemeral storage: main (and on 1 more)',
        '  [require-memory-limits, medium] shop/one (Pod shop/one): these containers have no memory limit: main (and on 1 more)',
        '  [require-memory-requests, low] shop/one (Pod shop/one): these containers request no memory: main (and on 1 more)',
        '',
      ].join('\n'),
    );
    expect(existsSync(join(outdir, 'shop.k8s.yaml'))).toBe(true);
  });

  test('has no colours, whatever the terminal', () => {
    const { app } = appWith((chart) => pod(chart, 'one', latest));
    app.synth();
    expect(told()).toMatch(/^[ -~’\n]+$/);
  });
});

describe('the facts of the cluster', () => {
  test('say where images may come from', () => {
    const { app } = appWith((chart) => pod(chart, 'web'), { cluster: { allowedRegistries: ['other.example.com'] } });
    expect(() => app.synth()).toThrow(
      'shop/web (Pod shop/web): The image of main is not from an allowed registry. [allowed-registries, high]',
    );
  });

  test('are refused where they name no registry', () => {
    expect(() => new App({ cluster: { allowedRegistries: ['https://registry.example.com'] } })).toThrow(
      `new App({ cluster }): allowedRegistries holds 'https://registry.example.com', which is not a registry's host. `,
    );
  });
});

describe('what all objects must hold together', () => {
  const namespace = (chart: Chart) =>
    new ApiObject(chart, 'namespace', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'made', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
    });

  test('is asked of a namespace that the app makes', () => {
    const { app } = appWith(namespace);
    expect(() => app.synth()).toThrow(
      'shop/namespace (Namespace shop/made): Nothing denies by default: Ingress, Egress. [namespace-default-deny, high]',
    );
  });

  test('is not asked of a namespace that the platform makes', () => {
    const { app } = appWith((chart) => {
      new kplus.Role(chart, 'role', { rules: [{ verbs: ['get'], resources: [kplus.ApiResource.CONFIG_MAPS] }] });
      const metadata = { name: 'grant', namespace: 'shop' };
      const group = 'rbac.authorization.k8s.io';
      new ApiObject(chart, 'grant', {
        apiVersion: `${group}/v1`,
        kind: 'RoleBinding',
        metadata,
        roleRef: { apiGroup: group, kind: 'Role', name: 'made-elsewhere' },
        subjects: [{ kind: 'ServiceAccount', name: 'made-elsewhere', namespace: 'shop' }],
      });
      pod(chart, 'web');
    });
    app.synth();
    expect(told()).toBe('');
  });

  test('is had of TeamNamespace', () => {
    const { app } = appWith((chart) => {
      const quota = { cpu: '8', memory: '32Gi', pods: 50 };
      new TeamNamespace(chart, 'payments', { name: 'payments', owner: 'payments', quota });
    });
    app.synth();
    expect(told()).toBe('');
  });
});

test('two objects of one file are refused, for one would be lost', () => {
  const { app, outdir } = appWith(
    (chart) => {
      for (const namespace of ['one', 'two']) {
        new ApiObject(chart, namespace, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'same', namespace } });
      }
    },
    { yamlOutputType: YamlOutputType.FILE_PER_RESOURCE },
  );
  expect(() => app.synth()).toThrow(
    new Error(
      'ConfigMap.same.k8s.yaml would hold shop/one and shop/two, one written over the other. Write a file per chart: leave yamlOutputType out, or give one of them another name.',
    ),
  );
  expect(existsSync(outdir)).toBe(false);
});

describe('the output is the same', () => {
  const build = (order: readonly string[]) => (chart: Chart) => {
    for (const id of order) pod(chart, id);
  };

  test('each time', () => {
    const [one, two] = [appWith(build(['a', 'b'])), appWith(build(['a', 'b']))];
    expect(one.app.synthYaml()).toBe(two.app.synthYaml());
    expect(one.app.synthYaml()).toBe(one.app.synthYaml());
  });

  test('but for its order, in whatever order constructs are made', () => {
    const documents = (order: readonly string[]) => appWith(build(order)).app.synthYaml().split('---\n').sort();
    expect(documents(['c', 'a', 'b'])).toEqual(documents(['a', 'b', 'c']));
  });
});

describe('hostile manifests', () => {
  const include = (text: string) => {
    const url = file('manifest.yaml', text);
    return () => appWith((chart) => new Include(chart, 'vendor', { url })).app.synthYaml();
  };
  const head = 'apiVersion: v1\nkind: Pod\nmetadata: { name: a, namespace: shop }\n';

  test('that blow up are refused', () => {
    const lines = Array.from(
      { length: 12 },
      (_, i) =>
        `x${i}: &x${i} [${Array(9)
          .fill(i ? `*x${i - 1}` : 'lol')
          .join()}]`,
    );
    expect(include(`${head}${lines.join('\n')}\n`)).toThrow('Excessive alias count');
  });

  test.each([
    ['in a pod', `${head}spec: ${'{a: '.repeat(600)}1${'}'.repeat(600)}\n`],
    [
      'in a kind that nobody knows',
      `apiVersion: a.example/v1\nkind: A\nmetadata: { name: a }\nspec: ${'['.repeat(600)}${']'.repeat(600)}\n`,
    ],
  ])('that nest too deep %s are refused', (_, text) => {
    expect(include(text)).toThrow();
  });

  test('with names that forge lines are written out', () => {
    expect(include(`apiVersion: v1\nkind: Pod\nmetadata: { name: "a\\nb: fine\\e[2K", namespace: shop }\n`)).toThrow(
      'Pod shop/a\\nb: fine\\u{1b}[2K',
    );
  });
});
