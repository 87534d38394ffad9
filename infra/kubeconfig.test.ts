import { expect, test } from '@jest/globals';
import { kubeconfig } from './kubeconfig';

test('a kubeconfig asks for a token each time and holds no secret', () => {
  const config = JSON.parse(
    kubeconfig({ name: 'prod', region: 'eu-west-1', endpoint: 'https://api.example', certificateAuthority: 'Q0E=' }),
  );
  expect(config.clusters).toEqual([
    { name: 'prod', cluster: { server: 'https://api.example', 'certificate-authority-data': 'Q0E=' } },
  ]);
  expect(config['current-context']).toBe('prod');
  expect(config.contexts).toEqual([{ name: 'prod', context: { cluster: 'prod', user: 'prod' } }]);
  expect(config.users).toEqual([
    {
      name: 'prod',
      user: {
        exec: {
          apiVersion: 'client.authentication.k8s.io/v1',
          command: 'aws',
          args: ['--region', 'eu-west-1', 'eks', 'get-token', '--cluster-name', 'prod', '--output', 'json'],
          interactiveMode: 'IfAvailable',
          provideClusterInfo: false,
        },
      },
    },
  ]);
});
