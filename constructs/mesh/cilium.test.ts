import { describe, expect, test } from '@jest/globals';
import { allowFrom, allowToDomain, Peer } from '../network';
import { Server, Shop } from '../network/testing/shop';
import { modelErrors } from '../testing/model-errors';

describe('with mutual authentication by Cilium', () => {
  test('clients are let in by the policy that authenticates them, and by no other', () => {
    const shop = new Shop({ cni: 'cilium', mesh: 'cilium' });
    const api = new Server(shop.shop, 'api', [8080, '53/UDP']);
    allowFrom(api, new Server(shop.shop, 'web'));
    allowFrom(api, new Server(shop.bank, 'ledger'), { ports: [8080] });
    allowFrom(api, Peer.pods({ namespace: 'monitoring', labels: { app: 'prometheus' } }), { ports: [8080] });
    const from = (namespace: string, labels: Record<string, string>) => ({
      matchLabels: { 'k8s:io.kubernetes.pod.namespace': namespace, ...labels },
    });
    expect(shop.spec('CiliumNetworkPolicy', 'api')).toEqual({
      endpointSelector: { matchLabels: { 'k8s:app.kubernetes.io/name': 'api' } },
      ingress: [
        {
          fromEndpoints: [from('shop', { 'k8s:app.kubernetes.io/name': 'web' })],
          authentication: { mode: 'required' },
          toPorts: [
            {
              ports: [
                { port: '53', protocol: 'UDP' },
                { port: '8080', protocol: 'TCP' },
              ],
            },
          ],
        },
        {
          fromEndpoints: [
            from('monitoring', { 'k8s:app': 'prometheus' }),
            from('bank', { 'k8s:app.kubernetes.io/name': 'ledger' }),
          ],
          authentication: { mode: 'required' },
          toPorts: [{ ports: [{ port: '8080', protocol: 'TCP' }] }],
        },
      ],
    });
    expect(shop.spec('NetworkPolicy', 'api')).toEqual({
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'api' } },
      policyTypes: ['Ingress', 'Egress'],
    });
    expect(shop.spec('NetworkPolicy', 'web')).toMatchObject({
      egress: [
        {
          to: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'api' } } }],
          ports: [
            { port: 53, protocol: 'UDP' },
            { port: 8080, protocol: 'TCP' },
          ],
        },
      ],
    });
    expect(modelErrors(shop.objects())).toEqual([]);
    expect(shop.findings()).toEqual([]);
  });

  test('domains stand in the same policy', () => {
    const shop = new Shop({ cni: 'cilium', mesh: 'cilium' });
    const api = new Server(shop.shop, 'api');
    allowToDomain(api, 'api.example.com');
    allowFrom(api, new Server(shop.shop, 'web'));
    expect(shop.spec('CiliumNetworkPolicy', 'api')).toMatchObject({
      ingress: [{ authentication: { mode: 'required' } }],
      egress: [{}, { toFQDNs: [{ matchName: 'api.example.com' }] }],
    });
    expect(modelErrors(shop.objects())).toEqual([]);
  });
});
