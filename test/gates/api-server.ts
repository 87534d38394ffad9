import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiClient, Cluster, type KubernetesObject } from '@palisade/rehearsal';
import type { Answer } from '@palisade/rehearsal/client';
import {
  isSeenByAdmission,
  type JsonObject,
  type KubernetesRule,
  type ResourceSelector,
  validatingAdmissionPolicy,
  Waivers,
} from '@palisade/rules';
import { customResourceDefinitions, looseDefinitions } from '../support/definitions';
import { type Found, keyOf, type Subject, textsOf, type Verdicts } from './subjects';

type Stage = 'warn and audit' | 'deny';

const actions: Readonly<Record<Stage, readonly string[]>> = { 'warn and audit': ['Warn', 'Audit'], deny: ['Deny'] };

/** What an API server did with an object. */
export type Response =
  /** It was let through: what the policies warned of, and what they wrote to the audit log. */
  | { readonly warned: readonly Found[]; readonly audited: readonly Found[] }
  /** A policy refused it. */
  | { readonly denied: Found }
  /** The API server itself refused it, before any policy saw it. */
  | { readonly refused: string };

/** A real API server that has the rules as admission policies, and nothing else that would refuse what they judge. */
export class PolicedApiServer {
  readonly #cluster: Cluster;
  readonly #client: ApiClient;
  readonly #folder: string;
  readonly #rules: readonly KubernetesRule[];
  #pods = 0;

  private constructor(cluster: Cluster, folder: string, rules: readonly KubernetesRule[]) {
    this.#cluster = cluster;
    this.#client = new ApiClient(cluster.access('gates', ['palisade:administrators']));
    this.#folder = folder;
    this.#rules = rules;
  }

  /** Starts one whose policies warn, and write to the audit log. */
  static async start(
    programs: Readonly<Record<'etcd' | 'kube-apiserver' | 'kube-controller-manager', string>>,
    rules: readonly KubernetesRule[],
    waivers = Waivers.none,
  ): Promise<PolicedApiServer> {
    const folder = mkdtempSync(join(tmpdir(), 'palisade-gates-'));
    const { signal } = new AbortController();
    const apiServer = lenient(programs['kube-apiserver'], join(folder, 'kube-apiserver.sh'));
    const cluster = await Cluster.start({
      folder: join(folder, 'cluster'),
      programs: { ...programs, 'kube-apiserver': apiServer },
      signal,
    });
    const server = new PolicedApiServer(cluster, folder, rules.filter(isSeenByAdmission));
    await server.#prepare(waivers);
    return server;
  }

  async stop(): Promise<void> {
    this.#client.close();
    await this.#cluster.stop();
    rmSync(this.#folder, { recursive: true });
  }

  async #prepare(waivers: Waivers): Promise<void> {
    for (const name of ['sample', 'default']) {
      const labels = { 'pod-security.kubernetes.io/enforce': 'privileged' };
      const quiet = {
        'pod-security.kubernetes.io/warn': 'privileged',
        'pod-security.kubernetes.io/audit': 'privileged',
      };
      const metadata = { name, labels: { ...labels, ...quiet } };
      if (name === 'default') await this.#expect('PATCH', '/api/v1/namespaces/default', { metadata });
      else await this.#expect('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata });
      for (const account of ['app', 'worker', ...(name === 'sample' ? ['default'] : [])]) {
        const path = `/api/v1/namespaces/${name}/serviceaccounts`;
        const body = { metadata: { name: account } };
        const { status, message } = await this.#client.send({ method: 'POST', path, body });
        // The controllers may have been quicker with `default`.
        if (status !== 201 && status !== 409) throw new Error(`${path}: ${message}`);
      }
    }
    await this.#define();
    for (const rule of this.#rules) {
      const { policy, binding } = validatingAdmissionPolicy(rule, { waivers });
      await this.#expect('POST', `${admission}/validatingadmissionpolicies`, policy);
      const spec = { ...(binding.spec as JsonObject), validationActions: actions['warn and audit'] };
      await this.#expect('POST', `${admission}/validatingadmissionpolicybindings`, { ...binding, spec });
    }
    await this.#inForce('warn and audit');
  }

  /** Serves the custom resources that the rules are about, as their makers define them where that can be had. */
  async #define(): Promise<void> {
    const wanted = new Set(
      this.#rules.flatMap((rule) => (rule.on === 'object' ? rule.resources.flatMap(kindsOf) : [])),
    );
    const definitions = [...(await customResourceDefinitions()), ...looseDefinitions()].filter(({ spec }) => {
      const { group, names } = spec as { group: string; names: { kind: string } };
      return wanted.has(`${group}/${names.kind}`);
    });
    for (const definition of definitions) await this.#expect('POST', customResources, definition);
    for (const { metadata } of definitions) await this.#established(`${customResources}/${metadata.name}`);
  }

  async #established(path: string): Promise<void> {
    for (let attempt = 0; attempt < 300; attempt += 1) {
      const { body } = await this.#client.get(path);
      // It is null at first where the definition itself says so.
      const { conditions } = (body.status ?? {}) as { conditions?: { type: string; status: string }[] | null };
      if (conditions?.some(({ type, status }) => type === 'Established' && status === 'True')) return;
      await sleep(100);
    }
    throw new Error(`${path} was not served in 30 s.`);
  }

  /** Makes all policies refuse. */
  async deny(): Promise<void> {
    for (const rule of this.#rules) {
      const path = `${admission}/validatingadmissionpolicybindings/palisade-${rule.id}`;
      await this.#expect('PATCH', path, { spec: { validationActions: actions.deny } });
    }
    await this.#inForce('deny');
  }

  /** Waits until the policies are in force, which takes the API server a moment. */
  async #inForce(stage: Stage): Promise<void> {
    const canary = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'canary', namespace: 'sample' } };
    const policy = {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: `canary-${stage.slice(0, 4)}` },
      spec: {
        matchConstraints: {
          resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }],
        },
        validations: [{ expression: 'object.metadata.name != "canary"', message: 'canary' }],
      },
    };
    const binding = {
      ...policy,
      kind: 'ValidatingAdmissionPolicyBinding',
      spec: { policyName: policy.metadata.name, validationActions: actions[stage] },
    };
    await this.#expect('POST', `${admission}/validatingadmissionpolicies`, policy);
    await this.#expect('POST', `${admission}/validatingadmissionpolicybindings`, binding);
    // Made last, so in force last: the API server takes over all policies at once.
    for (let attempt = 0; attempt < 300; attempt += 1) {
      const { status, warnings } = await this.#client.send({
        method: 'POST',
        path: `/api/v1/namespaces/sample/configmaps${dry}`,
        body: canary,
      });
      if (stage !== 'deny' ? warnings.some((text) => text.includes('canary')) : status >= 400) {
        const path = `${admission}/validatingadmissionpolicybindings/${policy.metadata.name}`;
        await this.#client.send({ method: 'DELETE', path });
        return;
      }
      await sleep(100);
    }
    throw new Error('The policies did not come into force in 30 s.');
  }

  /** Has the API server judge subjects, several at a time. */
  async judge(subjects: readonly Pick<Subject, 'object' | 'via'>[]): Promise<ReadonlyMap<string, Response>> {
    const answers = new Map<string, Answer | string>();
    const pending = [...subjects].reverse();
    const work = async () => {
      for (let subject = pending.pop(); subject !== undefined; subject = pending.pop()) {
        answers.set(keyOf(subject.object), await this.#ask(subject));
      }
    };
    await Promise.all(Array.from({ length: 8 }, work));
    const audited = this.#auditLog();
    const respond = (answer: Answer | string): Response => {
      if (typeof answer === 'string') return { refused: answer };
      if (answer.status >= 300) return refusalOf(answer);
      return { warned: answer.warnings.flatMap(foundIn), audited: audited.get(answer.auditId ?? '') ?? [] };
    };
    return new Map([...answers].map(([key, answer]) => [key, respond(answer)]));
  }

  /** What policies wrote to the audit log, by request. */
  #auditLog(): ReadonlyMap<string, readonly Found[]> {
    const lines = readFileSync(join(this.#cluster.logs, 'audit.log'), 'utf8').trimEnd().split('\n');
    const failed = lines.filter((line) => line.includes(validationFailure));
    return new Map(
      failed.map((line) => {
        const { auditID, annotations } = JSON.parse(line) as { auditID: string; annotations: Record<string, string> };
        const failures = JSON.parse(annotations[validationFailure] ?? '[]') as { message: string; policy: string }[];
        const own = failures.filter(({ policy }) => policy.startsWith('palisade-'));
        return [auditID, own.map(({ message, policy }) => ({ rule: policy.slice('palisade-'.length), message }))];
      }),
    );
  }

  /** What the API server answers, or why it cannot be asked. */
  async #ask({ object, via }: Pick<Subject, 'object' | 'via'>): Promise<Answer | string> {
    const collection = await this.#client.collection(inNamespace(object));
    if (collection === undefined) return `${object.apiVersion} ${object.kind} is not served`;
    const metadata = object.metadata as JsonObject;
    if (via === 'create') return this.#client.send({ method: 'POST', path: `${collection}${dry}`, body: object });
    // What is added to a running pod needs one that runs.
    this.#pods += 1;
    const name = `running-${this.#pods}`;
    const renamed = { ...object, metadata: { ...metadata, name } };
    const { ephemeralContainers: _, ...spec } = object.spec as JsonObject;
    const made = await this.#client.send({ method: 'POST', path: collection, body: { ...renamed, spec } });
    if (made.status !== 201) return made;
    const path = `${collection}/${name}`;
    const answer = await this.#client.send({
      method: 'PUT',
      path: `${path}/ephemeralcontainers${dry}`,
      body: renamed,
    });
    await this.#client.send({ method: 'DELETE', path: `${path}?gracePeriodSeconds=0` });
    return answer;
  }

  async #expect(method: 'POST' | 'PATCH', path: string, body: JsonObject): Promise<void> {
    const { status, message } = await this.#client.send({ method, path, body });
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${message}`);
  }
}

const admission = '/apis/admissionregistration.k8s.io/v1';
const customResources = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const dry = '?dryRun=All';
const validationFailure = 'validation.policy.admission.k8s.io/validation_failure';

function kindsOf({ group, kinds }: ResourceSelector): string[] {
  return Object.keys(kinds).map((kind) => `${group}/${kind}`);
}

/**
 * Wraps the API server so that it starts without two plug-ins of the rehearsal's that judge, or change, what the
 * policies are to judge: DenyServiceExternalIPs and AlwaysPullImages.
 */
function lenient(apiServer: string, path: string): string {
  const script = [
    '#!/bin/sh',
    'for argument do',
    '  shift',
    '  case "$argument" in --enable-admission-plugins=*) argument=--enable-admission-plugins=NodeRestriction ;; esac',
    '  set -- "$@" "$argument"',
    'done',
    `exec '${apiServer}' "$@"`,
  ];
  writeFileSync(path, `${script.join('\n')}\n`);
  chmodSync(path, 0o700);
  return path;
}

/** Samples that do not say where they belong go to `sample`. */
function inNamespace({ metadata, ...object }: JsonObject): KubernetesObject {
  return { ...object, metadata: { namespace: 'sample', ...(metadata as JsonObject) } } as unknown as KubernetesObject;
}

const warned = /^Validation failed for ValidatingAdmissionPolicy 'palisade-([^']+)' with binding '[^']+': (.*)$/s;
const denied = /ValidatingAdmissionPolicy 'palisade-([^']+)' with binding '[^']+' denied request: (.*)$/s;

function foundIn(warning: string): Found[] {
  const [, rule = '', message = ''] = warned.exec(warning) ?? [];
  return rule === '' ? [] : [{ rule, message }];
}

function refusalOf({ status, message: words }: Answer): Response {
  const [, rule = '', message = ''] = denied.exec(words) ?? [];
  return rule === '' ? { refused: `${status}: ${words}` } : { denied: { rule, message } };
}

/** The verdicts that policies gave in one of their ways; what the API server itself refused has none. */
export function verdictsIn(responses: ReadonlyMap<string, Response>, way: 'warned' | 'audited'): Verdicts {
  return new Map([...responses].flatMap(([key, response]) => ('warned' in response ? [[key, response[way]]] : [])));
}

/** Where policies that refuse do otherwise than findings say they should: each with what happened. */
export function wrongDenials(
  expected: Verdicts,
  responses: ReadonlyMap<string, Response>,
  about: (rule: string) => boolean,
): string[] {
  return [...responses].flatMap(([key, response]) => {
    if ('refused' in response) return [];
    const due = textsOf((expected.get(key) ?? []).filter(({ rule }) => about(rule)));
    const done = 'denied' in response ? textsOf([response.denied])[0] : undefined;
    if (done === undefined ? due.length === 0 : due.includes(done)) return [];
    return [`${key}: ${done ?? 'let through'}, though due are [${due.join(' | ')}]`];
  });
}
