import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectRoot } from '@palisade/rehearsal';

const root = projectRoot();
const pages = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((page) => page !== '');

/** The TypeScript blocks of a page, with the line that each begins on. */
function blocksOf(page: string): { line: number; text: string }[] {
  const text = readFileSync(join(root, page), 'utf8');
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map((match) => ({
    line: text.slice(0, match.index).split('\n').length + 1,
    text: match[1] ?? '',
  }));
}

test('every TypeScript block of the documentation compiles', () => {
  const folder = join(root, 'node_modules', '.cache', `documentation-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  try {
    const blocks = pages.flatMap((page) => blocksOf(page).map((block) => ({ page, ...block })));
    expect(blocks.length).toBeGreaterThan(0);
    for (const { page, line, text } of blocks) {
      writeFileSync(join(folder, `${page.replaceAll('/', '_')}_${line}.ts`), `${text}\nexport {};\n`);
    }
    const config = {
      extends: join(root, 'tsconfig.json'),
      compilerOptions: { incremental: false, noUnusedLocals: false },
      include: ['*.ts'],
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ ...config, exclude: [] }));
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const { stdout } = spawnSync(process.execPath, [tsc, '--project', folder], { cwd: folder, encoding: 'utf8' });
    expect(stdout).toBe('');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each(pages)('%s links to what is there', (page) => {
  const text = readFileSync(join(root, page), 'utf8').replace(/^```[\s\S]*?^```/gm, '');
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
  const local = targets.filter((target) => !/^(https?:|mailto:|#)/.test(target));
  const missing = local.filter((target) => !existsSync(join(root, dirname(page), target.split('#')[0] ?? '')));
  expect(missing).toEqual([]);
});
