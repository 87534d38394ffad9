import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { renderControlPlane } from '@palisade/constructs/control-plane';
import { textOfFile } from '../../cli/control-plane/write';
import { type CheckovReport, checkov } from '../support/checkov/checkov';

const byFile = 'said by a file, which the API server refuses to start with beside the flag';
const onByDefault = 'on by default since it came, and nothing here turns it off';
const gone = 'Kubernetes has had no such thing for years';
const extension = 'checkov looks for a file name that ends with .pem; kubeadm’s end with .crt, .key and .pub';
// Whose images go by tags; the plug-in's is pinned by digest.
const kubernetes = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];
const everyPod = ['etcd', 'kms-plugin', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];

/** What fails, in which pods, and why that is right. */
const reasons: Readonly<Record<string, readonly [pods: readonly string[], reason: string]>> = {
  // About the control plane.
  CKV_K8S_68: [['kube-apiserver'], `--anonymous-auth=false: ${byFile}; anonymous requests get health and nothing else`],
  CKV_K8S_75: [['kube-apiserver'], `--authorization-mode with Node: ${byFile}`],
  CKV_K8S_77: [['kube-apiserver'], `--authorization-mode with RBAC: ${byFile}`],
  CKV_K8S_81: [['kube-apiserver'], `admission plug-in SecurityContextDeny: ${gone}`],
  CKV_K8S_82: [['kube-apiserver'], `admission plug-in ServiceAccount: ${onByDefault}`],
  CKV_K8S_83: [['kube-apiserver'], `admission plug-in NamespaceLifecycle: ${onByDefault}`],
  CKV_K8S_84: [['kube-apiserver'], `admission plug-in PodSecurityPolicy: ${gone}; Pod Security is on`],
  CKV_K8S_88: [['kube-apiserver'], `--insecure-port=0: ${gone}`],
  CKV_K8S_97: [['kube-apiserver'], `--service-account-key-file: ${extension}`],
  CKV_K8S_110: [['kube-controller-manager'], `--service-account-private-key-file: ${extension}`],
  CKV_K8S_111: [['kube-controller-manager'], `--root-ca-file: ${extension}`],
  // About every pod.
  CKV_K8S_11: [everyPod, 'a limit of CPU slows the control plane down when it is needed most; memory has limits'],
  CKV_K8S_15: [kubernetes, 'a machine must come up again while its registry, which may run in the cluster, is away'],
  CKV_K8S_19: [everyPod, 'the control plane is there before pods have a network'],
  CKV_K8S_25: [['kube-apiserver'], 'its program carries NET_BIND_SERVICE as a file’s, and does not start without'],
  CKV_K8S_43: [kubernetes, 'the digest of a release is its registry’s to say; a mirror is pinned by a patch'],
  CKV2_K8S_6: [everyPod, 'network policies do not hold for pods on their machine’s own network; its firewall does'],
};

describe('checkov, asked about the static pods', () => {
  let report: CheckovReport;
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'palisade-checkov-'));
    const manifests = renderControlPlane('static-pods', {
      name: 'edge',
      endpoint: 'api.edge.example.com',
      nodes: [{ name: 'cp-1', address: '10.0.0.11', role: 'control-plane' }],
      encryption: {
        provider: 'aws-kms',
        keyArn: 'arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000',
        image: `registry.example.com/kms@sha256:${'a'.repeat(64)}`,
      },
    }).filter(({ path }) => path.includes('/manifests/'));
    for (const file of manifests) writeFileSync(join(folder, basename(file.path)), textOfFile(file));
    report = await checkov(folder);
    rmSync(folder, { recursive: true });
  }, 900_000);

  it('reads all of them', () => {
    expect(report.unread).toBe(0);
    expect(report.passed).toBeGreaterThan(300);
  });

  it('fails what there is a reason for, all of that, and nothing else', () => {
    const failed = new Map<string, string[]>();
    for (const { check, resource } of report.failed) {
      failed.set(check, [...(failed.get(check) ?? []), resource.replace('Pod.kube-system.', '')].sort());
    }
    const expected = Object.entries(reasons).map(([check, [pods]]) => [check, [...pods]]);
    expect(Object.fromEntries(failed)).toEqual(Object.fromEntries(expected));
  });
});
