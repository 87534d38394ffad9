import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { toolVersions, versions } from './project';
import { workflow } from './workflow';

const root = join(__dirname, '../..');

describe('what it pins', () => {
  const manifest = (part: string) => JSON.parse(readFileSync(join(root, part, 'package.json'), 'utf8'));

  test('is what the constructs are made with', () => {
    const constructs = manifest('constructs');
    const { cdk8s, 'cdk8s-plus-28': plus, constructs: base } = constructs.dependencies;
    expect(versions).toEqual({
      '@palisade/constructs': constructs.version,
      cdk8s,
      'cdk8s-plus-28': plus,
      constructs: base,
    });
  });

  test('is what we compile with', () => {
    const { typescript, '@types/node': node } = manifest('.').devDependencies;
    expect(toolVersions).toEqual({ '@palisade/cli': manifest('cli').version, typescript, '@types/node': node });
  });

  test('are the actions that we use', () => {
    const own = readFileSync(join(root, '.github/workflows/ci.yml'), 'utf8');
    const uses = (text: string) => [...text.matchAll(/uses: (.*)/g)].map(([, use]) => use);
    expect(uses(own)).toEqual(expect.arrayContaining(uses(workflow)));
    expect(uses(workflow)).toHaveLength(2);
  });
});

test('the workflow may read the code, and keeps no credentials', () => {
  const { permissions, jobs } = parse(workflow);
  expect(permissions).toEqual({ contents: 'read' });
  expect(Object.keys(jobs)).toEqual(['check']);
  expect(jobs.check.permissions).toBeUndefined();
  expect(jobs.check.steps[0].with).toEqual({ 'persist-credentials': false });
  expect(workflow).not.toContain('secrets.');
});
