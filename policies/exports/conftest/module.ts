import { type KubernetesRule, type PodRule, parseCel, type Waivers, waiverCondition } from '@palisade/rules';
import { type Scope, type Term, variableFor } from './scope';
import { freeIn } from './text';
import { Translator } from './translator';

/** The last part of a rule's package, and the name of its file. */
export function moduleName({ id }: KubernetesRule): string {
  return id.replaceAll('-', '_');
}

/**
 * A rule as a Rego module. It reports whatever it does not find to hold, so that an object that can't be judged is
 * reported, never let through.
 *
 * @throws Untranslatable with the reason.
 */
export function ruleModule(rule: KubernetesRule, waivers: Waivers): string {
  const translator = new Translator();
  const base = scopeOf(rule.on === 'object' ? ['object'] : ['object', 'variables']);
  const loop = loopOf(rule, translator, base);
  const own = loop ? new Map([...base, [loop.element, term(loop.element)]]) : base;
  const used = restrictedTo(own, rule.cel);
  const waived = waivedRules(rule, waivers, translator);
  const holds = translator.predicate('holds', rule.cel, used);
  const call = `holds(${texts(used)})`;
  const sections = [
    header(rule),
    findings(rule, waived.length > 0),
    ...waived,
    ...(loop ? loop.rules(call) : [`passes(object) if {\n${prelude(rule, used)}\t${call}\n}`, plainMessage(rule)]),
    ...holds,
    ...translator.helpers,
  ];
  return `${sections.join('\n\n')}\n`;
}

/** Rules that hold for what is let through; each ends by itself after its last day. */
function waivedRules(rule: KubernetesRule, waivers: Waivers, translator: Translator): string[] {
  return waivers.forRule(rule.id).flatMap((waiver, i) => {
    const condition = waiverCondition(waiver);
    if (condition === undefined) return [];
    const { owner, reason, expires } = waiver;
    const name = `waiver_${i + 1}`;
    return [
      `# ${JSON.stringify({ owner, reason, expires })}\n` +
        `waived(object) if {\n\ttime.now_ns() <= time.parse_rfc3339_ns("${expires}T23:59:59Z")\n\t${name}(object)\n}`,
      ...translator.predicate(name, condition, scopeOf(['object'])),
    ];
  });
}

interface LoopText {
  readonly element: string;
  readonly rules: (call: string) => string[];
}

function loopOf(rule: KubernetesRule, translator: Translator, base: Scope): LoopText | undefined {
  if (rule.on === 'container') {
    return loopText(rule, 'container', 'variables.containers', 'container.name', []);
  }
  if (rule.forEach === undefined) return undefined;
  const { as, in: list, label } = rule.forEach;
  const listScope = restrictedTo(base, list);
  const labelScope = restrictedTo(new Map([...base, [as, term(as)]]), label);
  return loopText(rule, as, `list(${texts(listScope)})`, `label(${texts(labelScope)})`, [
    translator.value('list', list, listScope),
    translator.value('label', label, labelScope),
  ]);
}

function loopText(
  rule: KubernetesRule,
  element: string,
  list: string,
  label: string,
  definitions: readonly string[],
): LoopText {
  const variable = variableFor(element);
  const [before = '', after = ''] = rule.message.split('{label}');
  const parts = [JSON.stringify(before), 'concat(", ", labels)', ...(after === '' ? [] : [JSON.stringify(after)])];
  const rules = (call: string) => {
    const variables = rule.on === 'object' ? '' : '\tvariables := objects.variables(object)\n';
    return [
      `passes(object) if {\n${variables}\telements := ${list}\n\tis_array(elements)\n\tevery ${variable} in elements {\n\t\t${call}\n\t}\n}`,
      [
        `message(object) := concat("", [${parts.join(', ')}]) if {`,
        `${variables}\telements := ${list}`,
        `\tlabels := [label_ |\n\t\tsome i, ${variable} in elements\n\t\tnot ${call}`,
        `\t\tlabel_ := objects.label([text | text := ${label}], i)\n\t]`,
        '\tcount(labels) > 0',
        `} else := ${unjudged}`,
      ].join('\n'),
      ...definitions,
    ];
  };
  return { element, rules };
}

const unjudged = '"cannot be judged, which counts as broken"';

function header(rule: KubernetesRule): string {
  return [
    '# METADATA',
    `# title: ${JSON.stringify(rule.title)}`,
    `package palisade.rules.${moduleName(rule)}`,
    '',
    'import data.palisade.cel',
    'import data.palisade.objects',
  ].join('\n');
}

function findings(rule: KubernetesRule, hasWaivers: boolean): string {
  const judged = rule.on === 'object' ? `objects.of_kinds(${kindSet(rule)})` : 'objects.with_pods';
  return `findings contains {
	"msg": sprintf("%s: %s (${rule.id})", [objects.name(object), found]),
	"rule": ${JSON.stringify(rule.id)},
	"severity": ${JSON.stringify(rule.severity)},
	"found": found,
	"fix": ${JSON.stringify(rule.remediation)},
} if {
	some object in ${judged}
	not passes(object)
${hasWaivers ? '\tnot waived(object)\n' : ''}	found := message(object)
}`;
}

function kindSet(rule: Exclude<KubernetesRule, PodRule>): string {
  const kinds = rule.resources.flatMap(({ group, kinds }) => Object.keys(kinds).map((kind) => `${group}/${kind}`));
  return `{${kinds
    .sort()
    .map((kind) => JSON.stringify(kind))
    .join(', ')}}`;
}

function prelude(rule: KubernetesRule, used: Scope): string {
  if (rule.on === 'object') return '';
  // Even a rule that does not look at the pod reports an object that has none in the pod's place.
  return used.has('variables') ? '\tvariables := objects.variables(object)\n' : '\tobjects.variables(object)\n';
}

function plainMessage(rule: KubernetesRule): string {
  return `message(_) := ${JSON.stringify(rule.message)}`;
}

function term(name: string): Term {
  return { text: variableFor(name), shape: 'value' };
}

function scopeOf(names: readonly string[]): Scope {
  return new Map(names.map((name) => [name, term(name)]));
}

function restrictedTo(scope: Scope, expression: string): Scope {
  const free = freeIn(parseCel(expression));
  return new Map([...scope].filter(([name]) => free.has(name)));
}

function texts(scope: Scope): string {
  return [...scope.values()].map(({ text }) => text).join(', ');
}
