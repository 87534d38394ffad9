import { runtime } from '@pulumi/pulumi';
import { type Proof, ProofFailed } from './proof';

const LAUNCH_TEMPLATE = 'aws:ec2/launchTemplate:LaunchTemplate';

/** The volumes of a launch template as the blueprint declares them. */
type Volumes = { ebs?: { encrypted?: unknown } }[];

/**
 * The blueprint with one thing changed: the volumes of its node pools are not encrypted. No configuration can ask for
 * that, so a transform takes it away under the program's hands.
 */
function withoutEncryption(): void {
  runtime.registerStackTransformation(({ type, props, opts }) => {
    if (type !== LAUNCH_TEMPLATE) return undefined;
    const volumes = (props.blockDeviceMappings ?? []) as Volumes;
    const plain = volumes.map(({ ebs, ...volume }) => ({ ...volume, ebs: { ...ebs, encrypted: 'false' } }));
    return { props: { ...props, blockDeviceMappings: plain }, opts };
  });
}

/** The pack at work on the whole blueprint. */
export const previewProof: Proof = {
  claim: 'An unencrypted node pool fails the preview',
  prove: async (stage) => {
    const outcome = await stage.previewWith(withoutEncryption);
    const found = outcome.violations.find(({ mandatory, urn }) => mandatory && urn?.includes(LAUNCH_TEMPLATE));
    if (!outcome.failed || !found) {
      const seen = outcome.failed ? `failed otherwise: ${outcome.reason}` : 'went through';
      throw new ProofFailed(`the preview ${seen}`);
    }
    return `${found.rule} on ${found.urn?.split('::').at(-1)}: ${found.message.split('\n')[0]}`;
  },
};
