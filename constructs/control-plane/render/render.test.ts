import { type ClusterOptions, renderControlPlane, type Tool, tools } from '../index';
import { commandLine } from './shell';

const options: ClusterOptions = {
  name: 'edge',
  endpoint: 'api.edge.example.com',
  nodes: [
    { name: 'cp-1', address: '10.0.0.11', role: 'control-plane' },
    { name: 'cp-2', address: '10.0.0.12', role: 'control-plane' },
    { name: 'cp-3', address: '10.0.0.13', role: 'control-plane' },
    { name: 'worker-1', address: '10.0.0.21', role: 'worker' },
  ],
};

const render = (tool: Tool, more: Partial<ClusterOptions> = {}) => renderControlPlane(tool, { ...options, ...more });

function document(tool: Tool, path: string, more: Partial<ClusterOptions> = {}): object {
  const file = render(tool, more).find((each) => each.path === path);
  if (file === undefined || typeof file.content === 'string') throw new Error(`${path} is not among the files`);
  return file.content.documents[0] ?? {};
}

describe.each(tools)('what is rendered for %s', (tool) => {
  const files = render(tool);

  it('is the same every time', () => {
    expect(JSON.stringify(render(tool))).toBe(JSON.stringify(files));
  });

  it('holds no private key, no token and no key of 32 bytes', () => {
    const text = JSON.stringify(files);
    expect(text).not.toMatch(/PRIVATE KEY|[A-Za-z0-9+/]{43}=|[a-z0-9]{6}\.[a-z0-9]{16}/);
    expect(files.map(({ path }) => path).filter((path) => /\.(key|crt|pem)$/.test(path))).toEqual([]);
    expect(files.map(({ path }) => path).filter((path) => /(^|\/)encryption\.yaml$/.test(path))).toEqual([]);
  });

  it('has places of its own, below the folder, and modes that let nobody else write', () => {
    const paths = files.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths.filter((path) => path.startsWith('/') || path.split('/').includes('..'))).toEqual([]);
    expect(new Set(files.map(({ mode }) => mode))).toEqual(new Set([0o600, 0o644]));
  });
});

describe.each(['static-pods', 'kubeadm', 'k3s', 'rke2'] as const)('webhooks of %s', (tool) => {
  it('that want to know who asks are shown a certificate; the README says whose', () => {
    const files = render(tool, {
      imageWebhook: { url: 'https://images.example.com:8443/image-review' },
      authenticatedWebhooks: ['images.palisade-images.svc:8443'],
    });
    const file = files.find(({ path }) => path.endsWith('/admission-webhooks.kubeconfig'));
    const client = (name: string) => ({
      'client-certificate': expect.stringMatching(new RegExp(`/${name}-client\\.crt$`)),
      'client-key': expect.stringMatching(new RegExp(`/${name}-client\\.key$`)),
    });
    expect(file?.content).toEqual({
      documents: [
        {
          apiVersion: 'v1',
          kind: 'Config',
          users: [
            { name: 'images.palisade-images.svc:8443', user: client('admission-webhooks') },
            { name: 'images.example.com:8443', user: client('image-webhook') },
          ],
        },
      ],
    });
    expect(files.find(({ path }) => path === 'README.md')?.content).toContain(
      'To images.palisade-images.svc:8443 the API server shows `admission-webhooks-client.crt`, in the same folder; to other validating webhooks none.',
    );
  });
});

describe('static pods', () => {
  const manifest = (name: string, more: Partial<ClusterOptions> = {}) =>
    document('static-pods', `nodes/cp-1/etc/kubernetes/manifests/${name}.yaml`, more);

  it('of the scheduler are written like this', () => {
    const probe = {
      httpGet: { host: '127.0.0.1', port: 10259, path: '/healthz', scheme: 'HTTPS' },
      timeoutSeconds: 15,
    };
    expect(manifest('kube-scheduler')).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'kube-scheduler',
        namespace: 'kube-system',
        labels: { component: 'kube-scheduler', tier: 'control-plane' },
      },
      spec: {
        hostNetwork: true,
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        priorityClassName: 'system-node-critical',
        priority: 2000001000,
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 10259,
          runAsGroup: 10259,
          seccompProfile: { type: 'RuntimeDefault' },
        },
        containers: [
          {
            name: 'kube-scheduler',
            image: 'registry.k8s.io/kube-scheduler:v1.37.2',
            imagePullPolicy: 'IfNotPresent',
            command: [
              'kube-scheduler',
              '--kubeconfig=/etc/kubernetes/scheduler.conf',
              '--authentication-kubeconfig=/etc/kubernetes/scheduler.conf',
              '--authorization-kubeconfig=/etc/kubernetes/scheduler.conf',
              '--bind-address=127.0.0.1',
              '--tls-min-version=VersionTLS13',
              '--leader-elect=true',
              '--profiling=false',
            ],
            securityContext: {
              allowPrivilegeEscalation: false,
              privileged: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ['ALL'] },
            },
            resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '2Gi' } },
            startupProbe: { ...probe, periodSeconds: 10, failureThreshold: 24 },
            livenessProbe: { ...probe, periodSeconds: 10, failureThreshold: 8 },
            readinessProbe: { ...probe, periodSeconds: 5, failureThreshold: 3 },
            volumeMounts: [{ name: 'kubeconfig', mountPath: '/etc/kubernetes/scheduler.conf', readOnly: true }],
          },
        ],
        volumes: [{ name: 'kubeconfig', hostPath: { path: '/etc/kubernetes/scheduler.conf', type: 'File' } }],
      },
    });
  });

  it.each([
    ['etcd', ['/var/lib/etcd']],
    ['kube-apiserver', ['/var/log/kubernetes/audit']],
    ['kube-controller-manager', []],
    ['kube-scheduler', []],
  ])('of %s write to %j and nowhere else', (name, paths) => {
    const { spec } = manifest(name) as {
      spec: { containers: { volumeMounts: { mountPath: string; readOnly: boolean }[] }[] };
    };
    const writable = spec.containers.flatMap(({ volumeMounts }) => volumeMounts.filter(({ readOnly }) => !readOnly));
    expect(writable.map(({ mountPath }) => mountPath)).toEqual(paths);
  });

  it('of etcd know all members', () => {
    expect(JSON.stringify(manifest('etcd'))).toContain(
      '"--initial-cluster=cp-1=https://10.0.0.11:2380,cp-2=https://10.0.0.12:2380,cp-3=https://10.0.0.13:2380"',
    );
  });

  it('reach a plug-in of a key elsewhere by its socket’s folder', () => {
    const encryption = { provider: 'vault-transit', address: 'https://vault.example.com', key: 'etcd' } as const;
    expect(JSON.stringify(manifest('kube-apiserver', { encryption }))).toContain(
      '{"name":"kms","mountPath":"/var/run/kmsplugin","readOnly":true}',
    );
    expect(document('static-pods', 'nodes/cp-1/etc/kubernetes/palisade/encryption.yaml', { encryption })).toEqual({
      apiVersion: 'apiserver.config.k8s.io/v1',
      kind: 'EncryptionConfiguration',
      resources: [
        {
          resources: ['*.*'],
          providers: [
            {
              kms: {
                apiVersion: 'v2',
                name: 'vault-transit',
                endpoint: 'unix:///var/run/kmsplugin/socket.sock',
                timeout: '3s',
              },
            },
          ],
        },
      ],
    });
  });

  it.each([
    ['static-pods', '/etc/kubernetes/manifests', 16443],
    ['kubeadm', '/etc/kubernetes/manifests', 0],
    ['rke2', '/var/lib/rancher/rke2/agent/pod-manifests', 0],
  ] as const)('of a plug-in for AWS’ key are, for %s, in %s and of the API server’s user %i', (tool, folder, user) => {
    const keyArn = 'arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000';
    const image = `registry.example.com/kms@sha256:${'a'.repeat(64)}`;
    const encryption = { provider: 'aws-kms', keyArn, image } as const;
    const { metadata, spec } = document(tool, `nodes/cp-1${folder}/kms-plugin.yaml`, { encryption }) as {
      metadata: object;
      spec: { containers: object[] };
    };
    expect(metadata).toMatchObject({ name: 'kms-plugin', namespace: 'kube-system' });
    expect(spec).toMatchObject({
      hostNetwork: true,
      securityContext: { runAsNonRoot: user !== 0, runAsUser: user, seccompProfile: { type: 'RuntimeDefault' } },
      volumes: [
        { name: 'credentials', hostPath: { path: '/etc/kubernetes/kms', type: 'Directory' } },
        { name: 'socket', hostPath: { path: '/var/run/kmsplugin', type: 'Directory' } },
      ],
    });
    const probe = { httpGet: { host: '127.0.0.1', port: 16082, path: '/livez', scheme: 'HTTP' }, timeoutSeconds: 15 };
    expect(spec.containers).toEqual([
      {
        name: 'kms-plugin',
        image,
        imagePullPolicy: 'IfNotPresent',
        command: [
          '/aws-encryption-provider',
          `--key=${keyArn}`,
          '--region=eu-west-1',
          '--listen=/var/run/kmsplugin/socket.sock',
          '--health-port=127.0.0.1:16082',
          '--health-kms-version=v2',
        ],
        env: [{ name: 'AWS_SHARED_CREDENTIALS_FILE', value: '/etc/kubernetes/kms/credentials' }],
        securityContext: {
          allowPrivilegeEscalation: false,
          privileged: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
        resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '256Mi' } },
        startupProbe: { ...probe, periodSeconds: 10, failureThreshold: 24 },
        livenessProbe: { ...probe, periodSeconds: 10, failureThreshold: 8 },
        readinessProbe: {
          ...probe,
          httpGet: { ...probe.httpGet, path: '/healthz' },
          periodSeconds: 5,
          failureThreshold: 3,
        },
        volumeMounts: [
          { name: 'credentials', mountPath: '/etc/kubernetes/kms', readOnly: true },
          { name: 'socket', mountPath: '/var/run/kmsplugin', readOnly: false },
        ],
      },
    ]);
    const folders = render(tool, { encryption }).find(({ path }) => path.endsWith('palisade-kms-plugin.conf'));
    expect(folders?.path).toBe('nodes/cp-1/etc/tmpfiles.d/palisade-kms-plugin.conf');
    expect(folders?.content).toBe(`d /run/kmsplugin 0700 ${user} ${user} -\n`);
  });

  it('of a plug-in for Vault’s key are started like this', () => {
    const image = `registry.example.com/kms@sha256:${'a'.repeat(64)}`;
    const encryption = { provider: 'vault-transit', address: 'https://vault.example.com', key: 'etcd', image } as const;
    expect(manifest('kms-plugin', { encryption })).toMatchObject({
      spec: {
        containers: [
          {
            command: [
              '/vault-kubernetes-kms',
              '-socket=unix:///var/run/kmsplugin/socket.sock',
              '-force-socket-overwrite',
              '-vault-address=https://vault.example.com',
              '-vault-ca-cert=/etc/kubernetes/kms/vault-ca.crt',
              '-auth-method=cert',
              '-cert-role=kube-apiserver',
              '-cert-file=/etc/kubernetes/kms/client.crt',
              '-cert-key=/etc/kubernetes/kms/client.key',
              '-transit-key=etcd',
              '-disable-v1',
              '-health-port=16082',
            ],
            livenessProbe: { tcpSocket: { host: '127.0.0.1', port: 16082 } },
            readinessProbe: { httpGet: { path: '/health' } },
          },
        ],
      },
    });
  });

  it('come with a kubelet that names the address that the others know, on each machine', () => {
    const started = render('static-pods').flatMap(({ path, content }) => {
      const [, node] = /^nodes\/(.+)\/etc\/systemd\/system\/kubelet\.service$/.exec(path) ?? [];
      const [, address] = /^ExecStart=\/usr\/local\/bin\/kubelet .*--node-ip=(.+)$/m.exec(String(content)) ?? [];
      return node === undefined ? [] : [`${node} ${address}`];
    });
    expect(started).toEqual(['cp-1 10.0.0.11', 'cp-2 10.0.0.12', 'cp-3 10.0.0.13', 'worker-1 10.0.0.21']);
  });

  it('are looked for by kubelets of the control plane only', () => {
    expect(document('static-pods', 'nodes/cp-1/var/lib/kubelet/config.yaml')).toHaveProperty(
      'staticPodPath',
      '/etc/kubernetes/manifests',
    );
    expect(document('static-pods', 'nodes/worker-1/var/lib/kubelet/config.yaml')).not.toHaveProperty('staticPodPath');
  });

  it('keep workloads off the control plane where there are workers, and tell all pods where names are asked for', () => {
    const kubelet = (name: string, more: Partial<ClusterOptions> = {}) =>
      document('static-pods', `nodes/${name}/var/lib/kubelet/config.yaml`, more);
    const dns = { clusterDNS: ['10.96.0.10'], clusterDomain: 'cluster.local' };
    expect(kubelet('cp-1')).toMatchObject({
      ...dns,
      registerWithTaints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }],
    });
    expect(kubelet('worker-1')).toMatchObject(dns);
    expect(kubelet('worker-1')).not.toHaveProperty('registerWithTaints');
    const alone: Partial<ClusterOptions> = { nodes: [{ name: 'cp-1', address: '10.0.0.11', role: 'control-plane' }] };
    expect(kubelet('cp-1', alone)).not.toHaveProperty('registerWithTaints');
  });
});

describe('kubeadm', () => {
  it('makes certificates of 90 days and authorities of ten years, on curve P-256', () => {
    const file = render('kubeadm').find(({ path }) => path.endsWith('/init.yaml'));
    const documents = typeof file?.content === 'object' ? file.content.documents : [];
    expect(documents.map((each) => (each as { kind: string }).kind)).toEqual([
      'InitConfiguration',
      'ClusterConfiguration',
      'KubeletConfiguration',
      'KubeProxyConfiguration',
    ]);
    expect(documents[1]).toMatchObject({
      encryptionAlgorithm: 'ECDSA-P256',
      certificateValidityPeriod: '2160h0m0s',
      caCertificateValidityPeriod: '87600h0m0s',
      controlPlaneEndpoint: 'api.edge.example.com:6443',
      kubernetesVersion: 'v1.37.2',
    });
  });

  it('lets a worker join by a file, with no folder for static pods', () => {
    expect(document('kubeadm', 'nodes/worker-1/etc/kubernetes/palisade/kubeadm/join.yaml')).toEqual({
      apiVersion: 'kubeadm.k8s.io/v1beta4',
      kind: 'JoinConfiguration',
      discovery: { file: { kubeConfigPath: '/etc/kubernetes/palisade/kubeadm/discovery.conf' } },
      nodeRegistration: {
        name: 'worker-1',
        kubeletExtraArgs: [
          { name: 'node-ip', value: '10.0.0.21' },
          { name: 'pod-manifest-path', value: '' },
        ],
      },
    });
  });
});

describe('K3s and RKE2', () => {
  it('configure a server like this', () => {
    expect(document('k3s', 'nodes/cp-1/etc/rancher/k3s/config.yaml')).toMatchObject({
      'node-name': 'cp-1',
      'node-ip': '10.0.0.11',
      'token-file': '/etc/rancher/k3s/token',
      'protect-kernel-defaults': true,
      'cluster-init': true,
      'bind-address': '10.0.0.11',
      'tls-san': ['api.edge.example.com', '10.0.0.11', '10.0.0.12', '10.0.0.13'],
      'write-kubeconfig-mode': '0600',
      'node-taint': ['CriticalAddonsOnly=true:NoExecute'],
      'kube-scheduler-arg': ['bind-address=127.0.0.1', 'tls-min-version=VersionTLS13', 'profiling=false'],
    });
  });

  it('configure an agent like this', () => {
    expect(document('rke2', 'nodes/worker-1/etc/rancher/rke2/config.yaml')).toEqual({
      server: 'https://10.0.0.11:9345',
      'node-name': 'worker-1',
      'node-ip': '10.0.0.21',
      'token-file': '/etc/rancher/rke2/token',
      profile: 'cis',
      'kubelet-arg': ['config=/etc/rancher/rke2/palisade/kubelet.yaml'],
    });
  });

  it('reach a plug-in’s socket in RKE2’s pod, and have no plug-in of ours where K3s starts first', () => {
    const encryption = { provider: 'vault-transit', address: 'https://vault.example.com', key: 'etcd' } as const;
    expect(document('rke2', 'nodes/cp-1/etc/rancher/rke2/config.yaml', { encryption })).toMatchObject({
      'kube-apiserver-extra-mount': [
        '/etc/rancher/rke2/palisade:/etc/rancher/rke2/palisade:ro',
        '/var/run/kmsplugin:/var/run/kmsplugin:ro',
      ],
    });
    const image = `registry.example.com/kms@sha256:${'a'.repeat(64)}`;
    expect(() => render('k3s', { encryption: { ...encryption, image } })).toThrow(
      new Error(
        'control plane for k3s: encryption.image is set, and K3s starts its API server before any pod. Leave it out, and run the plug-in as a service of the system that starts before k3s.service.',
      ),
    );
  });

  it.each(['k3s', 'rke2'] as const)('of %s leave certificates, etcd and addresses to themselves', (tool) => {
    const { 'kube-apiserver-arg': apiServer } = document(tool, `nodes/cp-2/etc/rancher/${tool}/config.yaml`) as {
      'kube-apiserver-arg': string[];
    };
    expect(apiServer).toEqual([
      'tls-min-version=VersionTLS13',
      `encryption-provider-config=/etc/rancher/${tool}/palisade/encryption.yaml`,
      'encryption-provider-config-automatic-reload=true',
      `authentication-config=/etc/rancher/${tool}/palisade/authentication.yaml`,
      'service-account-lookup=true',
      'service-account-extend-token-expiration=false',
      'service-account-max-token-expiration=24h',
      'kubelet-preferred-address-types=InternalIP,Hostname',
      `authorization-config=/etc/rancher/${tool}/palisade/authorization.yaml`,
      'enable-admission-plugins=AlwaysPullImages,DenyServiceExternalIPs,EventRateLimit,NodeRestriction',
      `admission-control-config-file=/etc/rancher/${tool}/palisade/admission.yaml`,
      `audit-policy-file=/etc/rancher/${tool}/palisade/audit.yaml`,
      `audit-log-path=/var/lib/rancher/${tool}/server/logs/audit.log`,
      'audit-log-maxage=30',
      'audit-log-maxbackup=10',
      'audit-log-maxsize=100',
      'profiling=false',
      'request-timeout=60s',
      'max-requests-inflight=400',
      'max-mutating-requests-inflight=200',
      'goaway-chance=0.001',
    ]);
  });
});

describe('Talos', () => {
  it('is given documents of each kind', () => {
    const file = render('talos').find(({ path }) => path === 'control-plane.patch.yaml');
    const documents = typeof file?.content === 'object' ? file.content.documents : [];
    const kinds = documents.map((each) => (each as { kind: string }).kind);
    expect([...new Set(kinds)]).toEqual([
      'KubeAPIServerConfig',
      'KubeAuthenticationConfig',
      'KubeAuditPolicyConfig',
      'KubeAdmissionControlConfig',
      'KubeFlannelCNIConfig',
      'KubeControllerManagerConfig',
      'KubeSchedulerConfig',
      'KubeNetworkConfig',
      'KubeletConfig',
      'SysctlConfig',
      'NetworkDefaultActionConfig',
      'NetworkRuleConfig',
    ]);
    expect(documents).toContainEqual({
      apiVersion: 'v1alpha1',
      kind: 'NetworkRuleConfig',
      name: 'etcd',
      portSelector: { ports: ['2379-2380'], protocol: 'tcp' },
      ingress: [{ subnet: '10.0.0.11/32' }, { subnet: '10.0.0.12/32' }, { subnet: '10.0.0.13/32' }],
    });
  });

  // MergeDenied in Talos 1.14.1's control_plane_final.go, and ProtectedConfigurationFields in its machinery/kubelet.
  it.each([
    [
      'KubeAPIServerConfig',
      'extraArgs',
      'etcd-servers client-ca-file requestheader-client-ca-file proxy-client-cert-file proxy-client-key-file encryption-provider-config etcd-cafile etcd-certfile etcd-keyfile kubelet-client-certificate kubelet-client-key service-account-key-file service-account-signing-key-file tls-cert-file tls-min-version tls-private-key-file authorization-config authentication-config',
    ],
    [
      'KubeControllerManagerConfig',
      'extraArgs',
      'cluster-signing-cert-file cluster-signing-key-file authentication-kubeconfig authorization-kubeconfig root-ca-file service-account-private-key-file',
    ],
    ['KubeSchedulerConfig', 'extraArgs', 'kubeconfig authentication-kubeconfig authorization-kubeconfig config'],
    [
      'KubeletConfig',
      'config',
      'apiVersion authentication authorization cgroupRoot kind kubeletCgroups port protectKernelDefaults resolvConf rotateCertificates systemCgroups staticPodPath seccompDefault',
    ],
  ])('is asked in %s for none of the %s that it denies when it starts', (kind, field, denied) => {
    const file = render('talos').find(({ path }) => path === 'control-plane.patch.yaml');
    const documents = (typeof file?.content === 'object' ? file.content.documents : []) as Record<string, object>[];
    const asked = Object.keys(documents.find((each) => String(each.kind) === kind)?.[field] ?? {});
    expect(asked.length).toBeGreaterThan(1);
    expect(asked.filter((name) => denied.split(' ').includes(name))).toEqual([]);
  });

  it('is told to drop what it would merge: an exemption that stands twice, and a key that stays before ours', () => {
    const documents = (path: string) => {
      const file = render('talos').find((each) => each.path === path);
      return typeof file?.content === 'object' ? (file.content.documents as { kind: string }[]) : [];
    };
    const admission = documents('control-plane.patch.yaml').filter(({ kind }) => kind === 'KubeAdmissionControlConfig');
    const named = { apiVersion: 'v1alpha1', kind: 'KubeAdmissionControlConfig', name: 'PodSecurity' };
    expect(admission).toContainEqual({ ...named, $patch: 'delete' });
    expect(admission.findIndex((each) => '$patch' in each)).toBe(
      admission.findIndex((each) => 'configuration' in each && (each as { name?: string }).name === 'PodSecurity') - 1,
    );
    expect(documents('encryption.template.yaml')).toEqual([
      { apiVersion: 'v1alpha1', kind: 'KubeEtcdEncryptionConfig', $patch: 'delete' },
      {
        apiVersion: 'v1alpha1',
        kind: 'KubeEtcdEncryptionConfig',
        config: {
          resources: [
            { resources: ['*.*'], providers: [{ secretbox: { keys: [{ name: 'key1', secret: '@KEY@' }] } }] },
          ],
        },
      },
    ]);
  });

  it.each([
    [
      'Cilium’s, where nothing is said',
      {},
      [{ apiVersion: 'v1alpha1', kind: 'KubeFlannelCNIConfig', backendPort: 8472 }],
    ],
    [
      'another',
      { access: { networkPlugin: [{ protocol: 'udp', port: 4789 }] } },
      [{ apiVersion: 'v1alpha1', kind: 'KubeFlannelCNIConfig', backendPort: 4789 }],
    ],
    ['none', { access: { networkPlugin: [] } }, []],
  ] as const)('has Flannel on the port that the firewall lets through: %s', (_, more, expected) => {
    const file = render('talos', more).find(({ path }) => path === 'control-plane.patch.yaml');
    const documents = typeof file?.content === 'object' ? file.content.documents : [];
    expect(documents.filter((each) => (each as { kind: string }).kind === 'KubeFlannelCNIConfig')).toEqual(expected);
  });

  it('is refused what it cannot mount', () => {
    expect(() =>
      render('talos', {
        minimumTls: '1.2',
        imageWebhook: { url: 'https://images.example.com' },
        authenticatedWebhooks: ['images.palisade-images.svc:8443'],
        encryption: { provider: 'vault-transit', address: 'https://vault.example.com', key: 'etcd' },
      }),
    ).toThrow(
      new Error(
        [
          "control plane for talos: minimumTls is '1.2', and the API server of Talos speaks TLS 1.3 alone. Leave it out.",
          'control plane for talos: imageWebhook is set, and Talos gives its API server no kubeconfig for it. Leave it out, and ask the same service by a ValidatingWebhookConfiguration.',
          'control plane for talos: authenticatedWebhooks is set, and Talos gives its API server no kubeconfig for it. Leave it out, and let network policies admit only the API server to webhooks.',
          "control plane for talos: encryption.provider is 'vault-transit', and Talos gives its API server no plug-in's socket. Write 'local'.",
        ].join('\n'),
      ),
    );
  });
});

describe('a backup of etcd', () => {
  const unit = (tool: Tool) =>
    render(tool).find(({ path }) => path === 'nodes/cp-1/etc/systemd/system/palisade-etcd-backup.service')?.content;

  it('is made by commands, one after the other, and without a shell', () => {
    const lines = String(unit('static-pods')).split('\n');
    expect(lines.filter((line) => line.startsWith('ExecStart='))).toEqual([
      'ExecStart=/usr/local/bin/etcdctl --endpoints=https://10.0.0.11:2379 --cacert=/etc/kubernetes/pki/etcd/ca.crt --cert=/etc/kubernetes/pki/etcd/server.crt --key=/etc/kubernetes/pki/etcd/server.key snapshot save /var/lib/palisade-etcd-backup/snapshot.db',
      'ExecStart=/usr/local/bin/etcdutl snapshot status /var/lib/palisade-etcd-backup/snapshot.db',
      'ExecStart=/usr/bin/openssl cms -encrypt -binary -stream -aes-256-gcm -outform DER -recip /etc/kubernetes/palisade/backup.crt -keyopt ecdh_kdf_md:sha256 -in /var/lib/palisade-etcd-backup/snapshot.db -out /var/lib/palisade-etcd-backup/unfinished.cms',
      'ExecStart=/usr/bin/rm /var/lib/palisade-etcd-backup/snapshot.db',
      'ExecStart=/usr/bin/mv --backup=numbered --no-target-directory /var/lib/palisade-etcd-backup/unfinished.cms /var/lib/palisade-etcd-backup/etcd.cms',
      'ExecStart=/usr/bin/find /var/lib/palisade-etcd-backup -name etcd.cms.~*~ -mtime +14 -delete',
    ]);
    expect(lines).toContain('UMask=0077');
  });

  it('is for tools that leave etcd to us', () => {
    expect(unit('kubeadm')).toBe(unit('static-pods'));
    expect(unit('k3s')).toBeUndefined();
  });
});

describe('a command in the README', () => {
  it.each([
    [['chmod', '0400', '/etc/kubernetes/pki/ca.key'], 'chmod 0400 /etc/kubernetes/pki/ca.key'],
    [['echo', '$(reboot)', "it's"], "echo '$(reboot)' 'it'\\''s'"],
    [['echo', ''], "echo ''"],
  ])('of the words %j is %s', (words, text) => {
    expect(commandLine(words)).toBe(text);
  });

  it('makes the cluster’s authority, and gives its key to the one that signs', () => {
    const readme = render('static-pods').find(({ path }) => path === 'README.md')?.content;
    expect(readme).toContain(
      'openssl req -x509 -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -sha256 -days 3650 -subj /CN=kubernetes-ca -addext basicConstraints=critical,CA:TRUE,pathlen:0 -addext keyUsage=critical,keyCertSign,cRLSign -keyout /etc/kubernetes/pki/ca.key -out /etc/kubernetes/pki/ca.crt\nchown 10257:0 /etc/kubernetes/pki/ca.key\nchmod 0400 /etc/kubernetes/pki/ca.key\n',
    );
    expect(readme).toContain('| `/etc/kubernetes/pki/apiserver.crt` | 90 days |');
  });
});
