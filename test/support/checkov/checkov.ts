import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const requirements = join(__dirname, 'requirements.txt');

/** A check of checkov's that failed on an object. */
export interface FailedCheck {
  /** Such as `CKV_K8S_43`. */
  readonly check: string;
  readonly title: string;
  /** Such as `Deployment.shop.web`. */
  readonly resource: string;
}

/** What checkov found in the manifests of a folder. */
export interface CheckovReport {
  /** How many checks passed, over all objects. */
  readonly passed: number;
  readonly failed: readonly FailedCheck[];
  /** How many files it could not read. */
  readonly unread: number;
}

/** Runs every Kubernetes check of checkov over a folder. It is installed into the user's cache first, by its digests. */
export async function checkov(folder: string): Promise<CheckovReport> {
  const program = join(await install(), 'bin', 'checkov');
  const options = ['--framework', 'kubernetes', '--output', 'json', '--soft-fail', '--quiet', '--skip-download'];
  const { stdout } = await run(program, ['--directory', folder, ...options], {
    env: { PATH: process.env.PATH, HOME: homedir(), LOG_LEVEL: 'ERROR' },
    maxBuffer: 256 * 1024 * 1024,
  });
  const { summary, results } = JSON.parse(stdout) as {
    summary: { passed: number; parsing_errors: number };
    results: { failed_checks: { check_id: string; check_name: string; resource: string }[] };
  };
  return {
    passed: summary.passed,
    failed: results.failed_checks.map(({ check_id: check, check_name: title, resource }) => ({
      check,
      title,
      resource,
    })),
    unread: summary.parsing_errors,
  };
}

async function install(): Promise<string> {
  const digest = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'palisade');
  const environment = join(cache, `checkov-${digest}`);
  // Its last file: an installation that broke off is begun anew.
  const complete = join(environment, 'complete');
  if (existsSync(complete)) return environment;
  rmSync(environment, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true, mode: 0o700 });
  await run('python3', ['-m', 'venv', environment]);
  const options = ['--disable-pip-version-check', '--no-deps', '--only-binary', ':all:', '--require-hashes'];
  await run(join(environment, 'bin', 'pip'), ['install', '--quiet', ...options, '--requirement', requirements]);
  await run(join(environment, 'bin', 'checkov'), ['--version']);
  mkdirSync(complete);
  return environment;
}
