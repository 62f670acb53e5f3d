import type { FileCheck, Outcome } from './file-check.svelte';

export const SORTS = ['added', 'worry', 'confidence', 'name'] as const;
/** `worry`: open, then unsure, then faults first; `confidence`: the least sure first. */
export type Sort = (typeof SORTS)[number];

const WORRY: readonly Outcome[] = ['open', 'unsure', 'failed', 'no-bottle', 'closed'];
const collator = new Intl.Collator(undefined, { numeric: true });

const worryOf = (check: FileCheck): number => (check.outcome ? WORRY.indexOf(check.outcome) : WORRY.length);
const confidenceOf = (check: FileCheck): number => check.judged?.judgement.verdict.confidence ?? 2;

const COMPARE: Record<Sort, (a: FileCheck, b: FileCheck) => number> = {
	added: () => 0,
	worry: (a, b) => worryOf(a) - worryOf(b) || confidenceOf(a) - confidenceOf(b),
	confidence: (a, b) => confidenceOf(a) - confidenceOf(b),
	name: (a, b) => collator.compare(a.path, b.path)
};

/** The checks that `filter` lets through (null: all), in the order of `sort`; equal ones as they were added. */
export function arrange(checks: readonly FileCheck[], filter: Outcome | null, sort: Sort): FileCheck[] {
	return checks.filter(({ outcome }) => filter === null || outcome === filter).sort(COMPARE[sort]);
}
