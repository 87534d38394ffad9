import * as pulumi from '@pulumi/pulumi';
import { type Properties, type Subject, UNKNOWN, type Value } from '../../engine/provider';
import type { SimulatedAws } from '../simulated-aws';

/** One resource as it was made. */
export interface Made {
  readonly subject: Subject;
  readonly id: string;
  readonly inputs: Properties;
  readonly state: Properties;
}

/**
 * Runs a Pulumi program against simulated AWS without an engine: each AWS resource is checked and made as it is
 * registered, everything else is taken as it comes. Throws on the first refusal.
 *
 * @returns what was made, in order.
 */
export async function runProgram(
  aws: SimulatedAws,
  program: () => unknown,
  config: Record<string, unknown>,
  preview = false,
): Promise<Made[]> {
  const made: Made[] = [];
  const problems: string[] = [];
  const variables = Object.entries(config).map(([key, value]) => [
    key,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  await pulumi.runtime.setMocks(
    {
      async newResource({ type, name, inputs: given }) {
        const inputs = plain(given) as Properties;
        if (!type.startsWith('aws:')) return { id: `${name}-id`, state: inputs };
        const subject = { urn: `urn:pulumi:rehearsal::palisade::${type}::${name}`, type, name };
        try {
          const { inputs: checked, failures } = await aws.check(subject, inputs, undefined);
          for (const { property, reason } of failures) problems.push(`${type} ${name}: ${property}: ${reason}`);
          const { id, state } = await aws.create(subject, checked, preview);
          made.push({ subject, id, inputs: checked, state });
          return { id: id === '' ? undefined : id, state };
        } catch (error) {
          problems.push(`${type} ${name}: ${(error as Error).message}`);
          return { id: `${name}-refused`, state: inputs };
        }
      },
      async call({ token, inputs }) {
        return (await aws.invoke(token, inputs)).result;
      },
    },
    'palisade',
    'rehearsal',
    preview,
  );
  pulumi.runtime.setAllConfig(Object.fromEntries(variables));
  await program();
  await pulumi.runtime.disconnect();
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return made;
}

/** The mocks show an unknown value as an object; a provider gets the engine's own constant. */
function plain(value: Value): Value {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  if ('__pulumiUnknown' in value) return UNKNOWN;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item)]));
}
