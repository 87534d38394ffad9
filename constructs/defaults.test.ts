import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { defaultLargestContainer } from './namespace/container-limits';
import { defaultKubernetesVersion } from './namespace/pod-security';

/** Every optional property of an interface of a cluster's or a namespace's whose `@default` is a value and no explanation. */
const optional = ['.', 'baseline', 'namespace', 'synth']
  .flatMap((folder) => readdirSync(join(__dirname, folder)).map((file) => join(folder, file)))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .flatMap((file) =>
    [
      ...readFileSync(join(__dirname, file), 'utf8').matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s+readonly (\w+)\?:/g),
    ].map(([, comment = '', property = '']) => ({
      file,
      property,
      stated: /@default (.*?)(?: \*\/)?\s*$/m.exec(comment)?.[1] ?? 'none',
    })),
  )
  .filter(({ stated }) => !stated.startsWith('- '));

describe('the documented default of', () => {
  const constants: { [property: string]: string } = {
    kubernetesVersion: `'${defaultKubernetesVersion}'`,
    largestContainer: `{ cpu: '${defaultLargestContainer.cpu}', memory: '${defaultLargestContainer.memory}' }`,
    dns: 'true',
    exemptNamespaces: '[]',
    customResourceGroups: '[]',
  };
  test.each(optional)('$property in $file is the real one', ({ property, stated }) => {
    expect(stated).toBe(constants[property]);
  });

  test('each optional property is looked at', () => {
    expect(optional.map(({ file, property }) => `${file} ${property}`)).toEqual([
      'baseline/admission-policies.ts exemptNamespaces',
      'baseline/cluster-baseline.ts customResourceGroups',
      'baseline/cluster-baseline.ts exemptNamespaces',
      'baseline/cluster-baseline.ts kubernetesVersion',
      'namespace/closed-namespace.ts kubernetesVersion',
      'namespace/container-limits.ts largestContainer',
      'namespace/default-deny.ts dns',
      'namespace/team-namespace.ts largestContainer',
      'namespace/team-namespace.ts kubernetesVersion',
    ]);
  });
});
