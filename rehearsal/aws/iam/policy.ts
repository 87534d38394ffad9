import { list, tags, text, whole } from '../fields';
import { refusePolicy } from '../policy-document';
import { managedPolicy } from '../policy-kinds';
import { arn } from '../realm';
import type { TypeSpec } from '../spec';
import { types } from '../types';
import { known } from '../values';

/** A customer managed policy. */
export const policy: TypeSpec = {
  type: types.policy,
  inputs: {
    name: text({ replaces: true, min: 1, max: 128, pattern: /^[\w+=,.@-]+$/ }),
    namePrefix: text({ replaces: true, max: 102 }),
    path: text({ replaces: true, fallback: '/', max: 512, pattern: /^\/([\x21-\x7e]+\/)?$/ }),
    description: text({ replaces: true, max: 1000 }),
    policy: text({ required: true, json: true, refuse: (value) => refusePolicy(value, managedPolicy) }),
    delayAfterPolicyCreationInMs: whole(),
    tags,
  },
  naming: { property: 'name', max: 128 },
  id: ({ inputs, realm }) => arn(realm, 'iam', `policy${inputs.path}${inputs.name}`),
  handles: (state) => ({ name: state.name }),
  notFound: (value) => `NoSuchEntity: Policy ${value} does not exist or is not attachable.`,
  unique: {
    property: 'name',
    reason: (inputs) =>
      `EntityAlreadyExists: A policy called ${inputs.name} already exists. Duplicate names are not allowed.`,
  },
  inUse: () => 'DeleteConflict: Cannot delete a policy attached to entities.',
  outputs: ({ id, hex }) => ({ arn: id, attachmentCount: 0, policyId: `ANPA${hex(17).toUpperCase()}` }),
};

/** The identity provider that IRSA trusts: a cluster's issuer. */
export const openIdConnectProvider: TypeSpec = {
  type: 'aws:iam/openIdConnectProvider:OpenIdConnectProvider',
  inputs: {
    url: text({ required: true, replaces: true, max: 255, pattern: /^https:\/\/[^\s/]+(\/\S*)?$/ }),
    clientIdLists: list(text({ min: 1, max: 255 }), { required: true, min: 1, max: 100 }),
    thumbprintLists: list(text({ pattern: /^[0-9a-fA-F]{40}$/ }), { max: 5 }),
    tags,
  },
  id: ({ inputs, realm }) => arn(realm, 'iam', `oidc-provider/${String(inputs.url).replace('https://', '')}`),
  unique: {
    property: 'url',
    reason: (inputs) => `EntityAlreadyExists: Provider with url ${inputs.url} already exists.`,
  },
  check(scene) {
    const issuer = known(scene.inputs.url);
    if (!issuer?.startsWith('https://oidc.eks.')) return;
    if (scene.find(types.cluster, 'issuer', issuer)) return;
    scene.fail('url', `OpenIdIdpCommunicationError: no cluster issues tokens as ${issuer}`);
  },
  outputs: ({ id, hex, inputs }) => ({ arn: id, thumbprintLists: inputs.thumbprintLists ?? [hex(40)] }),
};
