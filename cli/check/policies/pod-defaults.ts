type Fields = { [field: string]: unknown };

/** Fills what is missing. Null counts as missing, as it does in the API server. */
export function fill(target: Fields, defaults: Fields): void {
  for (const [field, value] of Object.entries(defaults)) target[field] ??= value;
}

/** The objects in a list, or none. */
export function objectsIn(list: unknown): Fields[] {
  return Array.isArray(list) ? list.filter((item) => isObject(item)) : [];
}

/** An object, or undefined. */
export function objectOf(value: unknown): Fields | undefined {
  return isObject(value) ? value : undefined;
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Sets what the API server sets in every pod spec where nothing else is said: its own defaults, in place.
 *
 * @param isPod Whether it is a pod, and not a template of one: a few defaults are set when the pod is made.
 */
export function setPodDefaults(spec: Fields, isPod: boolean): void {
  fill(spec, {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
    ...(isPod ? { enableServiceLinks: true, serviceAccountName: 'default' } : {}),
  });
  if (isPod) setAdmissionDefaults(spec);
  // The old name of the field is kept beside the new one.
  if (spec.serviceAccountName) spec.serviceAccount = spec.serviceAccountName;
  else if (spec.serviceAccount) spec.serviceAccountName = spec.serviceAccount;
  for (const volume of objectsIn(spec.volumes)) setVolumeDefaults(volume);
  for (const field of ['initContainers', 'containers', 'ephemeralContainers']) {
    for (const container of objectsIn(spec[field])) setContainerDefaults(container, spec.hostNetwork === true, isPod);
  }
}

/** What the admission plugins that are on by default in every API server add to a pod. */
function setAdmissionDefaults(spec: Fields): void {
  if (!spec.priorityClassName) fill(spec, { priority: 0, preemptionPolicy: 'PreemptLowerPriority' });
  const tolerations = objectsIn(spec.tolerations);
  const added = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']
    .filter(
      (key) => !tolerations.some((each) => (each.key ?? key) === key && (each.effect || 'NoExecute') === 'NoExecute'),
    )
    .map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }));
  if (added.length > 0) spec.tolerations = [...tolerations, ...added];
}

function setContainerDefaults(container: Fields, hostNetwork: boolean, isPod: boolean): void {
  fill(container, {
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: isLatest(String(container.image ?? '')) ? 'Always' : 'IfNotPresent',
    resources: {},
  });
  for (const port of objectsIn(container.ports)) {
    fill(port, { protocol: 'TCP' });
    if (hostNetwork) port.hostPort ||= port.containerPort;
  }
  for (const variable of objectsIn(container.env)) {
    const field = objectOf(objectOf(variable.valueFrom)?.fieldRef);
    if (field !== undefined) fill(field, { apiVersion: 'v1' });
  }
  for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) setProbeDefaults(objectOf(container[probe]));
  const { postStart, preStop } = objectOf(container.lifecycle) ?? {};
  for (const handler of [postStart, preStop]) setHttpDefaults(objectOf(objectOf(handler)?.httpGet));
  const resources = objectOf(container.resources);
  const limits = objectOf(resources?.limits);
  if (isPod && resources !== undefined && limits !== undefined) {
    const requests = objectOf(resources.requests) ?? {};
    fill(requests, limits);
    resources.requests = requests;
  }
}

function isLatest(image: string): boolean {
  if (image.includes('@')) return false;
  const name = image.slice(image.lastIndexOf('/') + 1);
  const [, tag = 'latest'] = name.split(':');
  return tag === 'latest';
}

function setProbeDefaults(probe: Fields | undefined): void {
  if (probe === undefined) return;
  fill(probe, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 });
  setHttpDefaults(objectOf(probe.httpGet));
  const grpc = objectOf(probe.grpc);
  if (grpc !== undefined) fill(grpc, { service: '' });
}

function setHttpDefaults(get: Fields | undefined): void {
  if (get !== undefined) fill(get, { path: '/', scheme: 'HTTP' });
}

function setVolumeDefaults(volume: Fields): void {
  if (Object.keys(volume).every((field) => field === 'name')) volume.emptyDir = {};
  for (const source of ['secret', 'configMap', 'downwardAPI', 'projected']) {
    const found = objectOf(volume[source]);
    if (found === undefined) continue;
    fill(found, { defaultMode: 420 });
    for (const item of objectsIn(found.items)) setFieldRefDefault(item);
    for (const projection of objectsIn(found.sources)) {
      const token = objectOf(projection.serviceAccountToken);
      if (token !== undefined) fill(token, { expirationSeconds: 3600 });
      for (const item of objectsIn(objectOf(projection.downwardAPI)?.items)) setFieldRefDefault(item);
    }
  }
  const hostPath = objectOf(volume.hostPath);
  if (hostPath !== undefined) fill(hostPath, { type: '' });
  const claim = objectOf(objectOf(volume.ephemeral)?.volumeClaimTemplate);
  if (claim !== undefined) {
    fill(claim, { metadata: {} });
    fill(objectOf(claim.spec) ?? {}, { volumeMode: 'Filesystem' });
  }
}

function setFieldRefDefault(item: Fields): void {
  const field = objectOf(item.fieldRef);
  if (field !== undefined) fill(field, { apiVersion: 'v1' });
}
