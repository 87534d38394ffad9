import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { obtain } from '@palisade/rehearsal';
import { bundle } from '../../cli/rotate/authority/bundle';
import {
  layOldAside,
  makeNext,
  oldAuthority,
  removeOld,
  signByNext,
  trustBoth,
  trustNextOnly,
} from '../../cli/rotate/authority/files';
import type { Journal } from '../../cli/rotate/authority/journal';
import { authorityNames, placeOf } from '../../cli/rotate/authority/place';
import { changeAuthorities } from '../../cli/rotate/certificates/kubeconfig';
import { renew } from '../../cli/rotate/certificates/renewal';
import { statusOf } from '../../cli/rotate/certificates/status';
import { writeManifests } from './kubeadm-manifests';

const run = promisify(execFile);

describe('authorities that kubeadm made', () => {
  const folder = mkdtempSync(join(tmpdir(), 'palisade-kubeadm-'));
  const manifests = join(folder, 'manifests');

  beforeAll(async () => {
    await kubeadm('certs', 'all', '--kubernetes-version=v1.37.2');
    for (const name of ['admin', 'controller-manager', 'scheduler', 'kubelet']) {
      await kubeadm('kubeconfig', name, '--kubeconfig-dir', folder, '--kubernetes-version=v1.37.2');
    }
    writeManifests(manifests, folder);
  }, 180_000);

  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(authorityNames)('are replaced: %s, with all that they signed, and kubeadm reads the result', async (name) => {
    const place = placeOf(name, manifests);
    const [present, next] = makeNext(place, new Date());
    const journal: Journal = { old: present.fingerprint256, next: next.fingerprint256, stage: 'trust', before: {} };
    layOldAside(place, journal);
    trustBoth(place, journal);
    const changed = place.kubeconfigs.filter((path) =>
      changeAuthorities(path, (pem) => bundle.withNext(pem, journal.old, next)),
    );
    expect(changed).toHaveLength(name === 'cluster' ? 4 : 0);
    expect(await verified()).toBe(7);
    signByNext(place, journal);
    for (const leaf of place.leaves) renew(leaf, new Date(), oldAuthority(place, journal));
    for (const leaf of place.leaves)
      expect([leaf.name, statusOf(leaf, new Date()).problem]).toEqual([leaf.name, undefined]);
    expect(await verified()).toBe(7);
    trustNextOnly(place, journal);
    for (const path of place.kubeconfigs) changeAuthorities(path, (pem) => bundle.without(pem, journal.old));
    removeOld(place);
    expect(await verified()).toBe(7);
    expect(existsSync(place.old.key)).toBe(false);
    for (const path of place.kubeconfigs) expect(trustedBy(path)).toBe(next.toString());
  });

  async function kubeadm(...words: string[]): Promise<string> {
    const { path } = await obtain('kubeadm', { progress: () => {}, signal: new AbortController().signal });
    const where = ['--cert-dir', join(folder, 'pki'), '--apiserver-advertise-address=10.0.0.11'];
    return (await run(path, ['init', 'phase', ...words, ...where])).stdout;
  }

  /** How many certificates it keeps, since they are there and their authority has signed them: it fails where one is wrong. */
  async function verified(): Promise<number> {
    const said = await kubeadm('certs', 'all', '--kubernetes-version=v1.37.2');
    return said.match(/Using existing [\w/-]+ certificate and key on disk/g)?.length ?? 0;
  }

  function trustedBy(path: string): string {
    const [, data = ''] = /certificate-authority-data: (\S+)/.exec(readFileSync(path, 'utf8')) ?? [];
    return Buffer.from(data, 'base64').toString();
  }
});
