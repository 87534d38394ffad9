import { refuseArn, region, roleLink } from '../common';
import { block, flag, link, list, tags, text } from '../fields';
import { arn } from '../realm';
import type { TypeSpec } from '../spec';
import { types } from '../types';
import { known, table } from '../values';

const names = (
  'adot amazon-cloudwatch-observability aws-ebs-csi-driver aws-efs-csi-driver aws-fsx-csi-driver ' +
  'aws-guardduty-agent aws-mountpoint-s3-csi-driver aws-network-flow-monitoring-agent aws-privateca-connector-for-kubernetes ' +
  'aws-secrets-store-csi-driver-provider cert-manager coredns eks-node-monitoring-agent eks-pod-identity-agent external-dns ' +
  'kube-proxy kube-state-metrics metrics-server prometheus-node-exporter snapshot-controller vpc-cni'
).split(' ');
const conflicts = ['NONE', 'OVERWRITE', 'PRESERVE'];
const noRole = (value: string) =>
  `InvalidParameterException: Service account role ${value} is not valid: it does not exist`;

/** An EKS add-on; a cluster has one of each name. */
export const addon: TypeSpec = {
  type: 'aws:eks/addon:Addon',
  inputs: {
    clusterName: text({ required: true, replaces: true, link: link(types.cluster, { by: 'name', mode: 'owned' }) }),
    addonName: text({ required: true, replaces: true, refuse: refuseName }),
    addonVersion: text({ refuse: refuseVersion }),
    configurationValues: text({ refuse: refuseConfiguration }),
    serviceAccountRoleArn: text({ refuse: refuseArn, link: roleLink(noRole) }),
    podIdentityAssociations: list(
      block({
        roleArn: text({ required: true, refuse: refuseArn, link: roleLink(noRole) }),
        serviceAccount: text({ required: true }),
      }),
    ),
    resolveConflictsOnCreate: text({ oneOf: conflicts.slice(0, 2) }),
    resolveConflictsOnUpdate: text({ oneOf: conflicts }),
    namespaceConfig: block({ namespace: text() }, { replaces: true }),
    preserve: flag(),
    region,
    tags,
  },
  id: ({ inputs }) => `${inputs.clusterName}:${inputs.addonName}`,
  unique: {
    key: ({ clusterName, addonName }) =>
      known(clusterName) && known(addonName) ? `${clusterName}|${addonName}` : undefined,
    property: 'addonName',
    reason: ({ addonName }) => `ResourceInUseException: Addon already exists: ${addonName}`,
  },
  check(scene) {
    const { addonName, configurationValues } = scene.inputs;
    const values = known(configurationValues);
    if (addonName !== 'vpc-cni' || values === undefined) return;
    const { enableNetworkPolicy } = table(JSON.parse(values));
    if (enableNetworkPolicy !== undefined && typeof enableNetworkPolicy !== 'string') {
      scene.fail(
        'configurationValues',
        'InvalidParameterException: ConfigurationValue provided in request is not supported: Json schema validation failed ' +
          'with error: [$.enableNetworkPolicy: boolean found, string expected]; write "true"',
      );
    }
  },
  outputs: ({ realm, inputs, hex, createdAt }) => ({
    arn: arn(realm, 'eks', `addon/${inputs.clusterName}/${inputs.addonName}/${hex(8)}-${hex(12)}`),
    addonVersion: inputs.addonVersion ?? 'v1.0.0-eksbuild.1',
    configurationValues: inputs.configurationValues ?? '',
    createdAt,
    modifiedAt: createdAt,
  }),
};

function refuseName(value: string): string | undefined {
  return names.includes(value)
    ? undefined
    : `InvalidParameterException: Addon ${value} specified is not supported; known are ${names.join(', ')}`;
}

function refuseVersion(value: string): string | undefined {
  return /^v\d+\.\d+\.\d+(\.\d+)?-eksbuild\.\d+$/.test(value)
    ? undefined
    : `InvalidParameterException: Addon version specified is not supported: ${value}; versions are like v1.20.0-eksbuild.1`;
}

function refuseConfiguration(value: string): string | undefined {
  const says = (reason: string) =>
    `InvalidParameterException: ConfigurationValue provided in request is not supported: ${reason}`;
  try {
    const document = JSON.parse(value);
    return typeof document === 'object' && document !== null && !Array.isArray(document)
      ? undefined
      : says('it must be a JSON object');
  } catch (error) {
    return says(`it is not JSON: ${(error as Error).message}`);
  }
}
