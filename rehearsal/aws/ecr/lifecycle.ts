import type { Value } from '../../engine/provider';
import { list, number, table } from '../values';

const says = (reason: string) =>
  `InvalidParameterException: Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: 'Lifecycle policy validation failure': ${reason}`;

/** Refuses what is no ECR lifecycle policy. */
export function refuseLifecycle(value: string): string | undefined {
  let document: Value;
  try {
    document = JSON.parse(value) as Value;
  } catch (error) {
    return says(`it is not JSON: ${(error as Error).message}`);
  }
  const rules = list(table(document).rules);
  if (rules.length === 0) return says('"rules" must be a list of at least one rule');
  const priorities = new Set<number>();
  for (const [index, rule] of rules.entries()) {
    const reason = refuseRule(rule, priorities);
    if (reason !== undefined) return says(`rules[${index}]: ${reason}`);
  }
  return undefined;
}

function refuseRule(value: Value, priorities: Set<number>): string | undefined {
  const { rulePriority, selection, action } = table(value);
  const priority = number(rulePriority);
  if (priority === undefined || priority < 1) return 'rulePriority must be a number of at least 1';
  if (priorities.has(priority)) return `rulePriority ${priority} is given twice`;
  priorities.add(priority);
  if (!['expire', 'transition'].includes(String(table(action).type)))
    return 'action.type must be "expire" or "transition"';
  return refuseSelection(table(selection));
}

function refuseSelection(selection: { [name: string]: Value }): string | undefined {
  const { tagStatus, tagPrefixList, tagPatternList, countType, countUnit, countNumber } = selection;
  if (!['tagged', 'untagged', 'any'].includes(String(tagStatus)))
    return 'selection.tagStatus must be "tagged", "untagged" or "any"';
  const named = list(tagPrefixList).length + list(tagPatternList).length;
  if (tagStatus === 'tagged' && named === 0)
    return 'selection.tagStatus "tagged" needs tagPrefixList or tagPatternList';
  if (tagStatus !== 'tagged' && named > 0)
    return `selection.tagStatus ${JSON.stringify(tagStatus)} takes no tagPrefixList or tagPatternList`;
  const types = ['imageCountMoreThan', 'sinceImagePushed', 'sinceImagePulled', 'sinceImageTransitioned'];
  if (!types.includes(String(countType))) return `selection.countType must be one of ${types.join(', ')}`;
  if (countType !== 'imageCountMoreThan' && countUnit !== 'days') return 'selection.countUnit must be "days"';
  if (countType === 'imageCountMoreThan' && countUnit !== undefined)
    return 'selection.countUnit is not for imageCountMoreThan';
  return (number(countNumber) ?? 0) >= 1 ? undefined : 'selection.countNumber must be a number of at least 1';
}
