/**
 * The catalogue of controls, and what judges by it. Each control is one file that says everything about it; every
 * gate (synth, preview, files, admission, documentation) is derived from that file.
 *
 * Start at {@link catalogue} for the controls, {@link Evaluator} to judge by them, {@link defineRule} to add one.
 */
export * from './admission';
export * from './catalogue';
export { CelCompileError } from './cel/environment';
export { type CelMacro, type CelNode, type CelOperator, parseCel } from './cel/syntax';
export { concerns } from './concerns';
export { type Page, renderDocs } from './docs/index';
export * from './evaluator';
export { kubernetesPatch, mergeInto } from './fixes';
export { type Framework, frameworks, frameworksOf, severities } from './frameworks';
export { hardenedContainer, hardenedPod } from './hardened';
export { LoadRulesError, loadRules } from './load-rules';
export { groupOf, type PodKind, podKinds } from './pods';
export * from './rule';
export { type SampleObject, samplesAsObjects } from './samples';
export * from './waivers';
