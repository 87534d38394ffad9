/** Kubernetes versions that EKS runs, oldest first, standard and extended support together. */
export const versions = ['1.32', '1.33', '1.34', '1.35', '1.36'] as const;

/** The version of a cluster that names none. */
export const latest = '1.36';

/** The minor of 1.NN, or undefined. */
export function minorOf(version: string | undefined): number | undefined {
  const match = /^1\.(\d{2})$/.exec(version ?? '');
  return match ? Number(match[1]) : undefined;
}

/** Refuses a version that EKS does not run. */
export function refuseVersion(value: string): string | undefined {
  if ((versions as readonly string[]).includes(value)) return undefined;
  return `InvalidParameterException: unsupported Kubernetes version ${value}; EKS runs ${versions.join(', ')}`;
}

/** Why one version can't follow another on the same cluster or node group, or undefined. */
export function refuseStep(from: string | undefined, to: string | undefined): string | undefined {
  const [old, next] = [minorOf(from), minorOf(to)];
  if (old === undefined || next === undefined || next === old || next === old + 1) return undefined;
  return next < old
    ? `InvalidParameterException: Unsupported Kubernetes minor version update from ${from} to ${to}: a version never goes back`
    : `InvalidParameterException: Unsupported Kubernetes minor version update from ${from} to ${to}: go to 1.${old + 1} first`;
}
