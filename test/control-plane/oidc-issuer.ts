import { createPublicKey, type KeyObject, sign } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createAuthority, issue, newKey } from '../../rehearsal/cluster/certificate';

/** An issuer of OpenID Connect tokens on the loopback address, with an authority of its own. */
export class OidcIssuer {
  readonly #key = newKey();
  readonly #authority = createAuthority('issuer', 1);
  readonly #server: Server;

  constructor() {
    const { certificate: cert, key } = issue(this.#authority, {
      subject: { commonName: 'issuer' },
      use: 'server',
      lifetimeHours: 1,
      hosts: ['localhost'],
    });
    this.#server = createServer({ cert, key }, ({ url }, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(url === '/keys' ? { keys: [this.#publicKey()] } : this.#discovery()));
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen({ host: '127.0.0.1', port: 0 }, resolve));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get url(): string {
    return `https://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  get certificateAuthority(): string {
    return this.#authority.certificate;
  }

  /** A token that lives for five minutes, with other claims where they are given. */
  token(claims: object = {}, key: KeyObject = this.#key): string {
    const now = Math.floor(Date.now() / 1000);
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const standard = { iss: this.url, aud: 'kubernetes', sub: 'alice', groups: ['admins'], iat: now, exp: now + 300 };
    const signed = `${part({ alg: 'ES256', typ: 'JWT', kid: 'one' })}.${part({ ...standard, ...claims })}`;
    return `${signed}.${sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
  }

  #publicKey(): object {
    return { ...createPublicKey(this.#key).export({ format: 'jwk' }), kid: 'one', alg: 'ES256', use: 'sig' };
  }

  #discovery(): object {
    return {
      issuer: this.url,
      jwks_uri: `${this.url}/keys`,
      response_types_supported: ['id_token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
    };
  }
}
