import { describe, expect, test } from '@jest/globals';
import { al2023UserData } from './al2023';

/** The parts of a MIME document: its headers (names in lower case) and its body. */
function mimeParts(document: string): { headers: Record<string, string>; body: string }[] {
  const boundary = /boundary="([^"]+)"/.exec(document)?.[1];
  const sections = document.split(new RegExp(`^--${boundary}(?:--)?\\n`, 'm')).slice(1, -1);
  return sections.map((section) => {
    const [head = '', ...body] = section.split('\n\n');
    const headers = head.split('\n').map((line): [string, string] => {
      const [name = '', ...value] = line.split(': ');
      return [name.toLowerCase(), value.join(': ')];
    });
    return { headers: Object.fromEntries(headers), body: body.join('\n\n') };
  });
}

describe('user data of an Amazon Linux 2023 node', () => {
  const [config, script, ...more] = mimeParts(al2023UserData());

  test('is a MIME document of a NodeConfig and a script', () => {
    expect(al2023UserData()).toMatch(
      /^MIME-Version: 1\.0\nContent-Type: multipart\/mixed; boundary="palisade-node"\n\n--/,
    );
    expect(config?.headers['content-type']).toBe('application/node.eks.aws');
    expect(script?.headers['content-type']).toBe('text/x-shellscript; charset="us-ascii"');
    expect(more).toEqual([]);
  });

  test('hardens the kubelet', () => {
    expect(JSON.parse(config?.body ?? '')).toEqual({
      apiVersion: 'node.eks.aws/v1alpha1',
      kind: 'NodeConfig',
      spec: {
        kubelet: {
          config: {
            authentication: { anonymous: { enabled: false }, webhook: { enabled: true } },
            authorization: { mode: 'Webhook' },
            readOnlyPort: 0,
            serverTLSBootstrap: true,
            rotateCertificates: true,
            tlsMinVersion: 'VersionTLS12',
            tlsCipherSuites: [
              'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
              'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
              'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
              'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
            ],
            seccompDefault: true,
            podPidsLimit: 1024,
            protectKernelDefaults: true,
            eventRecordQPS: 5,
            makeIPTablesUtilChains: true,
            streamingConnectionIdleTimeout: '5m0s',
          },
        },
      },
    });
  });

  test('sets the same kernel parameters and leaves no remote shell', () => {
    expect(script?.body).toMatch(/^#!\/bin\/bash\nset -euo pipefail\n/);
    expect(script?.body).toContain('\nnet.ipv4.conf.all.send_redirects = 0\n');
    expect(script?.body).toContain('\nsystemctl mask --now sshd.service amazon-ssm-agent.service\n');
  });
});
