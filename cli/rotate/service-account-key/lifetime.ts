import type { StaticPod } from '../static-pod';

const hour = 3_600_000;
/** What old clients get, whatever they ask for: k8s.io/kubernetes/pkg/serviceaccount, ExpirationExtensionSeconds. */
const extension = 365 * 24 * hour;

/**
 * Milliseconds that a token lives at most, as the API server is started.
 *
 * @throws Error where nothing bounds it
 */
export function longestToken(apiServer: StaticPod): number {
  const flag = 'service-account-max-token-expiration';
  const given = apiServer.flag(flag);
  const longest = given === undefined ? 0 : milliseconds(given);
  if (longest === undefined) throw new Error(`${apiServer.path}: --${flag}=${given} is no duration such as 24h`);
  if (longest === 0) {
    throw new Error(
      `${apiServer.path} has no --${flag}, so that tokens may live as long as anybody asked for: write --${flag}=24h there, and rotate once older tokens have ended`,
    );
  }
  return apiServer.flag('service-account-extend-token-expiration') === 'false' ? longest : Math.max(longest, extension);
}

const units = { h: hour, m: 60_000, s: 1000 } as const;

/** A duration as Go writes it, in hours, minutes and seconds; undefined where it is none. */
export function milliseconds(text: string): number | undefined {
  if (text === '0') return 0;
  if (!/^(\d+(\.\d+)?[hms])+$/.test(text)) return undefined;
  return [...text.matchAll(/([\d.]+)([hms])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * units[unit as keyof typeof units],
    0,
  );
}
