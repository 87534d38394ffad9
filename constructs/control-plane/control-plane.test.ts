import { webhookClients } from './admission';
import {
  type AuditRule,
  admissionConfiguration,
  apiServerFlags,
  auditPolicy,
  authenticationConfiguration,
  authorizationConfiguration,
  type ControlPlaneOptions,
  controllerManagerFlags,
  etcdFlags,
  kmsEncryption,
  kubeletConfiguration,
  localEncryption,
  nodePlaces,
  schedulerFlags,
  settingsOf,
  toArguments,
} from './index';

const options: ControlPlaneOptions = { name: 'edge', endpoint: 'api.edge.example.com' };
const settings = settingsOf(options);
const places = nodePlaces('10.0.0.1');

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
    const { resources } = localEncryption([{ name: 'key1', secret: Buffer.alloc(32, 1) }]);
    expect(resources).toEqual([
      {
        resources: ['*.*'],
        providers: [
          { secretbox: { keys: [{ name: 'key1', secret: 'AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=' }] } },
        ],
      },
    ]);
    expect(() => localEncryption([{ name: 'key1', secret: Buffer.alloc(16) }])).toThrow(
      'The encryption key key1 has 16 bytes: secretbox needs exactly 32.',
    );
  });

  it('lets the anonymous ask for health only', () => {
    expect(authenticationConfiguration(settings).anonymous).toEqual({
      enabled: true,
      conditions: [{ path: '/livez' }, { path: '/readyz' }],
    });
  });

  it('authorizes nodes and by RBAC, and by nothing else', () => {
    expect(authorizationConfiguration.authorizers.map(({ type }) => type)).toEqual(['Node', 'RBAC']);
  });

  it('holds every namespace to Pod Security restricted, kube-system excepted by name', () => {
    const podSecurity = admissionConfiguration(settings, places.webhooks).plugins.find(
      ({ name }) => name === 'PodSecurity',
    )?.configuration;
    expect(podSecurity).toMatchObject({
      defaults: { enforce: 'restricted', audit: 'restricted', warn: 'restricted', 'enforce-version': 'v1.37' },
      exemptions: { usernames: [], runtimeClasses: [], namespaces: ['kube-system'] },
    });
  });
});

it('the kubelet evicts by all that it evicts by of itself: what is not written is not looked at', () => {
  // The names are those of its own defaults, and that of processes.
  expect(Object.keys(kubeletConfiguration(settings, places).evictionHard).sort()).toEqual([
    'imagefs.available',
    'imagefs.inodesFree',
    'memory.available',
    'nodefs.available',
    'nodefs.inodesFree',
    'pid.available',
  ]);
});

describe('the flags', () => {
  const apiServer = toArguments(apiServerFlags(settings, places));
  const etcd = toArguments(etcdFlags('one', [{ name: 'one', address: '10.0.0.1' }], places));

  it.each([
    '--bind-address=10.0.0.1',
    '--tls-min-version=VersionTLS13',
    '--etcd-servers=https://10.0.0.1:2379',
    '--encryption-provider-config=/etc/kubernetes/palisade/encryption.yaml',
    '--encryption-provider-config-automatic-reload=true',
    '--authentication-config=/etc/kubernetes/palisade/authentication.yaml',
    '--authorization-config=/etc/kubernetes/palisade/authorization.yaml',
    '--admission-control-config-file=/etc/kubernetes/palisade/admission.yaml',
    '--audit-policy-file=/etc/kubernetes/palisade/audit.yaml',
    '--enable-admission-plugins=AlwaysPullImages,DenyServiceExternalIPs,EventRateLimit,NodeRestriction',
    '--kubelet-certificate-authority=/etc/kubernetes/pki/ca.crt',
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
    'audit-webhook-config-file',
  ])('of the API server have no --%s', (name) => {
    expect(apiServer.filter((flag) => flag.startsWith(`--${name}=`))).toEqual([]);
  });

  it('send clients to another API server now and then, where there is another', () => {
    const machine = (name: string) => ({ name, address: '10.0.0.1', role: 'control-plane' as const });
    const flagsOf = (...names: string[]) => apiServerFlags({ ...settings, nodes: names.map(machine) }, places);
    expect(flagsOf('a', 'b', 'c')['goaway-chance']).toBe(0.001);
    expect(flagsOf('a')).not.toHaveProperty('goaway-chance');
    expect(apiServerFlags(settings, places)).not.toHaveProperty('goaway-chance');
  });

  it.each(['--client-cert-auth=true', '--peer-client-cert-auth=true', '--tls-min-version=TLS1.3'])(
    'of etcd have %s',
    (flag) => {
      expect(etcd).toContain(flag);
    },
  );

  it('of etcd name no address but the own one, and never plain HTTP', () => {
    const urls = etcd.flatMap((flag) => flag.match(/https?:\/\/[^,]+/g) ?? []);
    expect(new Set(urls)).toEqual(new Set(['https://10.0.0.1:2379', 'https://10.0.0.1:2380']));
  });

  it('of the controller manager listen on the loopback address, and give each controller its own account', () => {
    expect(toArguments(controllerManagerFlags(settings, places))).toEqual(
      expect.arrayContaining([
        '--bind-address=127.0.0.1',
        '--use-service-account-credentials=true',
        '--profiling=false',
      ]),
    );
    expect(toArguments(schedulerFlags(settings, places))).toEqual(
      expect.arrayContaining(['--bind-address=127.0.0.1', '--profiling=false']),
    );
  });
});

describe('a choice of', () => {
  it('TLS 1.2 brings a short list of ciphers with forward secrecy, to servers and kubelets alike', () => {
    const older = settingsOf({ ...options, minimumTls: '1.2' });
    const list = [
      'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
      'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
      'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
      'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
      'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
      'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
    ];
    expect(apiServerFlags(older, places)).toMatchObject({
      'tls-min-version': 'VersionTLS12',
      'tls-cipher-suites': list,
    });
    expect(kubeletConfiguration(older, places)).toMatchObject({ tlsMinVersion: 'VersionTLS12', tlsCipherSuites: list });
  });

  it('an issuer names its users apart from all others', () => {
    const issuers = [{ url: 'https://login.example.com', audiences: ['kubernetes'], prefix: 'corp:' }];
    expect(authenticationConfiguration(settingsOf({ ...options, issuers })).jwt).toEqual([
      {
        issuer: { url: 'https://login.example.com', audiences: ['kubernetes'] },
        claimMappings: {
          username: { claim: 'sub', prefix: 'corp:' },
          groups: { claim: 'groups', prefix: 'corp:' },
        },
        userValidationRules: [
          {
            expression: '!user.username.startsWith("system:") && user.groups.all(group, !group.startsWith("system:"))',
            message: 'names that begin with system: are the cluster’s own',
          },
          { expression: 'size(user.username) > 5', message: 'a user has a name' },
        ],
      },
    ]);
  });

  it('an image webhook lets nothing in while it cannot be asked', () => {
    const asked = settingsOf({ ...options, imageWebhook: { url: 'https://images.example.com/review' } });
    expect(apiServerFlags(asked, places)['enable-admission-plugins']).toContain('ImagePolicyWebhook');
    const plugin = admissionConfiguration(asked, { image: '/image', admission: '/admission' }).plugins.find(
      ({ name }) => name === 'ImagePolicyWebhook',
    );
    expect(plugin?.configuration).toEqual({
      imagePolicy: { kubeConfigFile: '/image', allowTTL: 60, denyTTL: 10, retryBackoff: 500, defaultAllow: false },
    });
  });

  it('validating webhooks are shown a certificate by name, and all others none', () => {
    const webhooks = { image: '/image', admission: '/admission' };
    const pluginOf = (more: object) =>
      admissionConfiguration(settingsOf({ ...options, ...more }), webhooks).plugins.find(
        ({ name }) => name === 'ValidatingAdmissionWebhook',
      )?.configuration;
    expect(pluginOf({})).toBeUndefined();
    const authenticatedWebhooks = ['images.palisade-images.svc:8443'];
    expect(pluginOf({ authenticatedWebhooks })).toEqual({
      apiVersion: 'apiserver.config.k8s.io/v1',
      kind: 'WebhookAdmissionConfiguration',
      kubeConfigFile: '/admission',
    });
    const imageWebhook = { url: 'https://images.example.com/review' };
    expect(webhookClients({ imageWebhook, authenticatedWebhooks }, webhooks)).toEqual({
      'images.palisade-images.svc:8443': '/admission',
      'images.example.com:443': '/image',
    });
    expect(() => settingsOf({ ...options, authenticatedWebhooks: ['*'] })).toThrow(
      "authenticatedWebhooks[0] is '*'. Write one host with its port, such as images.palisade-images.svc:8443",
    );
  });

  it('a key elsewhere leaves nothing secret in the configuration', () => {
    expect(kmsEncryption('vault').resources[0]?.providers).toEqual([
      {
        kms: {
          apiVersion: 'v2',
          name: 'vault',
          endpoint: 'unix:///var/run/kmsplugin/socket.sock',
          timeout: '3s',
        },
      },
    ]);
  });
});

describe('an image of a plug-in', () => {
  const settings = (image: string) =>
    settingsOf({
      name: 'edge',
      endpoint: 'api.example.com',
      encryption: { provider: 'vault-transit', address: 'https://vault.example.com', key: 'etcd', image },
    });
  const digest = `sha256:${'0a'.repeat(32)}`;

  it.each([`registry.example.com:5000/team/kms@${digest}`, `registry.example.com/kms:1.4.0@${digest}`])(
    'may be %s',
    (image) => {
      expect(settings(image).encryption).toHaveProperty('image', image);
    },
  );

  it.each(['registry.example.com/kms:1.4.0', `kms@${digest}`, `registry.example.com/kms@${digest.slice(0, -1)}`, ''])(
    "may not be '%s'",
    (image) => {
      expect(() => settings(image)).toThrow(
        `control plane: encryption.image is '${image}'. Write an image with its digest, such as registry.example.com/kms@sha256:…: who changes it reads every secret.`,
      );
    },
  );
});

describe('wrong options', () => {
  const issuer = { url: 'https://login.example.com', audiences: ['kubernetes'], prefix: 'corp:' };
  const audience = 'Write the client id that tokens are issued for, or any token of the issuer gets in.';

  it.each<[string, Partial<ControlPlaneOptions>, string]>([
    [
      'an issuer whose users could be named like another’s',
      { issuers: [issuer, { ...issuer, url: 'https://guests.example.com', prefix: 'corp:guests:' }] },
      "issuers[0].prefix 'corp:' and issuers[1].prefix 'corp:guests:' begin alike. Write prefixes of which none begins with another: one’s users could be named like the other’s.",
    ],
    [
      'an issuer that is two, where the API server does not start',
      { issuers: [issuer, { ...issuer, prefix: 'other:' }] },
      'issuers[0] and issuers[1] are both https://login.example.com. Write it once.',
    ],
    ...['palisade:', 'kubeadm:', 'sys', ''].map((prefix): [string, Partial<ControlPlaneOptions>, string] => [
      `the prefix '${prefix}', by which groups of the cluster’s own could be claimed`,
      { issuers: [{ ...issuer, prefix }] },
      `issuers[0].prefix is '${prefix}'. Write what tells its users from all others, such as corp:.`,
    ]),
    [
      'an audience that is nobody',
      { issuers: [{ ...issuer, audiences: [''] }] },
      `issuers[0].audiences holds an empty text. ${audience}`,
    ],
    [
      'a private key for an authority',
      { issuers: [{ ...issuer, certificateAuthority: '-----BEGIN PRIVATE KEY-----' }] },
      'issuers[0].certificateAuthority is no certificate. Write the certificate in PEM of who signs that of the issuer’s server, and no key.',
    ],
    [
      'a password in an address',
      { auditWebhook: { url: 'https://audit:hunter2@audit.example.com' } },
      'auditWebhook.url has a password in it. Leave it out: nothing that is written is secret.',
    ],
    [
      'an address of two lines',
      { auditWebhook: { url: 'https://audit.\nexample.com' } },
      "auditWebhook.url is 'https://audit.\nexample.com'. Write an address that begins with https://.",
    ],
    [
      'an exemption that stands there already, with which the API server does not start',
      { exemptNamespaces: ['kube-system'] },
      "exemptNamespaces[0] is 'kube-system'. Write the name of a namespace, once, and none of kube-system, which is exempt anyhow.",
    ],
    [
      'a port that is none',
      { endpoint: 'api.example.com:99999' },
      "endpoint is 'api.example.com:99999'. Write a host, and a port if it is not 6443, without a scheme, such as api.cluster.example.com.",
    ],
    [
      'a key of Vault’s that is a path',
      { encryption: { provider: 'vault-transit', address: 'https://vault.example.com', key: '../../sys/seal' } },
      "encryption.key is '../../sys/seal'. Write the name of a key of Vault's transit engine: letters, digits, dots, hyphens and underscores.",
    ],
  ])('refuses %s', (_, wrong, message) => {
    expect(() => settingsOf({ name: 'edge', endpoint: 'api.example.com', ...wrong })).toThrow(
      new Error(`control plane: ${message}`),
    );
  });

  it('are told all at once', () => {
    const wrong = () =>
      settingsOf({
        name: 'Edge',
        endpoint: 'https://api.example.com',
        issuers: [{ url: 'http://login.example.com', audiences: [], prefix: 'system:' }],
        encryption: { provider: 'aws-kms', keyArn: 'arn:aws:kms:eu-west-1:123456789012:alias/etcd' },
      });
    expect(wrong).toThrow(
      [
        "control plane: name is 'Edge', which is not a DNS label. Write lower-case letters, digits and hyphens.",
        "control plane: endpoint is 'https://api.example.com'. Write a host, and a port if it is not 6443, without a scheme, such as api.cluster.example.com.",
        "control plane: issuers[0].url is 'http://login.example.com'. Write an address that begins with https://.",
        'control plane: issuers[0].audiences is empty. Write the client id that tokens are issued for, or any token of the issuer gets in.',
        "control plane: issuers[0].prefix is 'system:'. Write what tells its users from all others, such as corp:.",
        "control plane: encryption.keyArn is 'arn:aws:kms:eu-west-1:123456789012:alias/etcd'. Write the ARN of a key and not of an alias, which can be pointed elsewhere.",
      ].join('\n'),
    );
  });
});
