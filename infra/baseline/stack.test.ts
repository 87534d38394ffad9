import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import * as pulumi from '@pulumi/pulumi';
import { type BaselineStackConfig, parseConfig } from '../config';
import { exampleEntries } from '../config/example';
import { baselineStack } from './stack';

function config(baseline: object = {}): BaselineStackConfig {
  const { account, baseline: example } = exampleEntries();
  const parsed = parseConfig({
    layer: 'baseline',
    clusterStack: 'organization/palisade/example',
    account: JSON.stringify(account),
    baseline: JSON.stringify({ ...(example as object), ...baseline }),
  });
  if (parsed.layer !== 'baseline') throw new Error('the layer is baseline');
  return parsed;
}

/** Runs the stack against another one with these outputs; gives back what it registered, by name. */
async function run(outputs: Record<string, unknown>, given = config()) {
  // biome-ignore lint/suspicious/noExplicitAny: inputs of many types
  const made = new Map<string, any>();
  await pulumi.runtime.setMocks(
    {
      newResource({ name, type, inputs }) {
        if (type === 'pulumi:pulumi:StackReference') return { id: name, state: { ...inputs, outputs } };
        made.set(name, inputs);
        return { id: name, state: inputs };
      },
      call: () => ({}),
    },
    'palisade',
    'test',
    false,
  );
  const result = await baselineStack(given);
  await pulumi.runtime.disconnect();
  return { made, result };
}

const facts = {
  clusterName: 'example',
  clusterArn: 'arn:aws:eks:eu-west-1:111122223333:cluster/example',
  kubernetesVersion: '1.34',
  endpoint: 'https://127.0.0.1:1',
  certificateAuthority: 'Q0E=',
};

describe('the stack with the baseline only', () => {
  test("goes to the other stack's cluster, pinned to its version", async () => {
    const server = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { made, result } = await run({ ...facts, endpoint });
    await new Promise((resolve) => server.close(resolve));

    expect(JSON.parse(made.get('baseline').kubeconfig).clusters[0].cluster).toEqual({
      server: endpoint,
      'certificate-authority-data': 'Q0E=',
    });
    expect(made.get('Namespace/payments').metadata.labels['pod-security.kubernetes.io/enforce-version']).toBe('v1.34');
    expect(result.objects).toBe([...made.keys()].filter((name) => name.includes('/')).length);
  });

  test('names what the other stack lacks, and what to run', async () => {
    const { endpoint: _, kubernetesVersion: __, ...some } = facts;
    await expect(run(some)).rejects.toThrow(
      'palisade:clusterStack is organization/palisade/example, which has no output kubernetesVersion, endpoint. ' +
        'Run `pulumi up` on that stack first, with palisade:layer "cluster", or name the stack that has the cluster.',
    );
  });

  test('has nothing to do where the cluster pulls from Git', async () => {
    const delivery = {
      mode: 'gitops',
      tool: 'flux',
      repository: 'https://git.example.com/a/b.git',
      path: 'clusters/a',
    };
    await expect(run(facts, config({ delivery }))).rejects.toThrow(
      'palisade:layer is "baseline" and palisade:baseline delivery.mode is "gitops", so this stack has nothing to do: ' +
        'the cluster pulls its baseline from Git. Write it there with `palisade baseline render`, or choose mode: runner or direct.',
    );
  });
});
