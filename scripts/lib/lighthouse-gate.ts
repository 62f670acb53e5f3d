import type { LighthouseFinding } from './lighthouse';

/** What Lighthouse must give a page for performance. */
export const LEAST_PERFORMANCE = 90;
/** Below this share of a free machine a run says more of the machine than of the page. */
export const QUIET = 0.8;
/**
 * Lighthouse's benchmark of the machine that the figures in docs/performance.md are of gives 2,300 to 2,600. Its throttling
 * multiplies what a processor takes, so that on a much slower one 90 would ask for another page.
 */
export const LEAST_INDEX = 2000;
/** So many runs on a quiet machine must miss before the page is said to. */
const QUIET_RUNS = 2;

type Run = Pick<LighthouseFinding, 'scores' | 'free' | 'benchmarkIndex'>;

const reaches = ({ scores }: Run) => (scores.performance ?? 0) >= LEAST_PERFORMANCE;

/**
 * What runs on one page say of it.
 *
 * [Note: one run that reaches it] What else a machine does makes a page look slower, never faster: a page that is slow
 * reaches the mark in no run, one that is fast in nearly every run on a quiet machine. So the suite asks for one run that
 * reaches it, and where none did on a machine that had no time for them, nothing was found out. The figures in
 * docs/performance.md are medians.
 */
export function performanceVerdict(runs: readonly Run[]): 'reached' | 'missed' | 'too-busy' {
	if (runs.some(reaches)) return 'reached';
	const fair = runs.filter(({ free, benchmarkIndex }) => free >= QUIET && benchmarkIndex >= LEAST_INDEX);
	return fair.length >= QUIET_RUNS ? 'missed' : 'too-busy';
}

/** The middle one of the runs by performance, the lower one of two. */
export function medianRun<Finding extends Run>(runs: readonly Finding[]): Finding {
	const byScore = [...runs].sort((a, b) => (a.scores.performance ?? 0) - (b.scores.performance ?? 0));
	return byScore[Math.floor((runs.length - 1) / 2)]!;
}

/** The pages, by path, whose median run misses the mark. */
export const pagesBelow = (found: ReadonlyMap<string, readonly Run[]>): string[] =>
	[...found].filter(([, runs]) => !reaches(medianRun(runs))).map(([page]) => `/${page}`);
