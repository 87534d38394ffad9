import { podKinds } from '../pods';
import type { Rule } from '../rule';
import type { WaiverSelector } from './waiver';

/** What narrows a waiver down. A kind alone waives a rule everywhere. */
const narrowing = ['namespace', 'name', 'image', 'urn'] as const;

/** What is wrong with a selector, for a rule where it is known. */
export function selectorProblems(select: WaiverSelector, rule: Rule | undefined): string[] {
  return [...shapeProblems(select), ...widthProblems(select), ...(rule ? useProblems(select, rule) : [])];
}

function shapeProblems(select: WaiverSelector): string[] {
  return Object.entries(select).flatMap(([key, value]) => {
    const text = value.endsWith('*') ? value.slice(0, -1) : value;
    if (text.includes('*')) return [`${key} is ${value}: a * may stand at the end only`];
    // Names and images go into other gates' expressions: nothing that could end a text there is let in.
    if (key !== 'urn' && !/^[A-Za-z0-9._:/@-]*$/.test(text)) return [`${key} is ${value}, which no ${key} can be`];
    return [];
  });
}

function widthProblems(select: WaiverSelector): string[] {
  const problems = Object.entries(select)
    .filter(([, value]) => value === '*')
    .map(([key]) => `${key} is *, which is everything: leave it out or write what is meant`);
  if (!narrowing.some((key) => select[key] !== undefined)) {
    problems.push('is too wide: select a namespace, a name, an image or a urn');
  }
  if (isPrefix(select.image) && !select.image.includes('/')) {
    problems.push(`image is ${select.image}, which is too wide: write the registry and a /`);
  }
  const isOfPods = select.kind === undefined || podKinds.some(({ kind }) => kind === select.kind);
  if (isPrefix(select.name) && select.namespace === undefined && select.urn === undefined && isOfPods) {
    problems.push(
      `name is ${select.name} in every namespace, so whoever names theirs alike is waived: write a namespace`,
    );
  }
  // urn:pulumi:STACK::PROJECT::TYPE::NAME
  if (isPrefix(select.urn) && select.urn.split('::').length < 4) {
    problems.push(`urn is ${select.urn}, which is too wide: write it up to the resource’s type and ::`);
  }
  return problems;
}

function isPrefix(pattern: string | undefined): pattern is string {
  return pattern?.endsWith('*') === true && pattern !== '*';
}

/** A selector that can select nothing is a mistake, whose author believes that something is waived. */
function useProblems(select: WaiverSelector, rule: Rule): string[] {
  const given = (['kind', 'namespace', 'name', 'image'] as const).filter((key) => select[key] !== undefined);
  if (rule.on === 'aws') {
    return given.length === 0
      ? []
      : [`${rule.id} is about AWS resources, which have no ${given.join(' or ')}: write urn`];
  }
  if (select.image !== undefined && rule.on !== 'pod' && rule.on !== 'container') {
    return [`${rule.id} is not about containers, so image selects nothing: write a name or a namespace`];
  }
  return [];
}
