/** A processor architecture as EKS names its node images. */
export type Architecture = 'x86_64' | 'arm64';

/**
 * The architecture of an EC2 instance type, by its name's own grammar: series letters, generation digits, then options,
 * among which `g` means AWS Graviton (`m7g.large`, `c8gn.xlarge`, `im4gn.large`). `a1`, the first Graviton, is older than
 * the grammar. Series that begin with `g` (`g5.xlarge`) have their `g` before the digits and are not meant; `g5g` is.
 *
 * Source: https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
 *
 * @returns undefined where the text is no instance type, or one of macOS.
 */
export function architectureOf(instanceType: string): Architecture | undefined {
  const match =
    /^([a-z]+(?:-[a-z0-9]+)?)(\d+)([a-z-]*)\.(nano|micro|small|medium|large|xlarge|\d+xlarge|metal|metal-\d+xl)$/.exec(
      instanceType,
    );
  const [, series = '', generation = '', options = ''] = match ?? [];
  if (series === '' || series === 'mac') return undefined;
  return (series === 'a' && generation === '1') || options.split('-')[0]?.includes('g') ? 'arm64' : 'x86_64';
}
