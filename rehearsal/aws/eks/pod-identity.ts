import { refuseArn, region, roleLink } from '../common';
import { anything, block, flag, link, tags, text } from '../fields';
import { trusts } from '../policy-document';
import { arn } from '../realm';
import type { Scene } from '../scene';
import type { TypeSpec } from '../spec';
import { types } from '../types';
import { known, table } from '../values';
import { impliedEntry } from './access';

const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const noRole = (value: string) => `InvalidParameterException: Role provided in the request does not exist: ${value}`;

/** Gives a service account a role. */
export const podIdentityAssociation: TypeSpec = {
  type: 'aws:eks/podIdentityAssociation:PodIdentityAssociation',
  inputs: {
    clusterName: text({ required: true, replaces: true, link: link(types.cluster, { by: 'name', mode: 'owned' }) }),
    namespace: text({ required: true, replaces: true, pattern: label }),
    serviceAccount: text({ required: true, replaces: true, max: 253, pattern: /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/ }),
    roleArn: text({ required: true, refuse: refuseArn, link: roleLink(noRole) }),
    targetRoleArn: text({ refuse: refuseArn }),
    disableSessionTags: flag(),
    policy: text({ json: true }),
    region,
    tags,
  },
  id: ({ hex }) => `a-${hex(17)}`,
  unique: {
    key: ({ clusterName, namespace, serviceAccount }) =>
      known(clusterName) && known(namespace) && known(serviceAccount)
        ? `${clusterName}|${namespace}|${serviceAccount}`
        : undefined,
    property: 'serviceAccount',
    reason: ({ namespace, serviceAccount }) =>
      `ResourceInUseException: Association already exists for service account ${serviceAccount} in namespace ${namespace}`,
  },
  check: (scene) => checkTrust(scene, 'pods.eks.amazonaws.com', ['sts:AssumeRole', 'sts:TagSession']),
  outputs: ({ id, realm, inputs, hex }) => ({
    associationArn: arn(realm, 'eks', `podidentityassociation/${inputs.clusterName}/${id}`),
    associationId: id,
    externalId: inputs.targetRoleArn === undefined ? '' : hex(32, 'external'),
    disableSessionTags: inputs.disableSessionTags ?? false,
  }),
};

/** A managed capability of a cluster: Argo CD, ACK or kro. */
export const capability: TypeSpec = {
  type: 'aws:eks/capability:Capability',
  inputs: {
    clusterName: text({ required: true, replaces: true, link: link(types.cluster, { by: 'name' }) }),
    capabilityName: text({ required: true, replaces: true, min: 1, max: 100, pattern: /^[0-9A-Za-z][A-Za-z0-9_-]*$/ }),
    type: text({ required: true, replaces: true, oneOf: ['ACK', 'ARGOCD', 'KRO'] }),
    roleArn: text({ required: true, refuse: refuseArn, link: roleLink(noRole) }),
    deletePropagationPolicy: text({ required: true, oneOf: ['RETAIN'] }),
    configuration: block({
      argoCd: block({
        awsIdc: block(
          {
            idcInstanceArn: text({ required: true, refuse: refuseIdentityCenter }),
            idcRegion: text(),
            idcManagedApplicationArn: text(),
          },
          { required: true, replaces: true },
        ),
        namespace: text({ replaces: true, pattern: label }),
        networkAccess: anything(),
        rbacRoleMappings: anything(),
        serverUrl: text(),
      }),
    }),
    timeouts: anything(),
    region,
    tags,
  },
  id: ({ inputs }) => `${inputs.clusterName},${inputs.capabilityName}`,
  unique: {
    key: ({ clusterName, capabilityName }) =>
      known(clusterName) && known(capabilityName) ? `${clusterName}|${capabilityName}` : undefined,
    property: 'capabilityName',
    reason: ({ capabilityName }) => `ResourceInUseException: Capability already exists: ${capabilityName}`,
  },
  check(scene) {
    checkTrust(scene, 'capabilities.eks.amazonaws.com', ['sts:AssumeRole', 'sts:TagSession']);
    const { type, configuration } = scene.inputs;
    if (
      type === 'ARGOCD' &&
      (configuration === undefined || (typeof configuration === 'object' && table(configuration).argoCd === undefined))
    ) {
      scene.fail(
        'configuration',
        'InvalidParameterException: a capability of type ARGOCD needs configuration.argoCd with awsIdc',
      );
    }
  },
  implied: (making) => impliedEntry(making, making.inputs.roleArn, 'STANDARD'),
  outputs: ({ realm, inputs, hex }) => ({
    arn: arn(
      realm,
      'eks',
      `capability/${inputs.clusterName}/${String(inputs.type).toLowerCase()}/${inputs.capabilityName}/${hex(12)}`,
    ),
    version: '1.0.0',
  }),
};

function refuseIdentityCenter(value: string): string | undefined {
  return /^arn:aws[a-z-]*:sso:::instance\/(ssoins|ins)-[0-9a-f]{16}$/.test(value)
    ? undefined
    : `InvalidParameterException: ${value} is no IAM Identity Center instance, such as arn:aws:sso:::instance/ssoins-1234567890abcdef`;
}

function checkTrust(scene: Scene, service: string, actions: string[]): void {
  const role = scene.find(types.role, 'arn', scene.inputs.roleArn);
  const policy = known(role?.inputs.assumeRolePolicy);
  if (policy === undefined || actions.every((action) => trusts(policy, service, action))) return;
  scene.fail(
    'roleArn',
    `InvalidParameterException: Trust policy of role ${scene.inputs.roleArn} is not valid: it must allow ${actions.join(' and ')} to ${service}`,
  );
}
