import { describe, expect, test } from '@jest/globals';
import { Duration } from 'cdk8s';
import { apiToken, audienceToken, tokenProblems } from './token';

describe('a token', () => {
  test('for the API server lasts an hour, and comes with what Kubernetes would mount beside it', () => {
    expect(apiToken()).toEqual({
      projected: {
        sources: [
          { serviceAccountToken: { path: 'token', expirationSeconds: 3600 } },
          { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
          { downwardApi: { items: [{ path: 'namespace', fieldRef: { fieldPath: 'metadata.namespace' } }] } },
        ],
      },
    });
  });

  test.each([
    [undefined, 3600],
    [Duration.minutes(10), 600],
    [Duration.days(1), 86400],
  ])('for another service lasts %s', (expiration, expirationSeconds) => {
    const token = { audience: 'vault', path: '/var/run/secrets/vault', ...(expiration && { expiration }) };
    expect(tokenProblems([token])).toEqual([]);
    expect(audienceToken(token)).toEqual({
      projected: { sources: [{ serviceAccountToken: { audience: 'vault', path: 'token', expirationSeconds } }] },
    });
  });

  const path = '/var/run/secrets/vault';
  test.each([
    [
      'nobody to accept it',
      { audience: '', path },
      `tokens[0].audience is ''`,
      'Write the name by which the service knows itself, such as vault.example.com',
    ],
    [
      'a second line',
      { audience: 'vault\nother', path },
      `tokens[0].audience is 'vault\nother'`,
      'Write the name by which the service knows itself, such as vault.example.com',
    ],
    [
      'less time than Kubernetes gives',
      { audience: 'vault', path, expiration: Duration.seconds(599) },
      'tokens[0].expiration is 599 seconds',
      'Write 10 minutes to a day',
    ],
    [
      'more than a day',
      { audience: 'vault', path, expiration: Duration.seconds(86401) },
      'tokens[0].expiration is 86401 seconds',
      'Write 10 minutes to a day',
    ],
  ])('is refused with %s', (_name, token, found, write) => {
    expect(tokenProblems([token])).toEqual([{ found, write }]);
  });
});
