import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TrustPolicy } from '@palisade/admission';
import { imageAdmissionNamespace, imageWebhook } from '@palisade/constructs';
import { stringify } from 'yaml';
import type { Streams } from '../streams';
import { UsageError } from '../usage-error';
import type { ImagesArguments } from '.';
import { type ExportedPolicy, kyvernoPolicy } from './kyverno';

/**
 * `palisade images policy`: who judges images where the API server cannot ask the service by itself, as on EKS.
 *
 * @throws UsageError, or an Error where a file cannot be read or written
 */
export function runPolicy(given: ImagesArguments, streams: Streams, load: (file: string) => TrustPolicy): 0 {
  const { words, policy: file, for: judge, out, ca, namespace, ...others } = given;
  if (words.length > 1 || Object.values(others).some((value) => value !== undefined))
    throw new UsageError('policy takes --for, --policy, --out, and for a webhook --ca and --namespace');
  if (judge !== 'kyverno' && judge !== 'webhook')
    throw new UsageError(`--for is ${judge === undefined ? 'missing' : `'${judge}'`}; write kyverno or webhook`);
  if (file === undefined) throw new UsageError('policy needs --policy FILE');
  if (judge === 'kyverno' && (ca !== undefined || namespace !== undefined))
    throw new UsageError('--ca and --namespace go with --for webhook');
  const policy = load(file);
  const { object, notes } = judge === 'kyverno' ? kyvernoPolicy(policy) : webhook(ca, namespace);
  const text = stringify(object, { lineWidth: 0 });
  if (out === undefined) streams.stdout.write(text);
  else {
    mkdirSync(out, { recursive: true });
    writeFileSync(join(out, judge === 'kyverno' ? 'image-validating-policy.yaml' : 'image-webhook.yaml'), text);
  }
  streams.stderr.write(notes.map((note) => `note: ${note}\n`).join(''));
  return 0;
}

function webhook(file: string | undefined, namespace = imageAdmissionNamespace): ExportedPolicy {
  if (file === undefined) throw new UsageError("--for webhook needs --ca FILE: who signs the service's certificate");
  return {
    object: imageWebhook({ namespace, authority: readFileSync(file, 'utf8') }),
    notes: [
      `First run the service there: Service images in ${namespace}, port 8443, with a certificate for images.${namespace}.svc.`,
      'The policy is that of the service: what is written here only sends pods to it.',
      `Pods in kube-system and ${namespace} are not asked about. While the service is down, no other pod is taken.`,
      'The API server of EKS shows no certificate: write tls.clientAuthentication: false, and let a network policy admit only it.',
    ],
  };
}
