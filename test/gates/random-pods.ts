import type { JsonObject } from '@palisade/rules';
import type { Random } from './random';
import type { Subject } from './subjects';

/**
 * A pod made at random from the fields that rules read, valid by the schema and nearly always to the API server: one in
 * four on Windows or told to be, some with a user namespace, some of them to be had by adding ephemeral containers.
 */
export function randomPod(random: Random): Pick<Subject, 'object' | 'via'> {
  const pod = new RandomPod(random);
  const ephemeralContainers = random.chance(20) ? [pod.ephemeral('debug')] : [];
  const spec = pod.spec();
  const metadata = {
    name: 'sample',
    // Who adds a container to a pod is not asked where the pod is.
    namespace: ephemeralContainers.length > 0 || random.chance(90) ? 'sample' : 'default',
    ...pod.annotations([...(spec.containers as JsonObject[]), ...((spec.initContainers ?? []) as JsonObject[])]),
  };
  const object = { apiVersion: 'v1', kind: 'Pod', metadata, spec };
  if (ephemeralContainers.length === 0) return { object, via: 'create' };
  return { object: { ...object, spec: { ...spec, ephemeralContainers } }, via: 'ephemeralcontainers' };
}

class RandomPod {
  readonly #random: Random;
  readonly #os: 'windows' | 'linux' | undefined;
  readonly #hasUserNamespace: boolean;
  readonly #hostNetwork: boolean;
  readonly #isHostProcess: boolean;
  #volumeNames: readonly string[] = [];

  constructor(random: Random) {
    this.#random = random;
    this.#os = random.one([undefined, undefined, undefined, 'linux', 'windows'] as const);
    const isLinux = this.#os !== 'windows';
    this.#isHostProcess = this.#os !== 'linux' && random.chance(8);
    this.#hasUserNamespace = isLinux && !this.#isHostProcess && random.chance(30);
    this.#hostNetwork = this.#isHostProcess || (isLinux && !this.#hasUserNamespace && random.chance(12));
  }

  spec(): JsonObject {
    const random = this.#random;
    const isLinux = this.#os !== 'windows';
    const mayShare = isLinux && !this.#hasUserNamespace;
    const volumes = this.#volumes();
    this.#volumeNames = volumes.map(({ name }) => name as string);
    const init = random.many(2, (place) => this.#container(`init-${place}`, { isInit: true }));
    return {
      ...this.#maybe(this.#os !== undefined, { os: { name: this.#os } }),
      ...this.#maybe(isLinux && (this.#hasUserNamespace || random.chance(15)), { hostUsers: !this.#hasUserNamespace }),
      ...this.#maybe(this.#hostNetwork || (isLinux && random.chance(10)), { hostNetwork: this.#hostNetwork }),
      ...this.#maybe(isLinux && random.chance(15), { hostPID: mayShare && random.chance(60) }),
      ...this.#maybe(isLinux && random.chance(15), { hostIPC: mayShare && random.chance(60) }),
      ...this.#maybe(isLinux && random.chance(15), { shareProcessNamespace: random.chance(50) }),
      ...this.#maybe(random.chance(70), { serviceAccountName: random.one(['app', 'worker', 'default']) }),
      ...this.#maybe(random.chance(60), { automountServiceAccountToken: random.chance(30) }),
      ...this.#maybe(random.chance(60), { enableServiceLinks: random.chance(30) }),
      ...this.#maybe(random.chance(10), {
        hostAliases: random.many(2, () => ({ ip: '192.0.2.1', hostnames: ['one'] })),
      }),
      ...this.#maybe(random.chance(25), { terminationGracePeriodSeconds: random.one([0, 1, 30, 3600, 3601]) }),
      ...this.#maybe(random.chance(10), {
        priorityClassName: random.one(['system-node-critical', 'system-cluster-critical']),
      }),
      ...this.#maybe(random.chance(75), { securityContext: this.#podSecurity() }),
      ...this.#maybe(volumes.length > 0, { volumes }),
      ...this.#maybe(init.length > 0, { initContainers: init }),
      containers: [this.#container('app'), ...random.many(2, (place) => this.#container(`side-${place}`))],
    };
  }

  /** Annotations of the kind that AppArmor had before it had fields. */
  annotations(containers: readonly JsonObject[]): JsonObject {
    const random = this.#random;
    if (this.#os === 'windows' || random.chance(90)) return {};
    const name = random.one(containers).name;
    const profile = random.one(['runtime/default', 'localhost/own', 'unconfined']);
    return { annotations: { [`container.apparmor.security.beta.kubernetes.io/${name}`]: profile } };
  }

  ephemeral(name: string): JsonObject {
    const { resources: _, ports: __, livenessProbe: ___, lifecycle: ____, ...container } = this.#container(name);
    return container;
  }

  #maybe(condition: boolean, fields: JsonObject): JsonObject {
    return condition ? fields : {};
  }

  #podSecurity(): JsonObject {
    const random = this.#random;
    if (this.#os === 'windows') return { ...this.#common(), ...this.#windows() };
    return {
      ...this.#common(),
      ...this.#linux(),
      ...this.#maybe(this.#isHostProcess, this.#windows()),
      ...this.#maybe(random.chance(20), { sysctls: this.#sysctls() }),
      ...this.#maybe(random.chance(20), { fsGroup: random.one([0, 10001]) }),
      ...this.#maybe(random.chance(20), { supplementalGroups: random.some([0, 10001, 10002], 50) }),
    };
  }

  #containerSecurity(): JsonObject {
    const random = this.#random;
    if (this.#os === 'windows') return this.#common();
    const privileged = random.chance(12);
    const add = random.some(['NET_BIND_SERVICE', 'CHOWN', 'NET_ADMIN', 'SYS_TIME'], 12);
    return {
      ...this.#common(),
      ...this.#linux(),
      ...this.#maybe(privileged || random.chance(20), { privileged }),
      // A privileged container cannot do without, and the API server says so.
      ...this.#maybe(random.chance(70), { allowPrivilegeEscalation: privileged || random.chance(20) }),
      ...this.#maybe(random.chance(60), { readOnlyRootFilesystem: random.chance(75) }),
      ...this.#maybe(random.chance(70), {
        capabilities: {
          ...this.#maybe(add.length > 0, { add }),
          ...this.#maybe(random.chance(80), { drop: random.one([['ALL'], ['ALL'], ['NET_RAW'], ['KILL', 'ALL'], []]) }),
        },
      }),
      ...this.#maybe(random.chance(15), {
        procMount: this.#hasUserNamespace ? random.one(['Default', 'Unmasked']) : 'Default',
      }),
    };
  }

  /** What both systems know. */
  #common(): JsonObject {
    return this.#maybe(this.#random.chance(60), { runAsNonRoot: this.#random.chance(75) });
  }

  #linux(): JsonObject {
    const random = this.#random;
    const localhost = { type: 'Localhost', localhostProfile: 'own' };
    return {
      ...this.#maybe(random.chance(35), { runAsUser: random.one([0, 1, 9999, 10000]) }),
      ...this.#maybe(random.chance(50), { runAsGroup: random.one([0, 10001, 10001]) }),
      ...this.#maybe(random.chance(50), {
        seccompProfile: random.one([
          { type: 'RuntimeDefault' },
          { type: 'RuntimeDefault' },
          { type: 'Unconfined' },
          localhost,
        ]),
      }),
      ...this.#maybe(random.chance(12), {
        appArmorProfile: random.one([{ type: 'RuntimeDefault' }, { type: 'Unconfined' }, localhost]),
      }),
      ...this.#maybe(random.chance(15), {
        seLinuxOptions: {
          ...this.#maybe(random.chance(60), { type: random.one(['container_t', 'container_kvm_t', 'spc_t', '']) }),
          ...this.#maybe(random.chance(20), { user: random.one(['system_u', '']) }),
          ...this.#maybe(random.chance(20), { role: random.one(['system_r', '']) }),
          ...this.#maybe(random.chance(50), { level: 's0:c1,c2' }),
        },
      }),
    };
  }

  #windows(): JsonObject {
    const hostProcess = this.#isHostProcess;
    return this.#maybe(hostProcess || this.#random.chance(30), {
      windowsOptions: {
        ...this.#maybe(hostProcess || this.#random.chance(50), { hostProcess }),
        runAsUserName: 'User',
      },
    });
  }

  #sysctls(): JsonObject[] {
    const names = ['net.ipv4.tcp_syncookies', 'net.core.somaxconn', 'kernel.shm_rmid_forced', 'kernel.msgmax'];
    const refused = [...(this.#hostNetwork ? ['net.'] : []), 'none'];
    const allowed = names.filter((name) => !refused.some((prefix) => name.startsWith(prefix)));
    return this.#random.some(allowed, 40).map((name) => ({ name, value: '1' }));
  }

  #volumes(): JsonObject[] {
    const random = this.#random;
    const sources: JsonObject[] = [
      { emptyDir: {} },
      { emptyDir: { sizeLimit: '64Mi' } },
      { emptyDir: { medium: 'Memory' } },
      { emptyDir: { medium: 'Memory', sizeLimit: '16Mi' } },
      { configMap: { name: 'settings' } },
      { secret: { secretName: 'keys' } },
      { secret: { secretName: 'keys', defaultMode: random.one([0o400, 0o440, 0o444]), items: this.#items() } },
      { persistentVolumeClaim: { claimName: 'data' } },
      { hostPath: { path: '/var/log' } },
      { nfs: { server: 'nfs.example.com', path: '/' } },
      { csi: { driver: 'secrets.example.com' } },
      {
        projected: {
          ...this.#maybe(random.chance(50), { defaultMode: random.one([0o400, 0o644]) }),
          sources: [
            {
              serviceAccountToken: {
                path: 'token',
                expirationSeconds: random.one([3600, 86400, 604800]),
                ...this.#maybe(random.chance(40), { audience: random.one(['', 'vault.example.com']) }),
              },
            },
            ...(random.chance(40) ? [{ secret: { name: 'keys', items: this.#items() } }] : []),
          ],
        },
      },
      { iscsi: { targetPortal: '192.0.2.1:3260', iqn: 'iqn.2001-04.com.example:storage', lun: 0 } },
      {},
    ];
    return random.many(3, (place) => ({ name: `volume-${place}`, ...random.one(sources) }));
  }

  #items(): JsonObject[] {
    const mode = this.#maybe(this.#random.chance(50), { mode: this.#random.one([0o400, 0o404]) });
    return [{ key: 'key', path: 'key', ...mode }];
  }

  #mounts(): JsonObject[] {
    const own = this.#random.some(this.#volumeNames, 50);
    // No two at one place.
    const usual = this.#random.one([undefined, ...own]);
    const place = (name: string) => (name === usual ? '/var/run/secrets/kubernetes.io/serviceaccount' : `/mnt/${name}`);
    return own.map((name) => ({ name, mountPath: place(name) }));
  }

  #container(name: string, { isInit = false } = {}): JsonObject {
    const random = this.#random;
    const isSidecar = isInit && random.chance(30);
    const runsLong = !isInit || isSidecar;
    return {
      name,
      image: this.#image(),
      ...this.#maybe(isSidecar, { restartPolicy: 'Always' }),
      ...this.#maybe(random.chance(20), { imagePullPolicy: random.one(['Always', 'IfNotPresent', 'Never']) }),
      ...this.#maybe(random.chance(75), { securityContext: this.#containerSecurity() }),
      ...this.#maybe(random.chance(70), { resources: this.#resources() }),
      ...this.#maybe(this.#volumeNames.length > 0, { volumeMounts: this.#mounts() }),
      ...this.#maybe(random.chance(25), { ports: this.#ports() }),
      ...this.#maybe(random.chance(30), { env: this.#env() }),
      ...this.#maybe(random.chance(8), {
        envFrom: [random.one([{ secretRef: { name: 'keys' } }, { configMapRef: { name: 'x' } }])],
      }),
      ...this.#maybe(random.chance(15), { args: random.many(2, () => this.#value()) }),
      ...this.#maybe(random.chance(10), { command: ['sh', '-c', this.#value()] }),
      ...this.#maybe(runsLong && random.chance(15), { livenessProbe: this.#handler() }),
      ...this.#maybe(runsLong && random.chance(10), { lifecycle: { preStop: this.#handler() } }),
    };
  }

  #image(): string {
    const random = this.#random;
    const digest = `@sha256:${'4a1c4b21597c1b44'.repeat(4)}`;
    const registry = random.one(['registry.example.com/', 'registry.example.com:5000/', 'localhost/', 'library/', '']);
    return `${registry}app${random.one(['', ':latest', ':1.2', `:1.2${digest}`, digest, digest])}`;
  }

  #resources(): JsonObject {
    const random = this.#random;
    const of = (amounts: JsonObject) => Object.fromEntries(Object.entries(amounts).filter(() => random.chance(70)));
    return {
      ...this.#maybe(random.chance(70), { requests: of({ cpu: '100m', memory: '64Mi', 'ephemeral-storage': '64Mi' }) }),
      ...this.#maybe(random.chance(70), { limits: of({ cpu: '1', memory: '128Mi', 'ephemeral-storage': '1Gi' }) }),
    };
  }

  #ports(): JsonObject[] {
    return this.#random.many(2, (place) => {
      const containerPort = 8000 + this.#random.below(1000) * 2 + place;
      return { containerPort, ...this.#maybe(this.#random.chance(30), { hostPort: containerPort }) };
    });
  }

  #env(): JsonObject[] {
    const random = this.#random;
    const names = ['LOG_LEVEL', 'DB_PASSWORD', 'API_KEY', 'DATABASE_URL'];
    return random.some(names, 50).map((name) => {
      if (random.chance(25)) return { name, valueFrom: { secretKeyRef: { name: 'keys', key: 'one' } } };
      return { name, ...this.#maybe(random.chance(90), { value: this.#value() }) };
    });
  }

  #value(): string {
    const random = this.#random;
    return random.one([
      ...['info', '', 'yes', '/etc/tls/tls.key', '$(OTHER)', '--port=8080', '--password=hunter2', 'hunter2'],
      ...['https://app:hunter2@db.example.com/', 'https://app@db.example.com/', 'https://a:$(B)@c/'],
      ...[`ghp_${random.text(36)}`, `AKIA${random.text(16).toUpperCase()}`, `token: glpat-${random.text(20)}`],
    ]);
  }

  #handler(): JsonObject {
    const random = this.#random;
    const host = this.#maybe(random.chance(40), { host: '192.0.2.1' });
    return random.one<JsonObject>([
      { httpGet: { port: 8080, path: '/', ...host } },
      { tcpSocket: { port: 8080, ...host } },
      { exec: { command: ['true'] } },
    ]);
  }
}
