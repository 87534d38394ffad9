import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AdmissionService, filesBeside, Log, parseServiceConfig } from '@palisade/admission';
import { type Authority, createAuthority, issue } from '../../rehearsal/cluster/certificate';

/** Certificates of a service and of who asks it, and how to start it, in a folder of a test's own. */
export class ServiceFolder {
  readonly authority: Authority;
  readonly #folder: string;
  /** Lines of its log. */
  readonly log: string[] = [];

  constructor(folder: string) {
    this.#folder = folder;
    this.authority = createAuthority('palisade-images', 1);
    const server = issue(this.authority, {
      subject: { commonName: 'images' },
      use: 'server',
      hosts: ['127.0.0.1', 'localhost'],
      lifetimeHours: 1,
    });
    this.write('ca.crt', this.authority.certificate);
    this.write('tls.crt', server.certificate);
    this.write('tls.key', server.key);
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.#folder, name), text, { mode: 0o600 });
  }

  /** Path of its configuration, which trusts the key in `release.pub`, in no log. */
  configure(registry: string, more: object = {}): string {
    this.write(
      'service.json',
      JSON.stringify({
        listen: '127.0.0.1:0',
        metrics: '127.0.0.1:0',
        tls: { certificate: 'tls.crt', key: 'tls.key', clientAuthority: 'ca.crt', clients: ['kube-apiserver'] },
        signers: { release: { key: 'release.pub', transparencyLog: false } },
        images: [{ from: `${registry}/shop`, signedBy: ['release'] }],
        cache: { refused: '1s' },
        ...more,
      }),
    );
    return join(this.#folder, 'service.json');
  }

  async start(file: string): Promise<AdmissionService> {
    const readFile = filesBeside(file);
    const log = new Log({ write: (line) => this.log.push(line) });
    return await AdmissionService.start(parseServiceConfig(readFile(file), readFile), { log, readFile });
  }

  /** A certificate of somebody who asks. */
  client(commonName: string, authority = this.authority): { cert: string; key: string } {
    const { certificate, key } = issue(authority, { subject: { commonName }, use: 'client', lifetimeHours: 1 });
    return { cert: certificate, key };
  }
}
