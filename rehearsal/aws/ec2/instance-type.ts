/** The processor of an instance type: Graviton families carry a g after the generation. */
export function architectureOf(instanceType: string): 'arm64' | 'x86_64' {
  const [family = ''] = instanceType.split('.');
  return family === 'a1' || /^[a-z]+\d+g/.test(family) ? 'arm64' : 'x86_64';
}

/** Refuses what can't be the name of an instance type. Whether a region offers it is not known here. */
export function refuseInstanceType(value: string): string | undefined {
  const isOne =
    /^[a-z]{1,4}\d{1,2}[a-z-]*(\d+[a-z]*)?\.(nano|micro|small|medium|large|\d{0,3}xlarge|metal(-\d+xl)?)$/.test(value);
  return isOne
    ? undefined
    : `InvalidInstanceType: The instance type '${value}' is not supported; write one like m7i.large`;
}
