/** A released version: major, minor, patch. */
export type Version = readonly [number, number, number];

/** The first version in a program's answer. Pre-releases and development builds are none: `undefined`. */
export function parseVersion(text: string): Version | undefined {
  const found = /(?<![\w.])v?(\d+)\.(\d+)\.(\d+)(?![\w.+-])/.exec(text);
  return found === null ? undefined : [Number(found[1]), Number(found[2]), Number(found[3])];
}

export const formatVersion = (version: Version): string => version.join('.');

/** Versions that are taken: from `from` on, up to but without `before`. */
export interface VersionRange {
  readonly from: Version;
  readonly before: Version;
}

export function inRange(version: Version, { from, before }: VersionRange): boolean {
  return compare(version, from) >= 0 && compare(version, before) < 0;
}

function compare(left: Version, right: Version): number {
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}
