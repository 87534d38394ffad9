import { catalogue } from '../catalogue';
import { noHostNetwork } from '../pod/no-host-network';
import { noPrivilegedContainers } from '../pod/no-privileged-containers';
import { noTokensInPods } from '../secret/no-tokens-in-pods';
import { cloudKeys, fakeToken, serviceTokens } from '../token-shapes';
import { renderDocs } from './index';

const pages = renderDocs([noPrivilegedContainers, noHostNetwork]);

test('there is a list, and a page a rule, sorted by id', () => {
  expect(pages.map(({ path }) => path)).toEqual([
    'docs/generated/controls.md',
    'docs/generated/rules/no-host-network.md',
    'docs/generated/rules/no-privileged-containers.md',
  ]);
});

test('the list links each rule with its standards, and counts what of each framework is referred to', () => {
  const list = pages[0]?.text ?? '';
  expect(list.startsWith('# Controls\n\nThis page is generated from the catalogue in `rules/`: 2 controls.')).toBe(
    true,
  );
  expect(list).toContain(
    '| [no-privileged-containers](rules/no-privileged-containers.md) | critical | Do not run privileged containers | PSS baseline, CIS 5.2.2, CIS EKS 4.2.1, NSA/CISA, ATT&CK T1611 |\n',
  );
  expect(list).toContain('| Pod Security Standards, baseline | 2 | 2 |\n');
  expect(list).not.toContain('AWS Foundational');
  expect(list).toContain('| 5.2.2 | [no-privileged-containers](rules/no-privileged-containers.md) |\n');
});

test('a page holds the reasons, the logic and what differs in the samples', () => {
  const page = pages[2]?.text ?? '';
  expect(page.split('\n').slice(0, 3)).toEqual([
    '# no-privileged-containers',
    '',
    '**Do not run privileged containers.** Severity critical; about containers.',
  ]);
  expect(page).toContain(
    '- Pod Security Standards, baseline: Privileged Containers\n- CIS Kubernetes Benchmark 5.2.2\n',
  );
  expect(page).toContain('```cel\ncontainer.?securityContext.?privileged.orValue(false) != true\n```');
  expect(page).toContain(`
Found: is privileged: “these containers run privileged: app”.

\`\`\`yaml
spec:
  containers:
    - name: app
      securityContext:
        allowPrivilegeEscalation: true
        privileged: true
\`\`\`
`);
});

test('no page holds a token, not even a made-up one', () => {
  const text = renderDocs([noTokensInPods])
    .map((page) => page.text)
    .join('');
  expect(text).toContain('AWS_ACCESS_KEY_ID\n          value: AKIA…\n');
  expect([...cloudKeys, ...serviceTokens].filter((shape) => text.includes(fakeToken(shape)))).toEqual([]);
});

describe('of the whole catalogue', () => {
  const all = renderDocs();

  test('every rule has its page, once, and the list links to it', () => {
    const expected = catalogue
      .map(({ id }) => id)
      .sort()
      .map((id) => `docs/generated/rules/${id}.md`);
    expect(all.slice(1).map(({ path }) => path)).toEqual(expected);
    expect(expected.filter((path) => !all[0]?.text.includes(path.slice('docs/generated/'.length)))).toEqual([]);
  });

  test('code fences are closed, no page is empty and none is long', () => {
    for (const { path, text } of all) {
      const lines = text.split('\n');
      expect(lines.filter((line) => line.startsWith('```')).length % 2).toBe(0);
      expect(text).toMatch(/^# \S/);
      expect(text).not.toContain('undefined');
      // The list grows with the catalogue.
      if (!path.endsWith('/controls.md')) expect(lines.length).toBeLessThan(250);
    }
  });
});
