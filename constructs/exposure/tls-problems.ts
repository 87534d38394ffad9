import type { Problem } from '../construct-error';
import type { IngressFacts, Side } from './entrances';
import { secretNameOf } from './host';
import type { Tls } from './tls';

/** What is wrong with a certificate by itself, or with it at an entrance of the cluster. */
export function tlsProblems(tls: Tls, ingress: IngressFacts | undefined, side: Side): Problem[] {
  const found = valueProblems(tls);
  const write = ingress === undefined ? undefined : misplaced(tls, ingress, side);
  if (write !== undefined) found.push({ found: `tls is ${names[tls.from]}, which its entrance can't serve`, write });
  return found;
}

const names = {
  'cert-manager': 'a certificate of cert-manager',
  secret: 'a certificate in a Secret',
  acm: 'a certificate of AWS',
  gateway: `the certificate of a shared Gateway`,
} as const;

/** What to write instead, where an entrance can't serve a certificate. */
function misplaced({ from }: Tls, ingress: IngressFacts, side: Side): string | undefined {
  const inCluster = `Write Tls.certManager({ issuer: '...' }) or Tls.secret('...')`;
  switch (ingress.controller) {
    case 'aws-load-balancer-controller':
      return from === 'acm' ? undefined : `Write Tls.acm('arn:aws:acm:...'): a load balancer of AWS takes no other`;
    case 'ingress-nginx':
      return from === 'acm' || from === 'gateway' ? inCluster : undefined;
    case 'gateway-api': {
      const entrance = ingress[side];
      if (entrance === undefined) return undefined;
      if ('gateway' in entrance) return from === 'acm' ? `${inCluster}, or Tls.gateway()` : undefined;
      return from === 'acm' || from === 'gateway' ? inCluster : undefined;
    }
  }
}

const objectName = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;

function valueProblems(tls: Tls): Problem[] {
  switch (tls.from) {
    case 'cert-manager':
      if (objectName.test(tls.issuer)) return [];
      return [{ found: `issuer is '${tls.issuer}', which no issuer is called`, write: 'Write the name of the issuer' }];
    case 'secret': {
      const name = secretNameOf(tls);
      if (!objectName.test(name)) {
        return [
          { found: `tls is the Secret '${name}', which no Secret is called`, write: 'Write the name of the Secret' },
        ];
      }
      if (typeof tls.secret === 'string' || tls.secret.type === 'kubernetes.io/tls') return [];
      return [
        {
          found: `tls is the Secret '${name}' of type '${tls.secret.type}'`,
          write: `Give it { type: 'kubernetes.io/tls' }, with tls.crt and tls.key`,
        },
      ];
    }
    case 'acm':
      if (/^arn:aws(-[a-z]+)*:acm:[a-z0-9-]+:\d{12}:certificate\/[A-Za-z0-9-]+$/.test(tls.certificateArn)) return [];
      return [
        {
          found: `certificateArn is '${tls.certificateArn}', which is no certificate of AWS`,
          write: `Write its ARN, such as 'arn:aws:acm:eu-west-1:111122223333:certificate/0a1b...'`,
        },
      ];
    case 'gateway':
      return [];
  }
}
