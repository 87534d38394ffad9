import { catalogue } from './catalogue';
import { renderControls } from './docs';
import { noHostNetwork } from './pod/no-host-network';
import { noPrivilegedContainers } from './pod/no-privileged-containers';

test('the page has a table sorted by id, and a section a rule', () => {
  const page = renderControls([noPrivilegedContainers, noHostNetwork]);
  const [title, , generated, , ...rows] = page.split('\n');
  expect(title).toBe('# Controls');
  expect(generated).toContain('2 controls');
  expect(rows.slice(0, 4)).toEqual([
    '| Control | Severity | About | What it asks |',
    '| --- | --- | --- | --- |',
    '| [no-host-network](#no-host-network) | high | pods | Do not share the node’s network |',
    '| [no-privileged-containers](#no-privileged-containers) | critical | containers | Do not run privileged containers |',
  ]);
  expect(page).toContain(`
## no-privileged-containers

**Do not run privileged containers.** Severity critical; about containers.
`);
  expect(page).toContain(
    '**References:** Pod Security Standards, baseline: Privileged Containers; CIS Kubernetes Benchmark 5.2.2;',
  );
  expect(page).toContain('```cel\ncontainer.?securityContext.?privileged.orValue(false) != true\n```');
  expect(page).toContain('- is privileged: “these containers run privileged: app”');
});

test('every rule of the catalogue has its section, once', () => {
  const headings = renderControls()
    .split('\n')
    .filter((line) => line.startsWith('## '));
  expect(headings).toEqual(catalogue.map(({ id }) => `## ${id}`).sort());
});

test('code fences are closed', () => {
  const fences = renderControls()
    .split('\n')
    .filter((line) => line.startsWith('```'));
  expect(fences.length % 2).toBe(0);
});
