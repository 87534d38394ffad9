import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { exampleConfig } from '../example-config';
import { record } from '../testing';
import { Baseline, objectsOf } from './index';
import { objectId, prerequisites } from './objects';

const objects = objectsOf(exampleConfig().baseline, '1.35');
const find = (id: string) => {
  const object = objects.find((candidate) => objectId(candidate) === id);
  if (object === undefined) throw new Error(`no ${id} among ${objects.map(objectId).join(', ')}`);
  return object;
};

let server: Server | undefined;
let calls = 0;

/** Stands in for the API server: the baseline makes sure that something answers before it registers anything. */
async function standUp() {
  calls = 0;
  const made = createServer((socket) => {
    calls += 1;
    socket.destroy();
  });
  server = made;
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  const endpoint = `https://127.0.0.1:${(made.address() as AddressInfo).port}`;
  return record(() => {
    new Baseline('baseline', {
      objects,
      cluster: { arn: 'arn:aws:eks:eu-west-1:111122223333:cluster/example', endpoint, kubeconfig: '{}' },
    });
  });
}

afterEach(async () => {
  const open = server;
  server = undefined;
  if (open) await new Promise((resolve) => open.close(resolve));
});

describe('the baseline', () => {
  test('registers every object under its own type and a name that says what it is', async () => {
    const { resources } = await standUp();
    const registered = new Map(resources.map(({ name, type }) => [name, type]));
    expect(objects.filter((object) => !registered.has(objectId(object)))).toEqual([]);
    expect(registered.get('Namespace/payments')).toBe('kubernetes:v1:Namespace');
    expect(registered.get('NetworkPolicy/payments/default-deny')).toBe('kubernetes:networking.k8s.io/v1:NetworkPolicy');
    expect(registered.get('ValidatingAdmissionPolicy/palisade-allowed-registries')).toBe(
      'kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy',
    );
  });

  test('goes in by server-side apply, to a cluster told by its ARN', async () => {
    const { inputs } = (await standUp()).one('kubernetes');
    expect(inputs).toEqual({
      kubeconfig: '{}',
      clusterIdentifier: 'arn:aws:eks:eu-west-1:111122223333:cluster/example',
      enableServerSideApply: 'true',
    });
    expect(calls).toBe(1);
  });

  test.each([
    ['Namespace/payments', []],
    ['NetworkPolicy/payments/default-deny', ['Namespace/payments']],
    ['RoleBinding/payments/palisade-developer', ['Namespace/payments', 'ClusterRole/palisade-developer']],
    [
      'ValidatingAdmissionPolicyBinding/palisade-allowed-registries',
      [
        'ValidatingAdmissionPolicy/palisade-allowed-registries',
        'Namespace/default',
        'Namespace/kube-node-lease',
        'Namespace/kube-public',
        'Namespace/payments',
      ],
    ],
  ])('%s waits for %j', (id, expected) => {
    expect(prerequisites(find(id), objects)).toEqual(expected);
  });

  test('what an object waits for comes before it, so that none is missed', () => {
    const order = objects.map(objectId);
    for (const object of objects) {
      for (const needed of prerequisites(object, objects).filter((id) => order.includes(id))) {
        expect(order.indexOf(needed)).toBeLessThan(order.indexOf(objectId(object)));
      }
    }
  });
});
