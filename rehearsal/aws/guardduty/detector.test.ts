import type { Properties } from '../../engine/provider';
import { World } from '../testing/world';
import { types } from '../types';

const feature = 'aws:guardduty/detectorFeature:DetectorFeature';
let world: World;
let detectorId: string;

beforeEach(async () => {
  world = new World();
  detectorId = (await world.make(types.detector, 'detector', {})).id;
});

test.each<[string, Properties, string[]]>([
  [
    'a feature that is none',
    { name: 'EKS_AUDIT', status: 'ENABLED' },
    [
      'name: expected name to be one of ["S3_DATA_EVENTS","EKS_AUDIT_LOGS","EBS_MALWARE_PROTECTION","RDS_LOGIN_EVENTS","EKS_RUNTIME_MONITORING","LAMBDA_NETWORK_LOGS","RUNTIME_MONITORING"], got EKS_AUDIT',
    ],
  ],
  [
    'a status that is none',
    { name: 'EKS_AUDIT_LOGS', status: 'ON' },
    ['status: expected status to be one of ["ENABLED","DISABLED"], got ON'],
  ],
  [
    'an addition of another feature',
    {
      name: 'EKS_AUDIT_LOGS',
      status: 'ENABLED',
      additionalConfigurations: [{ name: 'EKS_ADDON_MANAGEMENT', status: 'ENABLED' }],
    },
    [
      'additionalConfigurations[0].name: BadRequestException: feature EKS_AUDIT_LOGS has no additional configuration EKS_ADDON_MANAGEMENT',
    ],
  ],
  [
    'no detector',
    { detectorId: 'gone', name: 'EKS_AUDIT_LOGS', status: 'ENABLED' },
    [
      'detectorId: BadRequestException: The request is rejected because the input detectorId is not owned by the current account.',
    ],
  ],
])('%s is refused', async (_, inputs, refusals) => {
  expect(await world.refusals(feature, { detectorId, ...inputs })).toEqual(refusals);
});

test('a region has one detector, a detector each feature once, and one of two kinds of runtime monitoring', async () => {
  expect(await world.refusals(types.detector, {})).toEqual([
    ': BadRequestException: The request is rejected because a detector already exists for the current account.',
  ]);
  const runtime = { detectorId, name: 'RUNTIME_MONITORING', status: 'ENABLED' };
  const { id } = await world.make(feature, 'runtime', runtime);
  expect(id).toBe(`${detectorId}/RUNTIME_MONITORING`);
  expect(await world.refusals(feature, runtime)).toEqual([
    'name: BadRequestException: feature RUNTIME_MONITORING is set by another resource already',
  ]);
  expect(await world.refusals(feature, { ...runtime, name: 'EKS_RUNTIME_MONITORING' })).toEqual([
    "name: BadRequestException: EKS_RUNTIME_MONITORING and RUNTIME_MONITORING can't both be configured",
  ]);
});
