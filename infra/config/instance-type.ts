/** A processor architecture as EKS names its node images. */
export type Architecture = 'x86_64' | 'arm64';

/**
 * The architecture of an EC2 instance type, by its name's own grammar: series letters, generation digits, then options,
 * among which `g` means AWS Graviton (`m7g.large`, `c8gn.xlarge`, `im4gn.large`). `a1`, the first Graviton, is older than
 * the grammar, and `gb` after a hyphen (`p6e-gb200.36xlarge`) is NVIDIA's processor of the same architecture. Series that begin with `g` (`g5.xlarge`) have their `g` before the digits and are not meant; `g5g` is.
 *
 * Source: https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
 *
 * @returns undefined where the text is no instance type, or one of macOS.
 */
export function architectureOf(instanceType: string): Architecture | undefined {
  const match =
    /^([a-z]+(?:-[a-z0-9]+)?)(\d+)([a-z0-9-]*)\.(nano|micro|small|medium|large|xlarge|\d+xlarge|metal|metal-\d+xl)$/.exec(
      instanceType,
    );
  const [, series = '', generation = '', options = ''] = match ?? [];
  if (series === '' || series === 'mac') return undefined;
  const [own = '', accelerator = ''] = options.split('-');
  const arm = (series === 'a' && generation === '1') || own.includes('g') || accelerator.startsWith('gb');
  return arm ? 'arm64' : 'x86_64';
}
