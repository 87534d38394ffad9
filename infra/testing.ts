import { createHash } from 'node:crypto';
import * as pulumi from '@pulumi/pulumi';
import { type Inputs, madeUpState } from './testing/state';

/**
 * Runs a program on Pulumi's mocks and keeps what it registers, for unit tests of components. No engine and no
 * provider takes part: inputs are recorded as the provider would get them, outputs are made up, the same in each run.
 */

/** One resource that a program registered. */
export interface Recorded {
  /** The type token, such as `aws:ec2/vpc:Vpc` or `palisade:infra:Network`. */
  readonly type: string;
  /** The name in the program. */
  readonly name: string;
  /** Inputs with outputs resolved; secrets are unwrapped. */
  readonly inputs: Inputs;
  readonly id: string;
}

/** What {@link record} saw. */
export interface Recording<T> {
  /** Sorted by name: registration waits for inputs, so that its order says nothing. */
  readonly resources: readonly Recorded[];
  /** Tokens of the functions invoked, in order. */
  readonly invokes: readonly string[];
  /** What the program returned, outputs resolved. */
  readonly result: pulumi.Unwrap<T>;
  /** All resources whose type ends with `:` and this, such as `Subnet`. */
  of(kind: string): Recorded[];
  /**
   * The one resource of a kind, and of a name where one is given.
   *
   * @throws Error that lists what there is where it is none or several.
   */
  one(kind: string, name?: string): Recorded;
}

/** The account that made-up outputs and look-ups tell of. */
export const testAccount = {
  partition: 'aws',
  region: 'eu-west-1',
  id: '111122223333',
  zones: ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'],
} as const;

/**
 * Runs `program` and waits until all that it registers is registered.
 *
 * @param program may return outputs, or an object or component's outputs, to look at as plain values.
 */
export async function record<T>(program: () => T | Promise<T>): Promise<Recording<T>> {
  const resources: Recorded[] = [];
  const invokes: string[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource({ type, name, inputs, custom, id: imported }) {
        if (custom === false) {
          resources.push({ type, name, inputs, id: '' });
          return { id: undefined, state: inputs };
        }
        const state = madeUpState(type, name, inputs, { account: testAccount, earlier: resources, unique });
        const id = imported || String(state.id ?? unique(type, name));
        resources.push({ type, name, inputs, id });
        return { id, state: { ...state, id } };
      },
      call({ token }) {
        invokes.push(token);
        if (token === 'aws:index/getCallerIdentity:getCallerIdentity') return { accountId: testAccount.id };
        if (token === 'aws:index/getAvailabilityZones:getAvailabilityZones') return { names: [...testAccount.zones] };
        if (token === 'aws:ssm/getParameter:getParameter') return { value: 'ami-0123456789abcdef0' };
        throw new Error(`the mocks know no function ${token}`);
      },
    },
    'palisade',
    'test',
    false,
  );
  const result = await settled(pulumi.output(await program()));
  await pulumi.runtime.disconnect();
  resources.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const of = (kind: string) => resources.filter(({ type }) => type.endsWith(`:${kind}`));
  return {
    resources,
    invokes,
    result: result as pulumi.Unwrap<T>,
    of,
    one(kind, name) {
      const found = of(kind).filter((resource) => name === undefined || resource.name === name);
      if (found.length === 1 && found[0] !== undefined) return found[0];
      const all = resources.map(({ type, name: known }) => `${type} ${known}`).join('\n  ');
      throw new Error(`found ${found.length} of ${kind} ${name ?? ''} among\n  ${all}`);
    },
  };
}

/** Seventeen hexadecimal digits that are the same for the same words. */
function unique(...words: string[]): string {
  return createHash('sha256').update(words.join('\0')).digest('hex').slice(0, 17);
}

/** An output's value. An output that fails rejects its promise, where `apply` would never be called. */
function settled<T>(output: pulumi.Output<T>): Promise<T> {
  return (output as unknown as { promise(): Promise<T> }).promise();
}
