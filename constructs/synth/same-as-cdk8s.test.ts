import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as cdk8s from 'cdk8s';
import { ApiObject, Chart, Lazy, YamlOutputType } from 'cdk8s';
import { Construct } from 'constructs';
import { App } from './app';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'palisade-synth-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

type Build = (app: cdk8s.App) => void;

/** Every file that an app writes, by its path. */
function filesOf(type: new (props: cdk8s.AppProps) => cdk8s.App, build: Build, props: cdk8s.AppProps = {}) {
  const outdir = mkdtempSync(join(folder, 'out-'));
  const app = new type({ outdir, ...props });
  build(app);
  app.synth();
  const files = readdirSync(outdir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(outdir.length + 1), readFileSync(path, 'utf8')]),
  );
}

function config(scope: Construct, id: string, namespace = 'shop'): ApiObject {
  const data = { id, script: '#!/bin/sh\necho "yes"\n', yes: 'no' };
  return new ApiObject(scope, id, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace }, data });
}

const apps: [string, Build][] = [
  ['nothing', () => {}],
  ['an empty chart', (app) => new Chart(app, 'empty')],
  [
    'charts beside each other',
    (app) => {
      config(new Chart(app, 'two'), 'b');
      const one = new Chart(app, 'one', { labels: { team: 'a' }, namespace: 'other' });
      config(one, 'z');
      config(new Construct(one, 'deep'), 'a', 'elsewhere');
    },
  ],
  [
    'charts in charts',
    (app) => {
      const outer = new Chart(app, 'outer');
      config(outer, 'a');
      const inner = new Chart(new Construct(outer, 'between'), 'inner');
      config(new Chart(outer, 'direct'), 'b');
      config(inner, 'c');
      config(outer, 'd');
    },
  ],
  [
    'dependencies of objects, constructs and charts',
    (app) => {
      const [one, two, three] = ['one', 'two', 'three'].map((id) => new Chart(app, id)) as [Chart, Chart, Chart];
      const a = config(one, 'a');
      const group = new Construct(one, 'group');
      config(group, 'b');
      config(group, 'c');
      a.addDependency(group);
      config(two, 'd');
      one.addDependency(three);
      group.node.addDependency(config(three, 'e'));
    },
  ],
  [
    'what is known late, patched, or empty',
    (app) => {
      const chart = new Chart(app, 'chart');
      const object = new ApiObject(chart, 'late', {
        apiVersion: 'example.com/v1',
        kind: 'Widget',
        metadata: { namespace: 'shop', name: 'late', annotations: {} },
        data: Lazy.any({ produce: () => ({ b: 'late', a: undefined }) }),
        immutable: false,
      });
      object.addJsonPatch(cdk8s.JsonPatch.add('/data/c', ['x', { d: null, e: [] }]));
    },
  ],
];

const ways: [string, cdk8s.AppProps][] = [
  ['a file per app', { yamlOutputType: YamlOutputType.FILE_PER_APP }],
  ['a file per chart', {}],
  ['a file per object', { yamlOutputType: YamlOutputType.FILE_PER_RESOURCE, outputFileExtension: '.yml' }],
  ['a folder per chart', { yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE }],
  ['a file per chart, and where each object comes from', { recordConstructMetadata: true }],
];

describe.each(apps)('an app of %s', (_, build) => {
  test.each(ways)('is written as cdk8s does, with %s', (_, props) => {
    expect(filesOf(App, build, props)).toEqual(filesOf(cdk8s.App, build, props));
  });

  test('is one text as cdk8s makes it', () => {
    const [ours, theirs] = [new App(), new cdk8s.App()];
    for (const app of [ours, theirs]) build(app);
    expect(ours.synthYaml()).toBe(theirs.synthYaml());
  });
});

test('a hundred apps from a generator are written as cdk8s does', () => {
  for (let seed = 1; seed <= 100; seed += 1) {
    let state = seed;
    const below = (most: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * most);
    };
    const build: Build = (app) => {
      state = seed;
      const charts: Chart[] = [];
      const all: Construct[] = [];
      for (let index = 0; index < 2 + below(4); index += 1) {
        const scope = charts.length > 0 && below(4) === 0 ? (charts[below(charts.length)] as Chart) : app;
        const chart = new Chart(scope, `chart${index}`);
        charts.push(chart);
        for (let each = 0; each < below(5); each += 1) {
          const inside = below(2) === 0 ? chart : new Construct(chart, `group${each}`);
          all.push(config(inside, `config${each}`), inside);
        }
      }
      // Only from later to earlier, so that there is no circle; of charts in charts cdk8s says the order itself.
      for (let edge = 0; edge < below(4) && all.length > 0; edge += 1) {
        const [from, to] = [below(all.length), below(all.length)].sort((a, b) => b - a) as [number, number];
        const [source, target] = [all[from] as Construct, all[to] as Construct];
        if (source.node.path.startsWith(target.node.path) || target.node.path.startsWith(source.node.path)) continue;
        source.node.addDependency(target);
      }
    };
    let theirs: object;
    try {
      theirs = filesOf(cdk8s.App, build);
    } catch (error) {
      expect(String(error)).toContain('Dependency cycle detected');
      expect(() => filesOf(App, build)).toThrow('depends on itself');
      continue;
    }
    expect(filesOf(App, build)).toEqual(theirs);
  }
});

test('a circle of dependencies is refused, and named', () => {
  const app = new App();
  const chart = new Chart(app, 'chart');
  const [a, b, c] = ['a', 'b', 'c'].map((id) => config(chart, id)) as [ApiObject, ApiObject, ApiObject];
  a.addDependency(b);
  b.addDependency(c);
  c.addDependency(b);
  expect(() => app.synthYaml()).toThrow(
    new Error('chart/b: depends on itself: chart/b => chart/c => chart/b. Take one of these dependencies away.'),
  );
});

test('a thousand ways through dependencies are walked once each', () => {
  const app = new App();
  const chart = new Chart(app, 'chart');
  // Two on each of forty floors, each on both below: cdk8s walks 2^40 ways.
  let below: ApiObject[] = [];
  for (let floor = 0; floor < 40; floor += 1) {
    const here = ['a', 'b'].map((side) => config(chart, `${side}${floor}`));
    for (const object of here) for (const needed of below) object.addDependency(needed);
    below = here;
  }
  expect(app.synthYaml().split('---\n')).toHaveLength(80);
});
