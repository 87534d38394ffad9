import type { Call } from '../../api-server/client';
import { about } from '../attack';
import { request } from '../request-attack';
import type { Target } from '../target';

const inNamespace = ({ namespace }: Target, rest = '') => `/api/v1/namespaces/${namespace}/secrets${rest}`;
const named = (make: (name: string, target: Target) => Call) => (target: Target) =>
  target.secret === undefined ? 'it needs a secret in the namespace' : make(target.secret.name, target);

/** Secrets by way of the API. */
export const secrets = about('secrets', [
  request({
    id: 'secrets-list',
    title: 'List the namespace’s secrets',
    technique: 'T1552.007',
    as: 'developer',
    stoppedBy: 'RBAC',
    call: (target) => ({ method: 'GET', path: inNamespace(target) }),
  }),
  request({
    id: 'secrets-list-everywhere',
    title: 'List all secrets of the cluster',
    technique: 'T1552.007',
    as: 'namespace administrator',
    stoppedBy: 'RBAC',
    call: () => ({ method: 'GET', path: '/api/v1/secrets?limit=1' }),
  }),
  request({
    id: 'secrets-watch',
    title: 'Watch secrets, which shows each of them once',
    technique: 'T1552.007',
    as: 'developer',
    stoppedBy: 'RBAC',
    call: (target) => ({ method: 'GET', path: inNamespace(target, '?watch=true&timeoutSeconds=1'), watch: true }),
  }),
  request({
    id: 'secrets-get',
    title: 'Read a secret whose name is known',
    technique: 'T1552.007',
    as: 'developer',
    stoppedBy: 'RBAC',
    call: named((name, target) => ({ method: 'GET', path: inNamespace(target, `/${name}`) })),
  }),
  request({
    id: 'secrets-patch',
    title: 'Change nothing in a secret, to be answered with its body',
    technique: 'T1552.007',
    as: 'developer',
    stoppedBy: 'RBAC',
    call: named((name, target) => ({
      method: 'PATCH',
      path: inNamespace(target, `/${name}`),
      contentType: 'application/merge-patch+json',
      body: {},
    })),
  }),
  request({
    id: 'secrets-delete-collection',
    title: 'Delete all secrets as a dry run, to be answered with their bodies',
    technique: 'T1552.007',
    as: 'developer',
    stoppedBy: 'RBAC',
    call: (target) => ({ method: 'DELETE', path: inNamespace(target) }),
  }),
  request({
    id: 'secrets-other-name',
    title: 'Read another secret than the one that was granted by name (resourceNames)',
    technique: 'T1552.007',
    as: 'reader of one secret',
    stoppedBy: 'RBAC',
    call: named((name, target) => ({ method: 'GET', path: inNamespace(target, `/${name}`) })),
  }),
  request({
    id: 'secrets-list-with-one-name',
    title: 'List all secrets with a grant on one by name',
    technique: 'T1552.007',
    as: 'reader of one secret',
    stoppedBy: 'RBAC',
    call: (target) => ({ method: 'GET', path: inNamespace(target) }),
  }),
  request({
    id: 'secrets-watch-with-other-name',
    title: 'Watch one secret with a grant on another by name',
    technique: 'T1552.007',
    as: 'reader of one secret',
    stoppedBy: 'RBAC',
    call: named((name, target) => ({
      method: 'GET',
      path: inNamespace(target, `?watch=true&timeoutSeconds=1&fieldSelector=metadata.name%3D${name}`),
      watch: true,
    })),
  }),
]);
