import { readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { runCommand, wholeNumber } from './lib/command';
import { keep, RESULTS } from './lib/interleave';
import { auditPage, CATEGORIES, type LighthouseFinding } from './lib/lighthouse';
import { LEAST_PERFORMANCE, medianRun, pagesBelow } from './lib/lighthouse-gate';
import { withFigures } from './lib/performance-figures';
import { serveStatic } from './serve-static';

const USAGE = `Runs Lighthouse on pages of the static build (npm run build:static first), offline, in Debian's Chromium, and
draws its figures in docs/performance.md.

  npm run lighthouse [-- --pages ,demo/,history/] [--runs 3] [--gate]

--gate ends with 1 where the median run of a page is below ${LEAST_PERFORMANCE} for performance. That hangs on what else the
machine does: run it alone. The suite holds accessibility, best practices and SEO at 100, and asks for one run of each
page that reaches ${LEAST_PERFORMANCE} for performance.
`;
const PAGE = new URL('../docs/performance.md', import.meta.url);

function readArguments() {
	const { values } = parseArgs({
		options: {
			pages: { type: 'string', default: ',demo/,history/' },
			runs: { type: 'string', default: '3' },
			gate: { type: 'boolean', default: false },
			help: { type: 'boolean', short: 'h' }
		}
	});
	return { ...values, pages: values.pages.split(','), runs: wholeNumber('runs', values.runs) };
}

type Options = ReturnType<typeof readArguments>;

async function main({ pages, runs, gate }: Options): Promise<number> {
	const server = await serveStatic(0, '/');
	const { port } = server.address() as AddressInfo;
	const bar = new SingleBar({ format: '{bar} {value}/{total} · {eta_formatted} left', stream: process.stderr });
	bar.start(pages.length * runs, 0);
	const found = new Map<string, LighthouseFinding[]>(pages.map((page) => [page, []]));
	// Page after page in each round, so that a busy minute does not fall on one page alone.
	for (let run = 0; run < runs; run++) {
		for (const page of pages) {
			found.get(page)!.push(await auditPage(`http://localhost:${port}/${page}`, CATEGORIES));
			bar.increment();
		}
	}
	bar.stop();
	server.close();
	const audited = [...found].map(([page, findings]) => {
		const { scores, lost, metrics, longestTaskMs } = medianRun(findings);
		return {
			page: `/${page}`,
			n: runs,
			performance: findings.map((each) => each.scores.performance!).sort((a, b) => a - b),
			free: Math.min(...findings.map(({ free }) => free)),
			scores,
			lost,
			metrics: { ...metrics, 'longest-task': longestTaskMs! }
		};
	});
	const { version } = found.get(pages[0]!)![0]!;
	keep('lighthouse', { version, pages: audited });
	writeFileSync(PAGE, withFigures(readFileSync(PAGE, 'utf8'), RESULTS));
	for (const { page, performance, metrics } of audited)
		console.log(page, performance.join(', '), JSON.stringify(metrics));
	const below = pagesBelow(found);
	if (below.length > 0) console.log(`below ${LEAST_PERFORMANCE}: ${below.join(', ')}`);
	return gate && below.length > 0 ? 1 : 0;
}

await runCommand(USAGE, readArguments, main, 'cannot audit');
