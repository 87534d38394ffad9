import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { defaultLargestContainer } from './container-limits';
import { defaultKubernetesVersion } from './pod-security';

/** Every optional property of an interface in this folder whose `@default` is a value and no explanation. */
const optional = readdirSync(__dirname)
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
      'admission-policies.ts exemptNamespaces',
      'closed-namespace.ts kubernetesVersion',
      'cluster-baseline.ts customResourceGroups',
      'cluster-baseline.ts exemptNamespaces',
      'cluster-baseline.ts kubernetesVersion',
      'container-limits.ts largestContainer',
      'default-deny.ts dns',
      'team-namespace.ts largestContainer',
      'team-namespace.ts kubernetesVersion',
    ]);
  });
});
