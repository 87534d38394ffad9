import { apiServerFlags } from './apiserver';
import {
  AuditRule,
  admissionConfiguration,
  auditPolicy,
  authenticationConfiguration,
  authorizationConfiguration,
  encryptionConfiguration,
} from './configuration';
import { controllerManagerFlags } from './controller-manager';
import { etcdFlags } from './etcd';
import { toArguments } from './flags';
import { Pki } from './pki';

describe('the audit policy', () => {
  /** The level that a request is logged at: the first rule that fits. */
  const levelOf = (verb: string, group: string, resource: string): AuditRule['level'] | 'None' =>
    auditPolicy.rules.find(
      ({ verbs, resources }) =>
        (verbs === undefined || verbs.includes(verb)) &&
        (resources === undefined ||
          resources.some((each) => each.group === group && (each.resources?.includes(resource) ?? true))),
    )?.level ?? 'None';

  it.each([
    ['secrets', ''],
    ['configmaps', ''],
    ['serviceaccounts/token', ''],
    ['tokenreviews', 'authentication.k8s.io'],
  ])('never logs a body of %s, whatever is done to it', (resource, group) => {
    for (const verb of ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection']) {
      expect([verb, levelOf(verb, group, resource)]).toEqual([verb, 'Metadata']);
    }
  });

  it.each([
    ['rbac.authorization.k8s.io', 'clusterrolebindings'],
    ['admissionregistration.k8s.io', 'validatingadmissionpolicies'],
    ['networking.k8s.io', 'networkpolicies'],
    ['', 'namespaces'],
  ])('logs changes of %s %s in full, and reads by their metadata', (group, resource) => {
    expect(levelOf('patch', group, resource)).toBe('RequestResponse');
    expect(levelOf('list', group, resource)).toBe('Metadata');
  });

  it('leaves no request out', () => {
    expect(levelOf('get', 'example.com', 'anything')).toBe('Metadata');
    expect(auditPolicy.rules.map(({ level }) => level)).not.toContain('None');
  });
});

describe('the configuration', () => {
  it('encrypts everything with secretbox, and reads nothing that is plain', () => {
    const { resources } = encryptionConfiguration(Buffer.alloc(32, 1));
    expect(resources).toEqual([
      {
        resources: ['*.*'],
        providers: [
          { secretbox: { keys: [{ name: 'key1', secret: 'AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=' }] } },
        ],
      },
    ]);
    expect(() => encryptionConfiguration(Buffer.alloc(16))).toThrow(
      'The encryption key has 16 bytes: secretbox needs exactly 32.',
    );
  });

  it('lets the anonymous ask for health only', () => {
    expect(authenticationConfiguration.anonymous).toEqual({
      enabled: true,
      conditions: [{ path: '/livez' }, { path: '/readyz' }],
    });
  });

  it('authorizes nodes and by RBAC, and by nothing else', () => {
    expect(authorizationConfiguration.authorizers.map(({ type }) => type)).toEqual(['Node', 'RBAC']);
  });

  it('holds every namespace to Pod Security restricted, kube-system excepted by name', () => {
    const podSecurity = admissionConfiguration.plugins.find(({ name }) => name === 'PodSecurity')?.configuration;
    expect(podSecurity).toMatchObject({
      defaults: { enforce: 'restricted', audit: 'restricted', warn: 'restricted', 'enforce-version': 'v1.37' },
      exemptions: { usernames: [], runtimeClasses: [], namespaces: ['kube-system'] },
    });
  });
});

describe('the flags', () => {
  const pki = { path: (file: string) => `/pki/${file}` } as unknown as Pki;
  const files = { encryption: '/e', audit: '/a', admission: '/d', authentication: '/n', authorization: '/z' };
  const apiServer = toArguments(apiServerFlags({ pki, port: 6443, etcdPort: 2379, files, auditLog: '/log' }));
  const etcd = toArguments(etcdFlags({ pki, data: '/data', clientPort: 2379, peerPort: 2380 }));
  const controllers = toArguments(controllerManagerFlags({ pki, kubeconfig: '/kubeconfig' }));

  it.each([
    '--bind-address=127.0.0.1',
    '--tls-min-version=VersionTLS13',
    '--etcd-servers=https://127.0.0.1:2379',
    '--encryption-provider-config=/e',
    '--authentication-config=/n',
    '--authorization-config=/z',
    '--admission-control-config-file=/d',
    '--audit-policy-file=/a',
    '--enable-admission-plugins=NodeRestriction,AlwaysPullImages,DenyServiceExternalIPs,EventRateLimit',
    '--service-account-lookup=true',
    '--service-account-extend-token-expiration=false',
    '--profiling=false',
  ])('of the API server have %s', (flag) => {
    expect(apiServer).toContain(flag);
  });

  it.each([
    'anonymous-auth',
    'authorization-mode',
    'token-auth-file',
    'debug-socket-path',
    'disable-admission-plugins',
  ])('of the API server have no --%s', (name) => {
    expect(apiServer.filter((flag) => flag.startsWith(`--${name}=`))).toEqual([]);
  });

  it.each(['--client-cert-auth=true', '--peer-client-cert-auth=true', '--tls-min-version=TLS1.3'])(
    'of etcd have %s',
    (flag) => {
      expect(etcd).toContain(flag);
    },
  );

  it('of etcd name no address but the loopback one, and never plain HTTP', () => {
    const urls = etcd.flatMap((flag) => flag.match(/https?:\/\/[^,]+/g) ?? []);
    expect(new Set(urls)).toEqual(new Set(['https://127.0.0.1:2379', 'https://127.0.0.1:2380']));
  });

  it('of the controller manager open no port, and give each controller its own account', () => {
    expect(controllers).toEqual(expect.arrayContaining(['--secure-port=0', '--use-service-account-credentials=true']));
  });
});
