import { createServer } from 'node:net';
import type { Trace, TraceEvent } from 'lighthouse';
import { chromium } from 'playwright';
import { withoutGpu } from './chromium';
import { freeShare } from './free-share';

export const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'] as const;
export type Category = (typeof CATEGORIES)[number];

export interface LighthouseFinding {
	readonly url: string;
	/** 0..100; null where the category was not asked for. */
	readonly scores: Readonly<Record<Category, number | null>>;
	/** Audits that cost points, by id and title, of the categories that were asked for. */
	readonly lost: readonly string[];
	/** Milliseconds where not said otherwise, under Lighthouse's simulated slow 4G and 4x slower processor. */
	readonly metrics: Readonly<Record<string, number>>;
	/**
	 * The page's longest task, ms of processor time: what it costs, however long others kept it waiting. Null where
	 * performance was not asked for.
	 */
	readonly longestTaskMs: number | null;
	/** URLs that were asked for; empty where performance was not. */
	readonly asked: readonly string[];
	/** Least share of the machine that was free for the audit, before it and after it: see {@link freeShare}. */
	readonly free: number;
	/** How fast the processor is by Lighthouse's own benchmark; its throttling multiplies what this one takes. */
	readonly benchmarkIndex: number;
	readonly version: string;
}

const METRICS = [
	'first-contentful-paint',
	'largest-contentful-paint',
	'total-blocking-time',
	'cumulative-layout-shift',
	'speed-index'
];

function freePort(): Promise<number> {
	return new Promise((resolve) => {
		const server = createServer().listen(0, '127.0.0.1', () => {
			const { port } = server.address() as { port: number };
			server.close(() => resolve(port));
		});
	});
}

/**
 * Runs Lighthouse (mobile, simulated throttling) on one page in Debian's Chromium, without any other network.
 * @throws Error where Lighthouse could not load the page
 */
export async function auditPage(url: string, categories: readonly Category[]): Promise<LighthouseFinding> {
	// Loaded only when it is used: it is large.
	const { default: lighthouse } = await import('lighthouse');
	const port = await freePort();
	const freeBefore = await freeShare();
	const browser = await chromium.launch(withoutGpu([`--remote-debugging-port=${port}`]));
	try {
		const outcome = await lighthouse(url, { port, output: 'json', logLevel: 'error', onlyCategories: [...categories] });
		const report = outcome?.lhr;
		if (!report || report.runtimeError) throw new Error(`Lighthouse on ${url}: ${report?.runtimeError?.message}`);
		const points = (id: Category) => {
			const score = report.categories[id]?.score;
			return typeof score === 'number' ? Math.round(score * 100) : null;
		};
		const asked = Object.values(report.categories).flatMap((category) => category.auditRefs);
		const lost = asked.filter(({ id, weight }) => weight > 0 && (report.audits[id]?.score ?? 1) < 0.9);
		return {
			url,
			scores: {
				performance: points('performance'),
				accessibility: points('accessibility'),
				'best-practices': points('best-practices'),
				seo: points('seo')
			},
			lost: lost.map(({ id }) => `${id}: ${report.audits[id]!.title}`),
			metrics: Object.fromEntries(
				METRICS.flatMap((id) => {
					const value = report.audits[id]?.numericValue;
					return value === undefined ? [] : [[id, Number(value.toPrecision(4))]];
				})
			),
			longestTaskMs: categories.includes('performance') ? await longestTaskMs(outcome.artifacts.Trace) : null,
			asked: requests(report.audits['network-requests']?.details),
			free: Math.min(freeBefore, await freeShare()),
			benchmarkIndex: report.environment.benchmarkIndex,
			version: report.lighthouseVersion
		};
	} finally {
		await browser.close();
	}
}

async function longestTaskMs(trace: Trace): Promise<number> {
	const { TraceProcessor } = await import('lighthouse/core/lib/tracehouse/trace-processor.js');
	const events: readonly TraceEvent[] = TraceProcessor.processTrace(trace).mainThreadEvents;
	const tasks = events.filter((event) => TraceProcessor.isScheduleableTask(event));
	if (tasks.length === 0) throw new Error('Lighthouse: a trace without a task');
	// tdur: by the thread's own clock, microseconds.
	return Math.max(...tasks.map((task) => (task as { tdur?: number }).tdur ?? 0)) / 1000;
}

const requests = (details: unknown): string[] =>
	((details as { items?: { url: string }[] } | undefined)?.items ?? []).map(({ url }) => url);
