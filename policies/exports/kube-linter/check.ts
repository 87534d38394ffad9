import { anyWaiverCondition, type KubernetesRule, podKinds, type Waivers } from '@palisade/rules';
import { plainCel, type Written } from './plain-cel';

/** An expression that is an empty text where all is well, and the message elsewhere. */
export function checkOf(rule: KubernetesRule, waivers: Waivers): string {
  const kinds = rule.on === 'object' ? kindsOf(rule.resources) : podKinds.map(({ group, kind }) => ({ group, kind }));
  const about = kinds.map(({ group, kind }) => `(subject.kind == "${kind}" && ${isOfGroup(group)})`).join(' || ');
  const message = rule.message.replace(/:? \{label\}/, '');
  const waived = anyWaiverCondition(waivers.forRule(rule.id));
  const unless = waived === undefined ? '' : `${plainCel(waived, { object: 'subject' })} || `;
  return `!(${about}) || ${unless}${conditionOf(rule)} ? "" : ${JSON.stringify(message)}`;
}

function kindsOf(resources: readonly { group: string; kinds: { readonly [kind: string]: string } }[]) {
  return resources.flatMap(({ group, kinds }) => Object.keys(kinds).map((kind) => ({ group, kind })));
}

function isOfGroup(group: string): string {
  return group === '' ? '!subject.apiVersion.contains("/")' : `subject.apiVersion.startsWith("${group}/")`;
}

function conditionOf(rule: KubernetesRule): string {
  if (rule.on === 'object') return looped(rule, { object: 'subject' });
  const optionalList = (field: string) => `(has(template.spec.${field}) ? template.spec.${field} : [])`;
  const resourceContainers = `(template.spec.containers + ${optionalList('initContainers')})`;
  const condition = looped(rule, {
    object: 'subject',
    'variables.podSpec': 'template.spec',
    'variables.podMetadata': { present: 'has(template.metadata)', value: 'template.metadata' },
    'variables.resourceContainers': resourceContainers,
    'variables.containers': `(${resourceContainers} + ${optionalList('ephemeralContainers')})`,
  });
  return `${templateList()}.all(template, ${condition})`;
}

function looped(rule: KubernetesRule, names: Readonly<Record<string, Written>>): string {
  if (rule.on === 'container') return `${names['variables.containers']}.all(container, ${plainCel(rule.cel, names)})`;
  if (rule.forEach === undefined) return `(${plainCel(rule.cel, names)})`;
  return `${plainCel(rule.forEach.in, names)}.all(${rule.forEach.as}, ${plainCel(rule.cel, names)})`;
}

/** A list of the one pod template in the subject: CEL's own way to give something a name. */
function templateList(): string {
  const paths = new Map<string, string[]>();
  for (const { kind, template } of podKinds) {
    const path = ['subject', ...template].join('.');
    paths.set(path, [...(paths.get(path) ?? []), kind]);
  }
  const choices = [...paths].sort(([, a], [, b]) => a.length - b.length);
  const last = choices.pop()?.[0] ?? 'subject';
  const chosen = choices.map(([path, kinds]) => `subject.kind in ${JSON.stringify(kinds)} ? ${path} : `).join('');
  return `[${chosen}${last}]`;
}
