import type { ApiObject } from 'cdk8s';

/** Seconds that a server goes on answering after its end was decided, until everybody who sends requests to it knows. */
const drain = 5;

/** What a container does before it is told to end: nothing, for a while, so that nobody is sent to it any more. */
export const drainFirst = { preStop: { sleep: { seconds: drain } } };

/**
 * Makes an object keep {@link drainFirst} in the containers of the pod spec at `pod`. cdk8s-plus writes fields that
 * Kubernetes 1.28 knew, so that of this one an empty `preStop` is left.
 */
export function keepDrains(object: ApiObject, pod: readonly string[]): void {
  const toJson = object.toJson.bind(object);
  object.toJson = () => {
    const json = toJson();
    const spec = pod.reduce((value, key) => value?.[key], json);
    for (const { lifecycle } of spec?.containers ?? []) {
      if (lifecycle?.preStop !== undefined && Object.keys(lifecycle.preStop).length === 0) {
        lifecycle.preStop = { sleep: { seconds: drain } };
      }
    }
    return json;
  };
}
