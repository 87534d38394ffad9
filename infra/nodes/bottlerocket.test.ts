import { describe, expect, test } from '@jest/globals';
import { parse } from 'smol-toml';
import { bottlerocketUserData } from './bottlerocket';

describe('user data of a Bottlerocket node', () => {
  const settings = parse(bottlerocketUserData()).settings as Record<string, Record<string, unknown>>;

  test('turns both host containers off', () => {
    expect(settings['host-containers']).toEqual({ admin: { enabled: false }, control: { enabled: false } });
  });

  test('hardens the kernel', () => {
    expect(settings.kernel?.lockdown).toBe('integrity');
    expect(settings.kernel?.sysctl).toMatchObject({
      'kernel.dmesg_restrict': '1',
      'kernel.kptr_restrict': '2',
      'net.core.bpf_jit_harden': '2',
      'net.ipv4.conf.all.send_redirects': '0',
      'net.ipv4.conf.default.accept_redirects': '0',
    });
  });

  test('hardens the kubelet, with no key but those that Bottlerocket has', () => {
    expect(settings.kubernetes).toEqual({
      'authentication-mode': 'aws',
      'event-qps': 5,
      'pod-pids-limit': 1024,
      'seccomp-default': true,
      'server-tls-bootstrap': true,
    });
  });

  test('sends no metrics out of the VPC', () => {
    expect(settings.metrics).toEqual({ 'send-metrics': false });
  });

  test('keeps to the TOML that EKS can merge: no quoted key in a table header, no escaped quote', () => {
    const headers = bottlerocketUserData()
      .split('\n')
      .filter((line) => line.startsWith('['));
    expect(headers).toContain('[settings.kernel.sysctl]');
    expect(headers.filter((header) => header.includes('"'))).toEqual([]);
    expect(bottlerocketUserData()).not.toContain('\\"');
  });
});
