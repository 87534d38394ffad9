import { Access, Deployment, type ExposureProps, expose, type IngressFacts, Probe, Tls } from '@palisade/constructs';
import { type Case, image } from './case';

const proxy = { namespace: 'gateways', labels: { 'app.kubernetes.io/name': 'envoy' }, serviceAccount: 'envoy' };
const letsEncrypt = Tls.certManager({ issuer: 'lets-encrypt' });
const host = 'shop.example.com';

const sharedGateway: IngressFacts = {
  controller: 'gateway-api',
  internal: { gateway: 'internal', namespace: 'gateways', proxy },
  internet: { gateway: 'internet', namespace: 'gateways', httpListener: 'http', proxy },
};
const ownGateway: IngressFacts = {
  controller: 'gateway-api',
  implementation: 'envoy-gateway',
  internal: { gatewayClass: 'internal', proxy },
  internet: { gatewayClass: 'internet', proxy },
};
const nginx: IngressFacts = {
  controller: 'ingress-nginx',
  internal: { ingressClass: 'internal', proxy },
  internet: { ingressClass: 'internet', proxy },
};
const loadBalancer: IngressFacts = {
  controller: 'aws-load-balancer-controller',
  internal: { ingressClass: 'alb', subnetCidrs: ['10.0.0.0/20'] },
  internet: { ingressClass: 'alb', subnetCidrs: ['10.0.128.0/24'] },
};
const certificateArn = 'arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d-0000-4444-8888-abcdefabcdef';

function exposed(name: string, ingress: IngressFacts, props: Omit<ExposureProps, 'host'>): Case {
  return {
    name,
    cluster: { ingress },
    make: (namespace) => {
      const web = new Deployment(namespace, 'web', {
        image: image('web'),
        port: 8080,
        probes: { readiness: Probe.http('/ready') },
        resources: { cpu: '100m', memory: '64Mi' },
      });
      return expose(web, { host, ...props });
    },
  };
}

export const exposures: readonly Case[] = [
  exposed('shared-gateway', sharedGateway, { tls: Tls.gateway() }),
  exposed('shared-gateway-internet', sharedGateway, { tls: Tls.gateway(), access: Access.internet() }),
  exposed('own-gateway', ownGateway, { tls: letsEncrypt, paths: ['/shop', '/cart'] }),
  exposed('own-gateway-ranges', ownGateway, { tls: letsEncrypt, access: { sourceRanges: ['203.0.113.0/24'] } }),
  exposed('own-gateway-secret', ownGateway, {
    tls: Tls.secret('shop-tls'),
    headersFromApp: ['Strict-Transport-Security'],
  }),
  exposed('nginx', nginx, { tls: letsEncrypt }),
  exposed('nginx-ranges', nginx, { tls: Tls.secret('shop-tls'), access: { sourceRanges: ['10.0.0.0/8'] } }),
  exposed('load-balancer', loadBalancer, { tls: Tls.acm(certificateArn) }),
  exposed('load-balancer-internet', loadBalancer, { tls: Tls.acm(certificateArn), access: Access.internet() }),
];
