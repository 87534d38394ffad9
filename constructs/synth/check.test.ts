import { describe, expect, test } from '@jest/globals';
import { Evaluator, type ObjectRule, type StackResource, type StackRule } from '@palisade/rules';
import { ApiObject, App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { CheckError, objectsCheckedBy } from './check';

function header(id: string, severity: 'critical' | 'high' | 'medium') {
  return { id, severity, title: id, rationale: id, remediation: `Write what ${id} asks for`, references: [] };
}

function configMapRule(id: string, severity: 'high' | 'medium', cel: string, message: string): ObjectRule {
  const resources = [{ group: '', versions: ['v1'], kinds: { ConfigMap: 'configmaps' } }];
  return { ...header(id, severity), on: 'object', resources, cel, message } as unknown as ObjectRule;
}

const requireTwo = {
  ...header('require-two', 'critical'),
  on: 'stack',
  check: (resources: readonly StackResource[]) =>
    resources
      .filter(({ type, name }) => type === 'kubernetes:core/v1:ConfigMap' && name === 'shop/lonely')
      .map((resource) => ({ resource, message: 'it is alone' })),
} as unknown as StackRule;

// A catalogue of its own, so that the texts below are this test's.
const evaluator = new Evaluator([
  configMapRule('no-empty-config', 'high', 'has(object.data)', 'it holds no data'),
  configMapRule('no-odd-names', 'medium', "object.metadata.name != 'odd'", 'its name is odd'),
  requireTwo,
]);

function configMap(scope: Construct, id: string, name: string, data?: object): ApiObject {
  const metadata = { name, namespace: 'shop' };
  return new ApiObject(scope, id, { apiVersion: 'v1', kind: 'ConfigMap', metadata, ...(data && { data }) });
}

const some = { key: 'value' };

describe('the check at synth', () => {
  test('gives the objects, of whoever made them, in the order to apply them', () => {
    const app = new App();
    const chart = new Chart(app, 'shop');
    configMap(new Construct(chart, 'deep'), 'config', 'config', some);
    new ApiObject(new Chart(app, 'other'), 'namespace', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'shop' },
    });
    expect(objectsCheckedBy(evaluator, app)).toEqual([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'config', namespace: 'shop' }, data: some },
    ]);
  });

  test('names construct path, object, what was found, rule and what to write, for every violation', () => {
    const chart = new Chart(new App(), 'shop');
    configMap(chart, 'config', 'empty');
    configMap(new Construct(chart, 'deep'), 'config', 'lonely', some);
    expect(() => objectsCheckedBy(evaluator, chart)).toThrow(
      new Error(
        [
          'The catalogue refuses 2 violations:',
          'shop/config (ConfigMap shop/empty): It holds no data. [no-empty-config, high]',
          '  Write what no-empty-config asks for.',
          'shop/deep/config (ConfigMap shop/lonely): It is alone. [require-two, critical]',
          '  Write what require-two asks for.',
        ].join('\n'),
      ),
    );
  });

  test('gives the violations as data too', () => {
    const chart = new Chart(new App(), 'shop');
    configMap(chart, 'config', 'empty');
    let error: unknown;
    try {
      objectsCheckedBy(evaluator, chart);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(CheckError);
    expect((error as CheckError).violations).toEqual([
      {
        path: 'shop/config',
        object: 'ConfigMap shop/empty',
        rule: 'no-empty-config',
        severity: 'high',
        found: 'it holds no data',
        write: 'Write what no-empty-config asks for',
      },
    ]);
  });

  test('does not stop for what is only advice', () => {
    const chart = new Chart(new App(), 'shop');
    configMap(chart, 'config', 'odd', some);
    expect(objectsCheckedBy(evaluator, chart).map(({ metadata }) => metadata.name)).toEqual(['odd']);
  });

  test('refuses one object from two constructs', () => {
    const chart = new Chart(new App(), 'shop');
    configMap(chart, 'one', 'config', some);
    configMap(chart, 'two', 'config', some);
    expect(() => objectsCheckedBy(evaluator, chart)).toThrow(
      new Error(
        'shop/two: ConfigMap shop/config is made by shop/one too. Give one of them another name, or, where they are for different clusters, each cluster an app.',
      ),
    );
  });

  test('judges the items of a list, each by its name, alone and together', () => {
    const chart = new Chart(new App(), 'shop');
    const items = [
      { metadata: { name: 'empty', namespace: 'shop' } },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'lonely', namespace: 'shop' }, data: some },
      { apiVersion: 'v1', kind: 'ConfigMap' },
    ];
    new ApiObject(chart, 'list', {
      apiVersion: 'v1',
      kind: 'List',
      items: [{ kind: 'ConfigMap', apiVersion: 'v1', ...items[0] }, items[1], items[2], null],
    });
    expect(() => objectsCheckedBy(evaluator, chart)).toThrow(
      new Error(
        [
          'The catalogue refuses 3 violations:',
          'shop/list (ConfigMap shop/empty): It holds no data. [no-empty-config, high]',
          '  Write what no-empty-config asks for.',
          'shop/list (ConfigMap without a name): It holds no data. [no-empty-config, high]',
          '  Write what no-empty-config asks for.',
          'shop/list (ConfigMap shop/lonely): It is alone. [require-two, critical]',
          '  Write what require-two asks for.',
        ].join('\n'),
      ),
    );
  });

  test('writes out what could steer a terminal', () => {
    const chart = new Chart(new App(), 'shop');
    configMap(chart, 'config', 'a\u001b[2K\nb');
    expect(() => objectsCheckedBy(evaluator, chart)).toThrow(
      'shop/config (ConfigMap shop/a\\u{1b}[2K\\nb): It holds no data. [no-empty-config, high]',
    );
  });

  test('refuses what a construct itself calls invalid', () => {
    const chart = new Chart(new App(), 'shop');
    configMap(chart, 'config', 'config', some).node.addValidation({ validate: () => ['the config is stale'] });
    expect(() => objectsCheckedBy(evaluator, chart)).toThrow(new Error('shop/config: the config is stale'));
  });
});
