import { groupId, keyLink, refuseArn, region, roleLink } from '../common';
import { anything, block, each, flag, link, list, tags, text, whole } from '../fields';
import { trusts } from '../policy-document';
import { arn } from '../realm';
import type { Scene } from '../scene';
import type { TypeSpec } from '../spec';
import { types } from '../types';
import { list as items, known, table } from '../values';

const invalid = (reason: string) => `InvalidInputException: ${reason}`;
const sources = [
  'BITBUCKET',
  'CODECOMMIT',
  'CODEPIPELINE',
  'GITHUB',
  'GITHUB_ENTERPRISE',
  'GITLAB',
  'GITLAB_SELF_MANAGED',
  'NO_SOURCE',
  'S3',
];
const containers = [
  ...['ARM_CONTAINER', 'LINUX_CONTAINER', 'LINUX_GPU_CONTAINER', 'WINDOWS_CONTAINER', 'WINDOWS_SERVER_2019_CONTAINER'],
  ...[
    'WINDOWS_SERVER_2022_CONTAINER',
    'LINUX_LAMBDA_CONTAINER',
    'ARM_LAMBDA_CONTAINER',
    'LINUX_EC2',
    'ARM_EC2',
    'MAC_ARM',
  ],
];

/** A build project; here, what runs the baseline from inside the VPC. */
export const project: TypeSpec = {
  type: 'aws:codebuild/project:Project',
  inputs: {
    name: text({ replaces: true, min: 2, max: 150, pattern: /^[A-Za-z0-9][A-Za-z0-9\-_]{1,149}$/ }),
    serviceRole: text({
      required: true,
      refuse: refuseArn,
      link: roleLink((value) =>
        invalid(`CodeBuild is not authorized to perform: sts:AssumeRole on service role ${value}: it does not exist`),
      ),
    }),
    artifacts: block(
      {
        type: text({ required: true, oneOf: ['CODEPIPELINE', 'NO_ARTIFACTS', 'S3'] }),
        ...each(text(), 'artifactIdentifier bucketOwnerAccess location name namespaceType packaging path'),
        ...each(flag(), 'encryptionDisabled overrideArtifactName'),
      },
      { required: true },
    ),
    environment: block(
      {
        computeType: text({
          required: true,
          pattern:
            /^(BUILD_(GENERAL1_(SMALL|MEDIUM|LARGE|XLARGE|2XLARGE)|LAMBDA_\w+)|ATTRIBUTE_BASED_COMPUTE|CUSTOM_INSTANCE_TYPE)$/,
        }),
        image: text({ required: true, min: 1 }),
        type: text({ required: true, oneOf: containers }),
        environmentVariables: list(
          block({
            name: text({ required: true, min: 1 }),
            value: text({ required: true }),
            type: text({ fallback: 'PLAINTEXT', oneOf: ['PLAINTEXT', 'PARAMETER_STORE', 'SECRETS_MANAGER'] }),
          }),
        ),
        imagePullCredentialsType: text({ fallback: 'CODEBUILD', oneOf: ['CODEBUILD', 'SERVICE_ROLE'] }),
        privilegedMode: flag({ fallback: false }),
        ...each(text(), 'certificate hostKernel'),
        ...each(anything(), 'dockerServer fleet registryCredential'),
      },
      { required: true },
    ),
    source: block(
      {
        type: text({ required: true, oneOf: sources }),
        ...each(text(), 'buildspec location'),
        ...each(flag(), 'insecureSsl reportBuildStatus'),
        gitCloneDepth: whole({ min: 0 }),
        ...each(anything(), 'auth buildStatusConfig gitSubmodulesConfig'),
      },
      { required: true },
    ),
    vpcConfig: block({
      vpcId: text({ required: true, link: link(types.vpc, { mode: 'loose' }) }),
      subnets: list(text({ link: link(types.subnet, { mode: 'loose' }) }), { required: true, min: 1, max: 16 }),
      securityGroupIds: list(groupId(), { required: true, min: 1, max: 5 }),
    }),
    logsConfig: block({
      cloudwatchLogs: block({
        groupName: text(),
        status: text({ oneOf: ['ENABLED', 'DISABLED'] }),
        streamName: text(),
      }),
      s3Logs: anything(),
    }),
    encryptionKey: text({ link: keyLink((value) => invalid(`KMS key ${value} does not exist`)) }),
    buildTimeout: whole({ fallback: 60, min: 5, max: 2160 }),
    queuedTimeout: whole({ fallback: 480, min: 5, max: 480 }),
    description: text({ max: 255 }),
    badgeEnabled: flag({ fallback: false }),
    ...each(whole({ min: 0 }), 'autoRetryLimit concurrentBuildLimit'),
    projectVisibility: text({ oneOf: ['PUBLIC_READ', 'PRIVATE'] }),
    resourceAccessRole: text({ refuse: refuseArn }),
    sourceVersion: text(),
    ...each(
      anything(),
      'buildBatchConfig cache fileSystemLocations secondaryArtifacts secondarySourceVersions secondarySources',
    ),
    region,
    tags,
  },
  naming: { property: 'name', max: 150 },
  id: ({ inputs, realm }) => arn(realm, 'codebuild', `project/${inputs.name}`),
  unique: {
    property: 'name',
    reason: (inputs, realm) =>
      `ResourceAlreadyExistsException: Project already exists: ${arn(realm, 'codebuild', `project/${inputs.name}`)}`,
  },
  check: checkProject,
  outputs: ({ id, inputs }) => ({
    arn: id,
    badgeUrl: '',
    publicProjectAlias: '',
    projectVisibility: inputs.projectVisibility ?? 'PRIVATE',
  }),
};

function checkProject(scene: Scene): void {
  const source = table(scene.inputs.source);
  const isBare = source.type === 'NO_SOURCE' || source.type === 'CODEPIPELINE';
  if (typeof source.type === 'string' && !isBare && source.location === undefined) {
    scene.fail('source.location', invalid(`Project source location is required for type ${source.type}`));
  }
  if (source.type === 'NO_SOURCE' && source.location !== undefined)
    scene.fail('source.location', invalid('source type NO_SOURCE takes no location'));
  if (source.type === 'NO_SOURCE' && source.buildspec === undefined) {
    scene.fail('source.buildspec', invalid('Project source type NO_SOURCE needs a buildspec'));
  }
  const role = scene.find(types.role, 'arn', scene.inputs.serviceRole);
  const policy = known(role?.inputs.assumeRolePolicy);
  if (policy !== undefined && !trusts(policy, 'codebuild.amazonaws.com')) {
    scene.fail(
      'serviceRole',
      invalid(
        `CodeBuild is not authorized to perform: sts:AssumeRole on service role ${scene.inputs.serviceRole}: it must trust codebuild.amazonaws.com`,
      ),
    );
  }
  checkNetwork(scene);
}

function checkNetwork(scene: Scene): void {
  const { vpcId, subnets, securityGroupIds } = table(scene.inputs.vpcConfig);
  const home = known(vpcId);
  for (const [type, property, ids] of [
    [types.subnet, 'subnets', subnets],
    [types.securityGroup, 'securityGroupIds', securityGroupIds],
  ] as const) {
    for (const [index, id] of items(ids).entries()) {
      const network = known(scene.find(type, 'id', id)?.inputs.vpcId);
      if (home === undefined || network === undefined || network === home) continue;
      scene.fail(
        `vpcConfig.${property}[${index}]`,
        invalid(`${id} is in ${network}, not in the project's VPC ${home}`),
      );
    }
  }
}
