import type { RunnerDelivery } from './runner-permissions';

/**
 * What CodeBuild runs, as an object; JSON is a buildspec too. The unzipped source is the working folder and holds the
 * stack's own `Pulumi.<stack>.yaml`.
 *
 * Source: https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
 */
export function buildspec(args: { delivery: RunnerDelivery; keyArn: string; region: string }): object {
  return {
    version: '0.2',
    env: {
      shell: 'bash',
      variables: {
        PULUMI_BACKEND_URL: args.delivery.backendUrl,
        PULUMI_SKIP_UPDATE_CHECK: 'true',
        PALISADE_STACK: args.delivery.stack,
        // The triple slash is how Pulumi tells an ARN from an alias.
        PALISADE_SECRETS_PROVIDER: `awskms:///${args.keyArn}?region=${args.region}`,
      },
    },
    phases: {
      build: {
        commands: [
          'set -euo pipefail',
          'pulumi stack select --create --secrets-provider "$PALISADE_SECRETS_PROVIDER" "$PALISADE_STACK"',
          'pulumi up --yes --skip-preview --non-interactive',
        ],
      },
    },
  };
}
