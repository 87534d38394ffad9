import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  admissionConfiguration,
  auditPolicy,
  authenticationConfiguration,
  authorizationConfiguration,
  type ConfigurationPaths,
  localEncryption,
  type Places,
} from '@palisade/constructs/control-plane';
import { settings } from './control-plane';
import { Pki } from './pki';
import { LOOPBACK } from './ports';

/** Where the things of one cluster lie in its folder. */
export class Layout {
  readonly pki: string;
  readonly etcd: string;
  readonly logs: string;
  readonly auditLog: string;
  readonly lock: string;
  readonly files: ConfigurationPaths;

  constructor(readonly folder: string) {
    const config = (name: string) => this.#configuration(name);
    this.pki = join(folder, 'pki');
    this.etcd = join(folder, 'etcd');
    this.logs = join(folder, 'logs');
    this.auditLog = join(this.logs, 'audit.log');
    this.lock = join(folder, 'cluster.lock');
    this.files = {
      encryption: config('encryption'),
      audit: config('audit'),
      admission: config('admission'),
      authentication: config('authentication'),
      authorization: config('authorization'),
    };
  }

  /** Where the programs find all that, and listen. */
  places(pki: Pki, ports: Places['ports']): Places {
    return {
      pki: pki.paths,
      files: this.files,
      // Nobody is asked about images, and audit events go to the file alone.
      webhooks: this.webhooks,
      kubeconfigs: {
        controllerManager: this.#configuration('controller-manager'),
        scheduler: this.#configuration('scheduler'),
      },
      auditLog: this.auditLog,
      etcdData: this.etcd,
      address: LOOPBACK,
      ports,
    };
  }

  /** Kubeconfigs of webhooks, for where there are some. */
  get webhooks(): Places['webhooks'] {
    return {
      audit: this.#configuration('audit-webhook'),
      image: this.#configuration('image-webhook'),
      admission: this.#configuration('admission-webhooks'),
    };
  }

  #configuration(name: string): string {
    return join(this.folder, 'config', `${name}.json`);
  }

  /** Where a program's output goes. */
  log(name: string): string {
    return join(this.logs, `${name}.log`);
  }

  /** The folder itself, for us alone even if it was there already. */
  claim(): void {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    chmodSync(this.folder, 0o700);
  }

  /** Removes what an earlier cluster left, and makes keys, certificates and configuration anew. */
  prepare(lifetimeHours: number): Pki {
    this.clear();
    for (const folder of [this.etcd, this.logs, join(this.folder, 'config')]) mkdirSync(folder, { mode: 0o700 });
    writeJson(this.files.encryption, localEncryption([{ name: 'key1', secret: randomBytes(32) }]));
    writeJson(this.files.audit, auditPolicy);
    writeJson(this.files.admission, admissionConfiguration(settings, this.webhooks));
    writeJson(this.files.authentication, authenticationConfiguration(settings));
    writeJson(this.files.authorization, authorizationConfiguration);
    return Pki.create(this.pki, lifetimeHours);
  }

  /** Removes everything of the cluster but its lock; what is not ours in the folder stays. */
  clear(): void {
    for (const name of ['pki', 'config', 'etcd', 'logs', 'cluster.json', 'cluster.json.new']) {
      rmSync(join(this.folder, name), { recursive: true, force: true });
    }
  }

  /** Forgets all records, so that etcd starts empty. */
  clearEtcd(): void {
    rmSync(this.etcd, { recursive: true, force: true });
    mkdirSync(this.etcd, { mode: 0o700 });
  }
}

/** Writes a file for us alone. */
export function writeJson(path: string, value: unknown): void {
  writeFileSync(path, `${JSON.stringify(value, undefined, 2)}\n`, { mode: 0o600 });
}
