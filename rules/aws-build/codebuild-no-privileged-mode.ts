import { defineRule } from '../rule';
import { environment, project } from './samples';

export const codebuildNoPrivilegedMode = defineRule({
  id: 'codebuild-no-privileged-mode',
  on: 'aws',
  types: ['aws:codebuild/project:Project'],
  severity: 'high',
  title: 'Run builds without privileged mode',
  rationale:
    "A privileged build container has all capabilities on its host; what a build script of a dependency does there is out of anybody's hands.",
  remediation: 'Leave environment.privilegedMode out; build images without a Docker daemon.',
  references: [
    {
      standard: 'documentation',
      url: 'https://docs.aws.amazon.com/securityhub/latest/userguide/codebuild-controls.html',
    },
    { standard: 'mitre-attack', control: 'T1611' },
  ],
  cel: 'object.environment.?privilegedMode.orValue(false) == false',
  message: 'the build runs in privileged mode',
  samples: {
    good: [
      { name: 'left out', given: project() },
      { name: 'turned off', given: project(environment({ privilegedMode: false })) },
    ],
    bad: [
      {
        name: 'turned on',
        given: project(environment({ privilegedMode: true })),
        message: 'the build runs in privileged mode',
      },
      {
        name: 'on Graviton',
        given: project(environment({ type: 'ARM_CONTAINER', privilegedMode: true })),
        message: 'the build runs in privileged mode',
      },
      {
        name: 'on a large machine',
        given: project(environment({ computeType: 'BUILD_GENERAL1_LARGE', privilegedMode: true })),
        message: 'the build runs in privileged mode',
      },
    ],
  },
});
